// The AdventureWorks files, where they lie beside the project: loaded, segmented, and counted again in plain
// JavaScript straight from the files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Rule } from '../../src/contract/rules.ts';
import type { Table } from '../../src/contract/sources.ts';
import { ingestTable } from '../../src/lake/ingest.ts';
import { evaluateSegment, previewMembers } from '../../src/lake/members.ts';
import type { TableSnapshot } from '../../src/lake/snapshot.ts';
import { openSmallLake, type SmallLake } from '../support/small-lake.ts';

const folder = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'adventureworks');
const now = new Date('2017-07-01T00:00:00Z');

const buyersSince2017: Rule = {
  where: {
    all: [
      {
        table: 'sales',
        where: { all: [{ attribute: 'OrderDate', op: 'gte', value: '2017-01-01' }] },
        aggregate: { fn: 'count', op: 'gte', value: 3 },
      },
    ],
  },
};
const women: Rule = {
  where: {
    all: [
      { attribute: 'Gender', op: 'eq', value: 'f' },
      { attribute: 'AnnualIncome', op: 'gt', value: 80_000 },
    ],
  },
};

/** A small reader of its own: quotes, doubled quotes, no line breaks inside. */
function readPlainly(file: string): Record<string, string>[] {
  const lines = readFileSync(join(folder, file), 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  const fields = (line: string) =>
    [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      (match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '',
    );
  const [header = '', ...rows] = lines;
  const names = fields(header);
  return rows.map((row) => Object.fromEntries(fields(row).map((value, at) => [names[at], value])));
}

describe.runIf(existsSync(folder))('AdventureWorks', () => {
  let small: SmallLake;
  let tables: TableSnapshot[];
  let customers: Record<string, string>[];
  let orderLines: Map<string, number>;

  const ingest = async (table: Table) => {
    const result = await ingestTable({
      storage: small.storage,
      source: { memoryMegabytes: 200, threads: 2 },
      importDirs: [folder],
      table,
      file: `tables/${table.name}.parquet`,
    });
    expect(result).toMatchObject({ badLines: 0, badLinesFile: null, warnings: [] });
    return result.snapshot;
  };
  const membersOf = async (rules: Rule[], from = tables) => {
    const options = { rules, tables: from, now, file: 'members/one.parquet' };
    const { file } = await evaluateSegment(small.lake, small.storage, options);
    const path = small.storage.path(file);
    const rows = await small.lake.use((duck) => duck.rows(`SELECT customer_id FROM read_parquet('${path}')`));
    return rows.map((row) => String(row.customer_id));
  };

  beforeAll(async () => {
    small = await openSmallLake();
    tables = [
      await ingest({ name: 'customers', kind: 'profiles', path: 'Customers.csv', key: 'CustomerKey' }),
      await ingest({ name: 'sales', kind: 'related', path: 'Sales_*.csv', customerKey: 'CustomerKey' }),
    ];
    customers = readPlainly('Customers.csv');
    orderLines = new Map();
    for (const file of readdirSync(folder).filter((name) => name.startsWith('Sales_'))) {
      for (const { OrderDate = '', CustomerKey = '' } of readPlainly(file)) {
        if (!OrderDate.endsWith('/2017')) continue;
        orderLines.set(CustomerKey, (orderLines.get(CustomerKey) ?? 0) + 1);
      }
    }
  });
  afterAll(() => small.close());

  test('every row is there, and columns have their types', () => {
    const [profiles, sales] = tables;
    expect(profiles?.rows).toBe(customers.length);
    expect(sales?.rows).toBe(
      ['2015', '2016', '2017'].reduce((sum, year) => sum + readPlainly(`Sales_${year}.csv`).length, 0),
    );
    const types = Object.fromEntries(profiles?.columns.map(({ name, type }) => [name, type]) ?? []);
    expect(types).toMatchObject({
      CustomerKey: 'number',
      BirthDate: 'date',
      AnnualIncome: 'text',
      HomeOwner: 'text',
    });
    expect(sales?.columns).toContainEqual({ name: 'OrderDate', type: 'date' });
  });

  test('buyers of three or more order lines since 2017', async () => {
    const known = new Set(customers.map((row) => row.CustomerKey));
    const expected = [...orderLines].filter(([id, lines]) => lines >= 3 && known.has(id)).map(([id]) => id);
    expect((await membersOf([buyersSince2017])).sort()).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(1_000);
  });

  test('women with an income over 80,000 except those', async () => {
    const expected = customers
      .filter((row) => row.Gender === 'F' && Number(row.AnnualIncome?.replace(/[^0-9.]/g, '')) > 80_000)
      .map((row) => String(row.CustomerKey))
      .filter((id) => (orderLines.get(id) ?? 0) < 3);
    const rules: Rule[] = [women, { ...buyersSince2017, set: 'except' }];
    expect((await membersOf(rules)).sort()).toEqual(expected.sort());
    expect(expected.length).toBeGreaterThan(300);
    // The same once the money is a number.
    const typed = await ingest({
      name: 'typed',
      kind: 'profiles',
      path: 'Customers.csv',
      key: 'CustomerKey',
      types: { AnnualIncome: 'number' },
    });
    expect((await membersOf(rules, [typed, ...tables.slice(1)])).sort()).toEqual(expected.sort());
  });

  test('names keep their letters, and birthdates mixed in one column are read alike', async () => {
    const preview = await previewMembers(small.lake, small.storage, {
      rules: [{ where: { all: [{ attribute: 'CustomerKey', op: 'in', value: [11000, 11001, 11096] }] } }],
      tables,
      now,
    });
    expect(preview.sample).toMatchObject([
      { LastName: 'YANG', BirthDate: '1966-04-08', AnnualIncome: '$90,000 ' },
      { LastName: 'HUANG', BirthDate: '1965-05-14' },
      { FirstName: 'ANDRÉS', EmailAddress: 'andrés18@adventure-works.com' },
    ]);
  });
});
