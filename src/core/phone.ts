// Phone numbers → E.164. Most are plain and are decided by patterns that DuckDB can run over millions of rows; what
// the patterns do not accept goes to the library, number by distinct number. A pattern accepts nothing that the
// library would not make the same of; a test holds that over all countries.
import { createRequire } from 'node:module';
import { isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * @param country alpha-2 code of the profile's country; without one only international forms can be read
 * @returns the digits of the number with its country prefix, without the plus sign, or null
 */
export function e164Digits(text: string, country: string | null): string | null {
  const home = country !== null && isSupportedCountry(country) ? country : undefined;
  // Without a country nobody says what dials abroad; 00 does in most of the world, and the rest must be valid anyway.
  const parsed =
    home === undefined
      ? parsePhoneNumberFromString(text.replace(/^\s*\(?00\)?/, '+'))
      : parsePhoneNumberFromString(text, home);
  return parsed?.isValid() === true ? parsed.number.slice(1) : null;
}

/** What plain numbers of a country look like: patterns over digits alone, the same in RE2 and in JavaScript. */
export type PhonePattern = {
  callingCode: string;
  /** Dialled at home before a number and left away abroad: `0` in Sweden; empty where there is none. */
  trunk: string;
  /** How a number that still has its trunk prefix begins, or null. */
  trunkPattern: string | null;
  /** How a number that goes abroad begins. */
  abroad: string;
  /** How numbers of this country begin, where several share a calling code; null where that says nothing. */
  leading: string | null;
  /** A number without prefixes is one of these. */
  forms: { pattern: string; lengths: number[] }[];
};

type Metadata = { countries: Record<string, unknown[]>; country_calling_codes: Record<string, string[]> };
const metadata = createRequire(import.meta.url)('libphonenumber-js/metadata.min.json') as Metadata;

/** Places of the facts in the library's metadata, version 4. */
const at = {
  callingCode: 0,
  abroad: 1,
  pattern: 2,
  lengths: 3,
  trunk: 5,
  trunkPattern: 7,
  transform: 8,
  leading: 10,
  types: 11,
};

/** The pattern of one country, or null where its numbers need more than a pattern. */
export function phonePattern(country: string): PhonePattern | null {
  const facts = metadata.countries[country];
  if (facts === undefined) return null;
  const text = (place: number) => (typeof facts[place] === 'string' ? facts[place] : null);
  const callingCode = text(at.callingCode);
  const abroad = text(at.abroad);
  const pattern = text(at.pattern);
  const lengths = facts[at.lengths];
  if (callingCode === null || abroad === null || pattern === null || !Array.isArray(lengths)) return null;
  const trunk = text(at.trunk) ?? '';
  const trunkPattern = text(at.trunkPattern) ?? text(at.trunk);
  const plainTrunk = trunkPattern === null || trunkPattern === trunk || trunkPattern.startsWith(`${trunk}|`);
  if (text(at.transform) !== null || !plainTrunk) return null;
  const shared = (metadata.country_calling_codes[callingCode] ?? []).length > 1;
  const leading = shared ? text(at.leading) : null;
  const general = { pattern, lengths: lengths as number[] };
  const forms = shared && leading === null ? commonTypes(facts[at.types], general.lengths) : [general];
  return forms.length === 0 ? null : { callingCode, trunk, trunkPattern, abroad, leading, forms };
}

/** Fixed lines and mobiles, the first two of the types: where countries share a code, a number must be of one. */
function commonTypes(types: unknown, allLengths: number[]): PhonePattern['forms'] {
  if (!Array.isArray(types)) return [];
  return types.slice(0, 2).flatMap((type: unknown) => {
    if (!Array.isArray(type) || typeof type[0] !== 'string' || type[0] === '') return [];
    return [{ pattern: type[0], lengths: Array.isArray(type[1]) ? (type[1] as number[]) : allLengths }];
  });
}

/** The country whose rules hold for the digits after a plus sign, which may be all there is of a calling code. */
export function countryOfCallingCode(digits: string): string | null {
  for (const length of [1, 2, 3]) {
    const countries = metadata.country_calling_codes[digits.slice(0, length)];
    if (countries !== undefined) return countries[0] ?? null;
  }
  return null;
}
