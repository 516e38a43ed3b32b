import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withFolder } from '../../test/support/run-folder.ts';
import { lockDataDir } from './data-lock.ts';

const folder = withFolder();

test('a directory has one holder in this process until it lets go', async () => {
  const dir = join(folder.path, 'one');
  const lock = await lockDataDir(dir);
  await expect(lockDataDir(dir)).rejects.toMatchObject({ code: 'dataDirInUse' });
  lock.release();
  lock.release();
  (await lockDataDir(dir)).release();
});

test('another process is turned away, and kill -9 leaves no lock behind', async () => {
  const dir = join(folder.path, 'two');
  (await lockDataDir(dir)).release();
  const other = await holdElsewhere(join(dir, 'lock'));
  await expect(lockDataDir(dir)).rejects.toMatchObject({ code: 'dataDirInUse' });
  other.kill('SIGKILL');
  await once(other, 'close');
  (await lockDataDir(dir)).release();
});

/** A process that opens the file as a Segue process would, and says when it has it. */
async function holdElsewhere(path: string): Promise<ChildProcess> {
  const duck = createRequire(import.meta.url).resolve('@duckdb/node-api');
  const script = `const { DuckDBInstance } = require(${JSON.stringify(duck)});
    DuckDBInstance.create(${JSON.stringify(path)}).then((i) => { global.i = i; console.log('held'); });
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return child;
}
