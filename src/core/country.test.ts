import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countryCode, countryWords } from './country.ts';

describe('countryCode', () => {
  it.each([
    ['Sweden', 'SE'],
    ['sverige', 'SE'],
    ['SE', 'SE'],
    ['swe', 'SE'],
    [' Sverige ', 'SE'],
    ['USA', 'US'],
    ['U.S.A.', 'US'],
    ['Förenta staterna', 'US'],
    ['United States of America', 'US'],
    ['UK', 'GB'],
    ['Storbritannien', 'GB'],
    ['Österrike', 'AT'],
    ['Cote d’Ivoire', 'CI'],
    ["Côte d'Ivoire", 'CI'],
    ['Åland', 'AX'],
    ['Trinidad & Tobago', 'TT'],
    ['Tyskland', 'DE'],
    ['Nya Zeeland', 'NZ'],
    ['Czech Republic', 'CZ'],
    ['Tjeckien', 'CZ'],
    ['南极洲', null],
    ['Narnia', null],
    ['Congo', null],
    ['', null],
    ['–', null],
  ])('%s → %s', (text, code) => {
    expect(countryCode(text)).toBe(code);
  });

  it('gives every word of the table its own country, however it is written', () => {
    const words = countryWords().filter(([word]) => word !== 'Congo');
    expect(words.length).toBeGreaterThan(900);
    for (const [word, code] of words) expect([word, countryCode(word)]).toEqual([word, code]);
    fc.assert(
      fc.property(fc.constantFrom(...words), fc.boolean(), ([word, code], upper) => {
        expect(countryCode(` ${upper ? word.toUpperCase() : word.toLowerCase()} `)).toBe(code);
      }),
    );
  });
});
