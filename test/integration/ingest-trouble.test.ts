// What goes wrong around an ingest rather than in the file: a full disk, files that change, links, large odd files.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Table } from '../../src/contract/sources.ts';
import { quoteText } from '../../src/lake/duck.ts';
import { type IngestResult, ingestTable } from '../../src/lake/ingest.ts';
import { openFolderStorage, type Storage } from '../../src/lake/storage.ts';
import { openSmallLake, type SmallLake } from '../support/small-lake.ts';

let small: SmallLake;
let folder: string;
beforeAll(async () => {
  small = await openSmallLake();
  folder = await realpath(await mkdtemp(join(tmpdir(), 'segue-import-')));
});
afterAll(async () => {
  await small.close();
  await rm(folder, { recursive: true });
});

function ingest(path: string, options: { storage?: Storage; kind?: 'profiles' } = {}): Promise<IngestResult> {
  const table: Table =
    options.kind === 'profiles'
      ? { name: 'table', kind: 'profiles', path, key: 'Id' }
      : { name: 'table', kind: 'related', path, customerKey: 'Id' };
  return ingestTable({
    storage: options.storage ?? small.storage,
    source: { memoryMegabytes: 200, threads: 2 },
    importDirs: [folder],
    table,
    file: 'tables/one.parquet',
  });
}

const inSnapshot = async (result: IngestResult, select: string) =>
  small.lake.use((duck) =>
    duck.row(`SELECT ${select} FROM read_parquet(${quoteText(small.storage.path(result.snapshot.file))})`),
  );

/** Larger than what one thread of DuckDB takes at a time, so that several have to agree where rows begin. */
const manyRows = 900_000;
const lines = (row: (at: number) => string) =>
  `Id,Name,Note\n${Array.from({ length: manyRows }, (_, at) => row(at + 1)).join('\n')}\n`;

test('line breaks and commas inside quotes never become rows, however large the file', async () => {
  await writeFile(
    join(folder, 'quoted.csv'),
    lines((at) => `${at},"na""me, ${at}\n${at + 5_000_000},x,y\n${at}","and a longer text"`),
  );
  const result = await ingest('quoted.csv', { kind: 'profiles' });
  expect(result).toMatchObject({ badLines: 0, snapshot: { rows: manyRows } });
  const facts = await inSnapshot(
    result,
    `count(*) AS n, max(Id) AS last, count(*) FILTER (starts_with(Name, 'na"me, ' || Id || chr(10))) AS whole`,
  );
  expect(facts).toEqual({ n: manyRows, last: manyRows, whole: manyRows });
});

test('one stray quote costs its line and no other, however large the file', async () => {
  await writeFile(
    join(folder, 'stray.csv'),
    lines((at) =>
      at === 500 ? `${at},"stray,z` : `${at},name ${at} and some more text to fill the line up,z`,
    ),
  );
  const result = await ingest('stray.csv', { kind: 'profiles' });
  expect(result).toMatchObject({ badLines: 1, snapshot: { rows: manyRows - 1 } });
  expect(await inSnapshot(result, 'count(DISTINCT Id) AS n, sum(Id) AS sum')).toEqual({
    n: manyRows - 1,
    sum: (manyRows * (manyRows + 1)) / 2 - 500,
  });
});

test('a type that only the last row breaks is seen', async () => {
  await writeFile(
    join(folder, 'late.csv'),
    lines((at) => `${at},${at === manyRows ? '007' : at},${at < manyRows ? '' : '2020-02-02'}`),
  );
  const { snapshot } = await ingest('late.csv', { kind: 'profiles' });
  expect(snapshot.columns).toEqual([
    { name: 'Id', type: 'number' },
    { name: 'Name', type: 'text' },
    { name: 'Note', type: 'date' },
  ]);
});

