import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { getCountries, getExampleNumber } from 'libphonenumber-js/min';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { e164Digits, phonePattern } from '../core/phone.ts';
import { type Lake, openLake } from './duck.ts';
import { phoneDigits, phoneSql } from './phone-sql.ts';

const examples = createRequire(import.meta.url)('libphonenumber-js/examples.mobile.json');

let folder: string;
let lake: Lake;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'segue-phones-'));
  lake = await openLake({ folders: [folder], spillFolder: folder, memoryMegabytes: 200, threads: 1 });
});
afterAll(async () => {
  await lake.close();
  await rm(folder, { recursive: true });
});

type Case = { raw: string; country: string | null };

/** What the patterns make of each, next to what the library makes of it. */
async function both(cases: Case[], homes: string[], abroad: string[]) {
  return lake.use(async (duck) => {
    const list = JSON.stringify(cases.map(({ raw, country }) => ({ raw, country })));
    const rows = await duck.rows(
      `WITH c AS (SELECT unnest(from_json($list, '[{"raw":"VARCHAR","country":"VARCHAR"}]'), recursive := true))
       SELECT raw, country, CAST(${phoneSql(phoneDigits('raw'), 'country', homes, abroad)} AS VARCHAR) AS fast FROM c`,
      { list },
    );
    return rows.map((row) => ({
      raw: String(row.raw),
      country: row.country as string | null,
      fast: row.fast as string | null,
      slow: e164Digits(String(row.raw), row.country as string | null),
    }));
  });
}

describe('phoneSql', () => {
  it('accepts nothing that the library would not make the same of, in any country', async () => {
    const countries = getCountries();
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 4, maxLength: 14 });
    let accepted = 0;
    for (const country of countries) {
      const pattern = phonePattern(country);
      if (pattern === null) continue;
      const number = getExampleNumber(country, examples)?.nationalNumber ?? '';
      // Numbers near a real one find more than numbers out of nowhere do.
      const near = digits.map(
        (some) =>
          number.slice(0, Math.max(1, number.length - some.length + 4)) +
          some.slice(0, Math.max(0, some.length - 4)),
      );
      const nationals = fc.sample(fc.oneof(near, digits), 150);
      const cases = nationals.flatMap((n) => [
        { raw: n, country },
        { raw: pattern.trunk + n, country },
        { raw: `(${n.slice(0, 2)}) ${n.slice(2)}`, country },
        { raw: `+${pattern.callingCode}${n}`, country },
        { raw: `+${pattern.callingCode}${n}`, country: null },
        { raw: `+${pattern.callingCode} ${pattern.trunk}${n}`, country: 'SE' },
        { raw: `00${pattern.callingCode}${n}`, country },
        { raw: `${pattern.callingCode}${n}`, country },
      ]);
      for (const row of await both(cases, countries.slice(0, 0).concat(country, 'SE'), [country])) {
        if (row.fast === null) continue;
        accepted += 1;
        expect(row).toEqual({ ...row, slow: row.fast });
      }
    }
    expect(accepted).toBeGreaterThan(20_000);
  });

  it('settles the common spellings without the library', async () => {
    const cases = [
      { raw: '070-123 45 67', country: 'SE' },
      { raw: '+46 70 123 45 67', country: 'SE' },
      { raw: '(206) 555-1234', country: 'US' },
      { raw: '+1 206 555 1234', country: null },
      { raw: '020 7946 0958', country: 'GB' },
      { raw: '12 34 56 78', country: 'NO' },
      { raw: '22 12 34 56', country: 'NO' },
      { raw: '0201234567', country: 'FI' },
      { raw: '06 12345678', country: 'IT' },
    ];
    const rows = await both(cases, ['SE', 'US', 'GB', 'NO', 'FI', 'IT'], ['SE', 'US']);
    expect(rows.map((row) => row.fast)).toEqual([
      '46701234567',
      '46701234567',
      '12065551234',
      '12065551234',
      '442079460958',
      null,
      '4722123456',
      '358201234567',
      '390612345678',
    ]);
  });
});
