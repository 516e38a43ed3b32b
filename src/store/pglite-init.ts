// Makes the folder of the embedded database in a process of its own: the initdb of PGlite grows a process to some
// 790 MB that it never gives back, four times what an open database takes.
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, chmod, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SegueError } from '../errors.ts';

// Handed over as text, so that it runs as it is from a checkout, under the tests and once built.
const initialise = `
const { PGlite } = require(process.argv[1]);
PGlite.create(process.argv[2]).then((database) => database.close());
`;

/** Leaves an initialised database in `dir`, or does nothing if one is there. Killed in between, it leaves none. */
export async function createPgliteFolder(dir: string): Promise<void> {
  if (await isThere(join(dir, 'PG_VERSION'))) return;
  const unfinished = `${dir}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(dirname(dir), { recursive: true, mode: 0o700 });
  await runInitialisation(unfinished);
  await settle(unfinished);
  await rename(unfinished, dir);
  await flushOne(dirname(dir));
}

async function runInitialisation(dir: string): Promise<void> {
  const pglite = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const child = spawn(process.execPath, ['-e', initialise, pglite, dir], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {},
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (status === 0 && (await isThere(join(dir, 'PG_VERSION')))) return;
  const full = /ENOSPC|No space left/.test(said);
  throw new SegueError(full ? 'diskFull' : 'internal', {
    detail: `The control database could not be made below ${dirname(dir)}. Nothing was left behind.`,
    cause: new Error(said.trim() || `The process that makes it ended with status ${status}.`),
  });
}

/** On the disk, and for its owner alone: initdb leaves files that everybody may write. */
async function settle(dir: string): Promise<void> {
  for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) await chmod(path, 0o600);
    if (entry.isFile() || entry.isDirectory()) await flushOne(path);
  }
  await flushOne(dir);
}

async function flushOne(path: string): Promise<void> {
  const file = await open(path, constants.O_RDONLY);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
