// The AdventureWorks customers, planned: mixed birthdates, money in text, and the few whose address has an accent.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingestTable } from '../../src/lake/ingest.ts';
import { everything, type Made, openPlanWorld, type PlanWorld } from '../support/plan-world.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'adventureworks');

const mapping = {
  email: 'EmailAddress',
  firstName: 'FirstName',
  lastName: 'LastName',
  gender: 'Gender',
  birthdate: 'BirthDate',
  customProperties: { income: 'AnnualIncome', occupation: 'Occupation', children: 'TotalChildren' },
};

/** Month first, as all of the file's dates are that can be read in one way only. */
function isoOf(text: string): string {
  const [month, day, year] = text.split(/[-/]/).map(Number);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

describe.runIf(existsSync(folder))('AdventureWorks', () => {
  let world: PlanWorld;
  let made: Made;
  const lines = existsSync(folder)
    ? readFileSync(join(folder, 'Customers.csv'), 'utf8')
        .split(/\r?\n/)
        .slice(1)
        .filter((line) => line !== '')
        .map((line) => line.replace(/"([^"]*)"/g, (_, money: string) => money.replaceAll(',', '')).split(','))
    : [];

  beforeAll(async () => {
    world = await openPlanWorld();
    const { snapshot: profiles } = await ingestTable({
      storage: world.storage,
      source: { memoryMegabytes: 200, threads: 2 },
      importDirs: [folder],
      table: { name: 'customers', kind: 'profiles', path: 'Customers.csv', key: 'CustomerKey' },
      file: 'tables/customers.parquet',
    });
    const everybody = lines.map(([id]) => String(id));
    const women = lines.filter((line) => line[6] === 'F').map(([id]) => String(id));
    const input = {
      profiles,
      mapping,
      segments: [
        { id: 'all', name: 'All', members: await world.members(everybody) },
        { id: 'women', name: 'Women', members: await world.members(women) },
      ],
    };
    made = await world.plan(input);
    const ledger = await world.merge(made, null, everything(made));
    const again = await world.plan({ ...input, ledger });
    expect(again.plan.counts).toMatchObject({ upserts: 0, unchanged: made.plan.counts.contacts });
  });
  afterAll(() => world.close());

  it('takes every customer but those whose address has letters beyond ASCII', () => {
    const accented = lines.filter((line) => /[^ -~]/.test(line[7] ?? ''));
    expect(accented.length).toBeGreaterThan(0);
    expect(made.plan.counts).toMatchObject({
      members: lines.length,
      invalid: accented.length,
      duplicates: 0,
    });
    expect(made.rejections.map(({ customer_id, email, code }) => [customer_id, email, code])).toEqual(
      accented.map((line) => [line[0], line[7], 'emailNotAscii']),
    );
    expect(made.rejections.some(({ email }) => email === 'andrés18@adventure-works.com')).toBe(true);
  });

  it('sends names, genders and birthdates as the file has them', () => {
    const byId = new Map(made.upserts.map((upsert) => [upsert.customerId, upsert]));
    for (const [id = '', , first, last, born = '', , sex, email = ''] of lines) {
      const upsert = byId.get(id);
      if (/[^ -~]/.test(email)) {
        expect(upsert).toBeUndefined();
        continue;
      }
      const gender = sex === 'NA' ? undefined : sex?.toLowerCase();
      const expected = { firstName: first, lastName: last, gender, birthdate: isoOf(born) };
      const { firstName, lastName, gender: sent, birthdate } = upsert?.contact ?? {};
      if (
        JSON.stringify([firstName, lastName, sent, birthdate]) !== JSON.stringify(Object.values(expected))
      ) {
        expect({ id, firstName, lastName, gender: sent, birthdate }).toEqual({ id, ...expected });
      }
      expect(upsert?.tags).toEqual(sex === 'F' ? ['All', 'Women'] : ['All']);
    }
    expect(byId.get('11000')?.contact).toMatchObject({
      firstName: 'JON',
      birthdate: '1966-04-08',
      gender: 'm',
    });
    expect(byId.get('11001')?.contact).toMatchObject({ birthdate: '1965-05-14' });
  });

  it('warns of genders that are none, and of nothing else', () => {
    const unsaid = lines.filter((line) => line[6] === 'NA' && !/[^ -~]/.test(line[7] ?? ''));
    expect(made.plan.warnings).toEqual([
      {
        code: 'genderInvalid',
        message: expect.any(String),
        count: unsaid.length,
        examples: expect.any(Array),
      },
    ]);
  });
});
