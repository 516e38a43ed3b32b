import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withFolder } from '../../test/support/run-folder.ts';
import { openFolderStorage } from './storage.ts';

const folder = withFolder();
const open = () => openFolderStorage(join(folder.path, randomUUID()), randomUUID);
const writing = (text: string) => async (path: string) => writeFileSync(path, text);

test('a file is there as a whole or not at all', async () => {
  const storage = open();
  await storage.write('tables/a/1.parquet', writing('one'));
  expect(readFileSync(storage.path('tables/a/1.parquet'), 'utf8')).toBe('one');
  const failing = storage.write('tables/a/2.parquet', async (path) => {
    writeFileSync(path, 'ha');
    throw new Error('full');
  });
  await expect(failing).rejects.toThrow('full');
  expect(await storage.exists('tables/a/2.parquet')).toBe(false);
  expect(readdirSync(storage.scratch)).toEqual([]);
});

test('files are listed by their keys, without the scratch space', async () => {
  const storage = open();
  await storage.write('tables/a/1.parquet', writing('one'));
  await storage.write('ledgers/b.parquet', writing('two'));
  writeFileSync(join(storage.scratch, 'x.part'), '');
  expect((await storage.list()).map(({ key }) => key).sort()).toEqual([
    'ledgers/b.parquet',
    'tables/a/1.parquet',
  ]);
});

test('only what is old goes from the scratch space', async () => {
  const storage = open();
  const old = join(storage.scratch, 'old.part');
  writeFileSync(old, '');
  utimesSync(old, 1, 1);
  writeFileSync(join(storage.scratch, 'new.part'), '');
  await storage.clearScratch(new Date(2000));
  expect(existsSync(old)).toBe(false);
  expect(readdirSync(storage.scratch)).toEqual(['new.part']);
});

test('a key cannot lead outside', () => {
  expect(() => open().path('tables/../../secret.key')).toThrow('".."');
});
