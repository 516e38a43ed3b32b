// Walks the fixtures: every folder below sources/ holds files, the table that names them, and what must come of it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Column } from '../../src/contract/columns.ts';
import { Table } from '../../src/contract/sources.ts';
import type { BadLine } from '../../src/contract/tables.ts';
import { SegueError } from '../../src/errors.ts';
import { readBadLines } from '../../src/lake/bad-lines.ts';
import { type Lake, openLake, type Row } from '../../src/lake/duck.ts';
import { type IngestResult, ingestTable } from '../../src/lake/ingest.ts';
import { openFolderStorage, type Storage } from '../../src/lake/storage.ts';

type Case = { table: Record<string, unknown> };
type ValidCase = Case & {
  columns: Column[];
  rows: Row[];
  badLines: BadLine[];
  warnings?: number;
  /** JSON has no fixed order of keys. */
  anyOrder?: boolean;
};
type InvalidCase = Case & { code: string; says: string[]; never?: string[] };

const fixtures = join(import.meta.dirname, '..', 'fixtures');
const casesIn = (kind: 'valid' | 'invalid') => readdirSync(join(fixtures, kind, 'sources')).sort();
const readCase = <T>(kind: 'valid' | 'invalid', name: string): T =>
  JSON.parse(readFileSync(join(fixtures, kind, 'sources', name, 'case.json'), 'utf8'));

let root: string;
let storage: Storage;
let lake: Lake;
let count = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'segue-ingest-'));
  storage = openFolderStorage(root, () => `part-${count++}`);
  lake = await openLake({ folders: [root], spillFolder: storage.scratch, memoryMegabytes: 200, threads: 2 });
});
afterAll(async () => {
  await lake.close();
  await rm(root, { recursive: true });
});
beforeEach(async () => storage.remove('tables/'));

function ingest(folder: string, table: Record<string, unknown>): Promise<IngestResult> {
  return ingestTable({
    storage,
    source: { memoryMegabytes: 200, threads: 2 },
    importDirs: [folder],
    table: Table.parse({ name: 'table', ...table }),
    file: 'tables/one.parquet',
  });
}

const rowsOf = (result: IngestResult, orderBy: string) =>
  lake.use((duck) =>
    duck.rows(`SELECT * FROM read_parquet('${storage.path(result.snapshot.file)}') ORDER BY ${orderBy}`),
  );

describe('valid sources', () => {
  test.each(casesIn('valid'))('%s', async (name) => {
    const expected = readCase<ValidCase>('valid', name);
    const result = await ingest(join(fixtures, 'valid', 'sources', name), expected.table);
    const byName = (a: Column, b: Column) => (a.name < b.name ? -1 : 1);
    const arranged = (columns: Column[]) => (expected.anyOrder ? [...columns].sort(byName) : columns);
    expect(arranged(result.snapshot.columns)).toEqual(arranged(expected.columns));
    const rows = await rowsOf(result, 'ALL');
    const sorted = (list: Row[]) => list.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();
    expect(sorted(rows)).toEqual(sorted(expected.rows));
    expect(result.snapshot.rows).toBe(expected.rows.length);
    expect(result.badLines).toBe(expected.badLines.length);
    expect(result.warnings).toHaveLength(expected.warnings ?? 0);
    const { badLinesFile } = result;
    expect(badLinesFile === null).toBe(expected.badLines.length === 0);
    if (badLinesFile === null) return;
    expect(await readBadLines(lake, storage, { badLinesFile, limit: 100, offset: 0 })).toEqual(
      expected.badLines,
    );
  });
});

describe('invalid sources', () => {
  test.each(casesIn('invalid'))('%s', async (name) => {
    const { table, code, says, never = [] } = readCase<InvalidCase>('invalid', name);
    const error = await ingest(join(fixtures, 'invalid', 'sources', name), table).catch(
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof SegueError)) throw error;
    expect(error.code).toBe(code);
    for (const words of says) expect(error.detail).toContain(words);
    for (const words of never) expect(error.detail).not.toContain(words);
    expect(existsSync(storage.path('tables/one.parquet'))).toBe(false);
  });
});

test('nothing is left in the scratch space, and files are for their owner alone', async () => {
  const folder = join(fixtures, 'valid', 'sources', 'bad-lines');
  const result = await ingest(folder, readCase<Case>('valid', 'bad-lines').table);
  expect(await readdir(storage.scratch)).toEqual([]);
  for (const file of [result.snapshot.file, result.badLinesFile ?? '']) {
    expect((await stat(storage.path(file))).mode & 0o777).toBe(0o600);
  }
});

test('the folder of a fixture is named in no error but as the path given', async () => {
  const folder = join(fixtures, 'invalid', 'sources', 'empty');
  await expect(ingest(folder, { kind: 'profiles', key: 'Id', path: 'a.csv' })).rejects.toMatchObject({
    detail: '"a.csv" is empty.',
  });
});
