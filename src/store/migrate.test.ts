import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { databases, withDatabase } from '../../test/support/database.ts';
import { withFolder } from '../../test/support/run-folder.ts';
import { dumpSchema } from '../../test/support/schema-dump.ts';
import { migrate, migrationsFolder } from './migrate.ts';

describe.each(databases)('migrations on %s', (kind) => {
  const made = withDatabase(kind);
  const folder = withFolder();

  /** The migrations of the package with one more, whose text the test decides. */
  const withOneMore = (text: string) => {
    const copy = join(folder.path, crypto.randomUUID());
    cpSync(migrationsFolder(), copy, { recursive: true });
    writeFileSync(join(copy, '9999_more.sql'), text);
    return copy;
  };
  const tables = async () => {
    const { rows } = await sql<{ name: string }>`SELECT tablename AS name FROM pg_tables
      WHERE schemaname = 'public'`.execute(made.db);
    return rows.map(({ name }) => name);
  };

  test('amount to migrations/schema.sql (after a new one: vitest -u src/store/migrate.test.ts)', async () => {
    await expect(await dumpSchema(made.db)).toMatchFileSnapshot(join(migrationsFolder(), 'schema.sql'));
  });

  test('agree with the types in schema.ts', async () => {
    const { rows } = await sql<{ table: string; columns: string[] }>`
      SELECT table_name AS "table", json_agg(column_name ORDER BY ordinal_position) AS columns
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'migrations'
      GROUP BY table_name`.execute(made.db);
    const stored = Object.fromEntries(rows.map(({ table, columns }) => [table, columns.toSorted()]));
    expect(typedTables()).toEqual(stored);
  });

  test('are not applied twice', async () => {
    expect(await migrate(made.db)).toEqual([]);
  });

  test('leave nothing of one that fails', async () => {
    const broken = withOneMore('CREATE TABLE half (a integer); SELECT nonsense;');
    await expect(migrate(made.db, broken)).rejects.toThrow();
    expect(await tables()).not.toContain('half');
  });

  test('are applied once when several processes start together', async () => {
    const more = withOneMore('CREATE TABLE once (a integer);');
    const applied = await Promise.all([
      migrate(made.db, more),
      migrate(made.db, more),
      migrate(made.db, more),
    ]);
    expect(applied.flat()).toEqual(['9999_more.sql']);
    expect(await tables()).toContain('once');
    const changed = withOneMore('CREATE TABLE once (b integer);');
    await expect(migrate(made.db, changed)).rejects.toThrow('9999_more.sql was changed after');
    await expect(migrate(made.db)).rejects.toThrow('does not know');
  });
});

/** Tables and columns of the type `Schema`, read from its text: types are gone when tests run. */
function typedTables(): Record<string, string[]> {
  const text = readFileSync(new URL('schema.ts', import.meta.url), 'utf8');
  const body = text.slice(text.indexOf('export type Schema = {') + 'export type Schema = {'.length);
  const tables: Record<string, string[]> = {};
  const path = [''];
  for (const [, opened, property, closed] of body.matchAll(/(\{)|(\w+)\??:|(\})/g)) {
    if (property !== undefined) path[path.length - 1] = property;
    if (opened !== undefined) path.push('');
    if (closed !== undefined) path.pop();
    if (path.length === 0) break;
    const [table, column] = path;
    if (property === undefined || table === undefined) continue;
    if (path.length === 1) tables[table] = [];
    if (path.length === 2 && column !== undefined) tables[table]?.push(column);
  }
  return Object.fromEntries(Object.entries(tables).map(([table, columns]) => [table, columns.toSorted()]));
}
