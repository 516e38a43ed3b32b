import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Column } from '../../src/contract/columns.ts';
import { Rule } from '../../src/contract/rules.ts';
import { type Lake, openLake, quoteName, quoteText } from '../../src/lake/duck.ts';
import { evaluateSegment } from '../../src/lake/members.ts';
import type { TableSnapshot } from '../../src/lake/snapshot.ts';
import { openFolderStorage, type Storage } from '../../src/lake/storage.ts';
import { evaluateRules, type PlainTable, type PlainValue } from '../support/evaluate-rules.ts';
import { smallRules, smallWorld } from '../support/small-tables.ts';

let root: string;
let storage: Storage;
let lake: Lake;
let count = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'segue-segments-'));
  storage = openFolderStorage(root, () => `part-${count++}`);
  lake = await openLake({ folders: [root], spillFolder: storage.scratch, memoryMegabytes: 200, threads: 2 });
});
afterAll(async () => {
  await lake.close();
  await rm(root, { recursive: true });
});

const sqlTypes = {
  text: 'VARCHAR',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

function literal(value: PlainValue, column: Column, isId: boolean): string {
  const type = isId && column.type === 'number' ? 'BIGINT' : sqlTypes[column.type];
  if (value === null) return `CAST(NULL AS ${type})`;
  return `CAST(${quoteText(String(value).replace(/Z$/, ''))} AS ${type})`;
}

async function write(table: PlainTable, kind: 'profiles' | 'related'): Promise<TableSnapshot> {
  const { name, columns, idColumn, rows } = table;
  const file = `tables/${name}.parquet`;
  const selects = rows.map((row) =>
    columns
      .map(
        (column) =>
          `${literal(row[column.name] ?? null, column, column.name === idColumn)} AS ${quoteName(column.name)}`,
      )
      .join(', '),
  );
  await storage.write(file, (path) =>
    lake.use((duck) =>
      duck.run(`COPY (SELECT ${selects.join(' UNION ALL SELECT ')}) TO ${quoteText(path)} (FORMAT parquet)`),
    ),
  );
  return { name, kind, file, idColumn, columns, rows: rows.length };
}

async function membersOf(rules: Rule[], tables: TableSnapshot[], now: Date): Promise<string[]> {
  const snapshot = await evaluateSegment(lake, storage, { rules, tables, now, file: 'members/one.parquet' });
  const rows = await lake.use((duck) =>
    duck.rows(`SELECT customer_id FROM read_parquet('${storage.path(snapshot.file)}')`),
  );
  expect(rows).toHaveLength(snapshot.members);
  return rows.map((row) => String(row.customer_id));
}

test('any rules over any small table give the same members as plain JavaScript', {
  timeout: 300_000,
}, async () => {
  const now = new Date('2024-03-31T12:00:00Z');
  await fc.assert(
    fc.asyncProperty(
      smallWorld,
      fc.array(smallRules, { minLength: 3, maxLength: 6 }),
      async (world, ruleLists) => {
        const tables = [await write(world.profiles, 'profiles'), await write(world.orders, 'related')];
        for (const rules of ruleLists) {
          for (const rule of rules) Rule.parse(rule);
          const expected = evaluateRules(rules, world.profiles, [world.orders], now).sort();
          const members = await membersOf(rules, tables, now);
          expect(members.sort()).toEqual(expected);
        }
      },
    ),
    { numRuns: 150 },
  );
});
