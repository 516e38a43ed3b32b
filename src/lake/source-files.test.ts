import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { locateFiles } from './source-files.ts';

let root: string;
let first: string;
let second: string;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'segue-files-')));
  first = join(root, 'first');
  second = join(root, 'second');
  await mkdir(join(first, 'sub', 'deep'), { recursive: true });
  await mkdir(second);
  await writeFile(join(root, 'secret.csv'), 'id\n1\n');
  for (const name of [
    'a.csv',
    'b.csv',
    'c.txt',
    '.hidden.csv',
    'odd[1].csv',
    'sub/a.csv',
    'sub/deep/d.csv',
  ]) {
    await writeFile(join(first, name), 'id\n1\n');
  }
  await writeFile(join(second, 'only.csv'), 'id\n1\n');
});

afterEach(async () => rm(root, { recursive: true, force: true }));

const names = async (path: string) => (await locateFiles(path, [first, second])).map((file) => file.name);

test.each([
  ['a.csv', ['a.csv']],
  ['./sub/../a.csv', ['a.csv']],
  ['*.csv', ['a.csv', 'b.csv', 'odd[1].csv']],
  ['[ab].csv', ['a.csv', 'b.csv']],
  ['[!a].csv', ['b.csv']],
  ['?.txt', ['c.txt']],
  ['odd[1].csv', ['odd[1].csv']],
  ['*/a.csv', ['sub/a.csv']],
  ['**/*.csv', ['a.csv', 'b.csv', 'odd[1].csv', 'sub/a.csv', 'sub/deep/d.csv']],
  ['only.csv', ['only.csv']],
])('%s', async (path, expected) => {
  expect(await names(path)).toEqual(expected);
});

test('an absolute path inside an import folder', async () => {
  expect(await names(join(second, 'only.csv'))).toEqual(['only.csv']);
});

test.each([
  '../secret.csv',
  'sub/../../secret.csv',
  '*/../../secret.csv',
  '../*.csv',
  '/etc/passwd',
  '/etc/*',
])('%s leads outside', async (path) => {
  await expect(locateFiles(path, [first, second])).rejects.toMatchObject({ code: 'fileOutside' });
  await expect(locateFiles(path, [first, second])).rejects.toThrow(path);
});

test('a link that leads outside is refused, alone and in a glob', async () => {
  await symlink(join(root, 'secret.csv'), join(first, 'link.csv'));
  await symlink(root, join(first, 'up'));
  for (const path of ['link.csv', 'l*.csv', 'up/secret.csv', 'up/*.csv', '*/secret.csv']) {
    await expect(locateFiles(path, [first]), path).rejects.toMatchObject({ code: 'fileOutside' });
  }
});

test('a link that stays inside is followed', async () => {
  await symlink(join(second, 'only.csv'), join(first, 'link.csv'));
  expect(await locateFiles('link.csv', [first, second])).toMatchObject([
    { path: join(second, 'only.csv'), name: 'link.csv', bytes: 5 },
  ]);
});

test('import folders may themselves be links', async () => {
  await symlink(first, join(root, 'import'));
  expect(await locateFiles('a.csv', [join(root, 'import')])).toMatchObject([{ path: join(first, 'a.csv') }]);
});

test.each([
  ['none.csv', 'fileMissing'],
  ['none/*.csv', 'fileMissing'],
  ['a.csv/x', 'fileMissing'],
  ['sub', 'fileUnreadable'],
])('%s is %s', async (path, code) => {
  await expect(locateFiles(path, [first, second])).rejects.toMatchObject({ code });
});

test('a dangling link is missing, a circle unreadable', async () => {
  await symlink(join(first, 'gone.csv'), join(first, 'dangling.csv'));
  await symlink(join(first, 'circle.csv'), join(first, 'circle.csv'));
  await expect(locateFiles('dangling.csv', [first])).rejects.toMatchObject({ code: 'fileMissing' });
  await expect(locateFiles('circle.csv', [first])).rejects.toMatchObject({ code: 'fileUnreadable' });
});