test('a link that leads outside is refused before it is opened', async () => {
  await writeFile(join(small.root, 'secret.csv'), 'Id\n1\n');
  await symlink(join(small.root, 'secret.csv'), join(folder, 'link.csv'));
  await expect(ingest('link.csv')).rejects.toMatchObject({ code: 'fileOutside' });
  await expect(ingest('l*.csv')).rejects.toMatchObject({ code: 'fileOutside' });
});

test('names of files and folders that look like globs or SQL', async () => {
  const odd = "o'dd [1] * ?";
  await mkdir(join(folder, odd));
  await writeFile(join(folder, odd, `${odd}.csv`), 'Id\n7\n');
  await writeFile(join(folder, odd, `${odd}.jsonl`), '{"Id":7,"x\'\\"y":1}\n');
  expect((await ingest(`${odd}/${odd}.csv`)).snapshot.rows).toBe(1);
  expect((await ingest(`${odd}/${odd}.jsonl`)).snapshot.columns).toContainEqual({
    name: 'x\'"y',
    type: 'number',
  });
});

test('Parquet files keep their types, and ids are numbers or text', async () => {
  const source = openFolderStorage(join(small.root, 'parquet'), () => 'part');
  const select = `SELECT CAST(range AS DOUBLE) + 1 AS Id, DATE '2020-02-02' AS Day, TIMESTAMPTZ '2020-02-02 02:00:00+02' AS Moment,
    '007' AS Code, 1.5::DECIMAL(9,2) AS Price, true AS Yes, [1, 2] AS List, 'NaN'::DOUBLE AS Nothing, 'x'::BLOB AS Bytes FROM range(3)`;
  await small.lake.use((duck) =>
    duck.run(`COPY (${select}) TO '${source.path('a.parquet')}' (FORMAT parquet)`),
  );
  await rm(join(folder, 'a.parquet'), { force: true });
  execFileSync('cp', [source.path('a.parquet'), join(folder, 'a.parquet')]);
  const result = await ingest('a.parquet', { kind: 'profiles' });
  expect(result.snapshot.columns.map(({ type }) => type)).toEqual([
    'number',
    'date',
    'timestamp',
    'text',
    'number',
    'boolean',
    'text',
    'number',
    'text',
  ]);
  expect(await inSnapshot(result, '* EXCLUDE (Bytes)')).toEqual({
    Id: 1,
    Day: '2020-02-02',
    Moment: '2020-02-02 00:00:00',
    Code: '007',
    Price: 1.5,
    Yes: true,
    List: '[1,2]',
    Nothing: null,
  });
  expect(await inSnapshot(result, 'typeof(Id) AS id')).toEqual({ id: 'BIGINT' });
});

const mounted = await mountSmallDisk();

test.runIf(mounted !== null)('a full disk is said to be full, and leaves nothing behind', async () => {
  if (mounted === null) return;
  const storage = openFolderStorage(join(mounted, 'data'), () => 'part');
  await writeFile(
    join(folder, 'large.csv'),
    lines((at) => `${at},${Math.sin(at)},${Math.cos(at)}`),
  );
  // The second file is copied line by line, because of its bad line, and fills the disk before DuckDB is asked.
  await writeFile(
    join(folder, 'large-bad.csv'),
    `${lines((at) => `${at},${Math.sin(at)},${Math.cos(at)}`)}bad\n`,
  );
  for (const file of ['large.csv', 'large-bad.csv']) {
    await expect(ingest(file, { storage })).rejects.toMatchObject({ code: 'diskFull' });
    expect(await readdir(storage.scratch)).toEqual([]);
  }
});

/** Four megabytes of memory as a disk, where that is allowed; it goes when the tests end. */
async function mountSmallDisk(): Promise<string | null> {
  const place = await mkdtemp(join(tmpdir(), 'segue-disk-'));
  afterAll(async () => {
    if (mounted !== null) execFileSync('/bin/umount', [place]);
    await rm(place, { recursive: true });
  });
  try {
    execFileSync('/bin/mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', place], { stdio: 'ignore' });
    return place;
  } catch {
    return null;
  }
}
