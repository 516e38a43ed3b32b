// Brings the schema to the newest state: the numbered files of migrations/, each applied once, in one transaction.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { SegueError } from '../errors.ts';
import type { Db, Tx } from './db.ts';

type Migration = { name: string; text: string; checksum: string };

/** Any number that no other program on the same database uses for its advisory locks. */
const lockNumber = 7_343_883_001;

/** Safe to call from several processes at once. Answers with the names of the migrations it applied. */
export async function migrate(db: Db, folder: string = migrationsFolder()): Promise<string[]> {
  const migrations = await readMigrations(folder);
  const applied: string[] = [];
  await db.transaction().execute(async (tx) => {
    await lock(tx);
    await sql`CREATE TABLE IF NOT EXISTS migrations (
      name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL)`.execute(tx);
    refuseForeign(await readApplied(tx), migrations);
  });
  for (const migration of migrations) {
    await db.transaction().execute(async (tx) => {
      // Another process may have been faster between two of these transactions.
      await lock(tx);
      if ((await readApplied(tx)).has(migration.name)) return;
      await sql.raw(migration.text).execute(tx);
      await sql`INSERT INTO migrations VALUES (${migration.name}, ${migration.checksum}, now())`.execute(tx);
      applied.push(migration.name);
    });
  }
  return applied;
}

/** The folder that ships with the package: two levels up from the sources, three from the built files. */
export function migrationsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'migrations'))) {
    if (folder === dirname(folder)) throw new Error('The folder "migrations" of the package is missing.');
    folder = dirname(folder);
  }
  return join(folder, 'migrations');
}

async function lock(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(${sql.lit(lockNumber)})`.execute(tx);
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(folder, name), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    }),
  );
}

async function readApplied(tx: Tx): Promise<Map<string, string>> {
  const { rows } = await sql<{
    name: string;
    checksum: string;
  }>`SELECT name, checksum FROM migrations`.execute(tx);
  return new Map(rows.map((row) => [row.name, row.checksum]));
}

function refuseForeign(applied: Map<string, string>, migrations: Migration[]): void {
  const known = new Map(migrations.map((migration) => [migration.name, migration.checksum]));
  for (const [name, checksum] of applied) {
    if (known.get(name) === checksum) continue;
    throw new SegueError('internal', {
      detail: known.has(name)
        ? `The migration ${name} was changed after this database had applied it. Nothing was changed.`
        : `This database has the migration ${name}, which this version of Segue does not know. Nothing was changed.`,
      action: 'Start the version of Segue that last used this database, or a newer one.',
    });
  }
}
