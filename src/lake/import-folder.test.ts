import { mkdirSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clearUploads, listImportFiles, receiveFile } from './import-folder.ts';

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'segue-import-'));
  folder = join(root, 'import');
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function* pieces(count: number, failure?: Error): AsyncGenerator<Uint8Array> {
  for (let n = 0; n < count; n++) yield new Uint8Array(1000);
  if (failure) throw failure;
}
const receive = (
  data: AsyncIterable<Uint8Array>,
  options: { mostBytes?: number; signal?: AbortSignal } = {},
) => receiveFile(folder, { id: 'one', name: 'a.csv', data, mostBytes: 10_000, ...options });
const failure = (code: string) => Object.assign(new Error(code), { code });

describe('a file that is received', () => {
  it('has its name only once it is whole, and is for nobody else to read', async () => {
    const received = await receive(pieces(10));
    expect(received.bytes).toBe(10_000);
    expect(readdirSync(folder)).toEqual(['.upload-one.part']);
    expect(await listImportFiles([folder])).toEqual([]);
    writeFileSync(join(folder, 'a.csv'), 'before');
    await received.place();
    await received.discard();
    expect(readdirSync(folder)).toEqual(['a.csv']);
    expect(readFileSync(join(folder, 'a.csv'))).toHaveLength(10_000);
    expect(await listImportFiles([folder])).toMatchObject([{ name: 'a.csv', bytes: 10_000 }]);
  });

  it.each([
    ['the disk is full', failure('ENOSPC'), 'diskFull'],
    ['the caller goes away', failure('ECONNRESET'), 'badRequest'],
  ])('leaves nothing behind when %s', async (_what, error, code) => {
    await expect(receive(pieces(3, error))).rejects.toMatchObject({ code });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing behind when it is too large, or the server stops', async () => {
    await expect(receive(pieces(11))).rejects.toMatchObject({ code: 'bodyTooLarge' });
    await expect(receive(pieces(3), { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'badRequest',
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('does not take the place of a folder', async () => {
    mkdirSync(join(folder, 'a.csv'), { recursive: true });
    const received = await receive(pieces(1));
    await expect(received.place()).rejects.toMatchObject({ code: 'conflict' });
  });

  it('says when the folder cannot be written to', async () => {
    writeFileSync(folder, 'a file where the folder should be');
    await expect(receive(pieces(1))).rejects.toMatchObject({ code: 'folderNotWritable' });
  });
});

it('removes what dead uploads left, and nothing else', async () => {
  mkdirSync(folder);
  for (const name of ['.upload-old.part', '.upload-new.part', '.other', 'a.csv']) {
    writeFileSync(join(folder, name), '');
    utimesSync(join(folder, name), 1000, name.includes('new') ? 3000 : 1000);
  }
  await clearUploads(folder, new Date(2_000_000));
  await clearUploads(join(root, 'nowhere'), new Date(2_000_000));
  expect(readdirSync(folder).sort()).toEqual(['.other', '.upload-new.part', 'a.csv']);
});

it('lists what a source could name, and nothing outside', async () => {
  const second = join(root, 'second');
  for (const path of [
    'import/deep/b.csv',
    'import/a.csv',
    'import/.hidden.csv',
    'import/.git/x',
    'second/a.csv',
  ]) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), path);
  }
  writeFileSync(join(root, 'secret.txt'), 'secret');
  symlinkSync(join(root, 'secret.txt'), join(folder, 'out.csv'));
  symlinkSync(join(folder, 'a.csv'), join(folder, 'in.csv'));
  symlinkSync(join(folder, 'nothing'), join(folder, 'broken.csv'));
  const files = await listImportFiles([folder, second, join(root, 'missing')]);
  expect(files.map(({ name, bytes }) => [name, bytes])).toEqual([
    ['a.csv', 'import/a.csv'.length],
    ['deep/b.csv', 'import/deep/b.csv'.length],
    ['in.csv', 'import/a.csv'.length],
  ]);
});
