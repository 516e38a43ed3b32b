// Country names as people write them (English, Swedish, ISO 3166-1 codes) → the alpha-2 code that Omnisend wants.
import { createRequire } from 'node:module';
// The index without its entry point, which would read all seventy languages.
import countries from 'i18n-iso-countries/index.js';

type Names = { countries: Record<string, string | string[]> };
const require = createRequire(import.meta.url);

/** What people write that neither language's official list has. */
const aliases: Record<string, string[]> = {
  AE: ['UAE', 'Emiraten'],
  AT: ['Österreich'],
  BA: ['Bosnien', 'Bosnia'],
  CD: ['DR Congo', 'DRC', 'Kongo-Kinshasa'],
  CG: ['Kongo-Brazzaville'],
  CI: ['Ivory Coast'],
  CZ: ['Czech Republic', 'Tjeckiska republiken'],
  DE: ['Deutschland'],
  ES: ['España'],
  FI: ['Suomi'],
  GB: [
    'UK',
    'U.K.',
    'Great Britain',
    'Britain',
    'England',
    'Scotland',
    'Skottland',
    'Wales',
    'Northern Ireland',
    'Nordirland',
  ],
  GR: ['Hellas'],
  IR: ['Iran'],
  IT: ['Italia'],
  KP: ['North Korea'],
  KR: ['South Korea', 'Korea'],
  LA: ['Laos'],
  MD: ['Moldova', 'Moldavien'],
  MM: ['Burma'],
  NL: ['Holland', 'The Netherlands'],
  PL: ['Polska'],
  PS: ['Palestine'],
  RU: ['Russia'],
  SY: ['Syria'],
  TR: ['Turkey'],
  TW: ['Taiwan'],
  TZ: ['Tanzania'],
  US: ['USA', 'U.S.A.', 'U.S.', 'United States', 'America', 'Förenta staterna'],
  VA: ['Vatican', 'Vatican City'],
  VE: ['Venezuela'],
  VN: ['Vietnam'],
};

/** Letters and digits only, without accents or case, so that `U.S.A.` and `usa`, `Cote d'Ivoire` and `Côte d’Ivoire` meet. */
function key(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll('&', 'and')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Alpha-2 code, alpha-3 code and every name of each country, as [text, code]. */
export function countryWords(): [text: string, code: string][] {
  const languages = ['en', 'sv'].map(
    (language) => require(`i18n-iso-countries/langs/${language}.json`) as Names,
  );
  const words: [string, string][] = [];
  for (const [code, three] of Object.entries(countries.getAlpha2Codes())) {
    words.push([code, code], [three, code]);
    for (const { countries: names } of languages) {
      for (const name of [names[code] ?? []].flat()) words.push([name, code]);
    }
    for (const alias of aliases[code] ?? []) words.push([alias, code]);
  }
  return words;
}

/** A word of two countries (Congo) names neither. */
function readCodes(): Map<string, string | null> {
  const read = new Map<string, string | null>();
  for (const [word, code] of countryWords()) {
    const known = read.get(key(word));
    read.set(key(word), known === undefined || known === code ? code : null);
  }
  return read;
}

let codes: Map<string, string | null> | undefined;

/** @returns the alpha-2 code, or null for a text that names no country. */
export function countryCode(text: string): string | null {
  codes ??= readCodes();
  return codes.get(key(text)) ?? null;
}
