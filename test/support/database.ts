// Control databases for tests: each test file gets its own, migrated and empty, embedded or on a server.
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, inject } from 'vitest';
import type { DatabaseConfig } from '../../src/config.ts';
import { type Database, type Db, openDatabase } from '../../src/store/db.ts';
import { migrationsFolder } from '../../src/store/migrate.ts';
import { makePostgresDatabase, postgresBinaries } from './postgres.ts';
import { prepareDatabase } from './prepare-database.ts';
import { makeFolder } from './run-folder.ts';

export type DatabaseKind = 'pglite' | 'postgres';

const hasPostgres = process.env.SEGUE_TEST_POSTGRES_URL !== undefined || postgresBinaries() !== undefined;

/** Tests of the control plane itself run on each of these: `describe.each(databases)('… on %s', (kind) => …)`. */
export const databases: readonly DatabaseKind[] = hasPostgres ? ['pglite', 'postgres'] : ['pglite'];

/** Tests of what stands on the control plane run on this one; the suite is started once with each. */
export const databaseUnderTest: DatabaseKind =
  process.env.SEGUE_TEST_DATABASE === 'postgres' ? 'postgres' : 'pglite';

/** A migrated, empty database that nobody else uses; `remove` after it was closed. */
export async function makeDatabase(
  kind: DatabaseKind = databaseUnderTest,
): Promise<{ config: DatabaseConfig; remove(): Promise<void> }> {
  if (kind === 'postgres') {
    const { url, drop } = await makePostgresDatabase(inject('runFolder'));
    return { config: { kind: 'postgres', url }, remove: drop };
  }
  const folder = makeFolder();
  const dir = join(folder.path, 'control');
  cpSync(await pgliteTemplate(), dir, { recursive: true });
  return { config: { kind: 'embedded', dir }, remove: async () => folder.remove() };
}

/** An open database for the tests of one file or one `describe`. */
export function withDatabase(kind: DatabaseKind = databaseUnderTest): {
  readonly db: Db;
  readonly database: Database;
} {
  let database: Database | undefined;
  let remove: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const made = await makeDatabase(kind);
    remove = made.remove;
    database = await openDatabase(made.config);
  });
  afterAll(async () => {
    await database?.close();
    await remove?.();
  });
  const opened = () => {
    if (database === undefined) throw new Error('The database is there only while tests run.');
    return database;
  };
  return {
    get database() {
      return opened();
    },
    get db() {
      return opened().db;
    },
  };
}

/** initdb takes seconds: its result is kept beside the packages, by the migrations and the version it was made with. */
async function pgliteTemplate(): Promise<string> {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const cache = join(root, 'node_modules', '.cache', 'segue-tests');
  const dir = join(cache, `control-${fingerprint()}`);
  if (existsSync(dir)) return dir;
  mkdirSync(cache, { recursive: true });
  removeOld(cache);
  const unfinished = join(cache, `${crypto.randomUUID()}.new`);
  const database = await openDatabase({ kind: 'embedded', dir: unfinished });
  await prepareDatabase(database);
  await database.close();
  try {
    renameSync(unfinished, dir);
  } catch {
    // Another test file was faster; its template is as good.
    rmSync(unfinished, { recursive: true, force: true });
  }
  return dir;
}

/** Templates of migrations that have changed since; not those of today, which another checkout may be copying. */
function removeOld(cache: string): void {
  const yesterday = Date.now() - 24 * 60 * 60_000;
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    if (statSync(path).mtimeMs < yesterday) rmSync(path, { recursive: true, force: true });
  }
}

function fingerprint(): string {
  const folder = migrationsFolder();
  const { resolve } = createRequire(import.meta.url);
  const manifests = [
    resolve('@electric-sql/pglite').replace(/dist.*$/, 'package.json'),
    resolve('pg-boss/package.json'),
  ];
  const files = readdirSync(folder).filter((name) => /^\d/.test(name));
  const hash = createHash('sha256');
  for (const manifest of manifests) hash.update(readFileSync(manifest));
  for (const name of files.sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}
