// The control database, embedded or not, behind one door. Reading takes a Db, writing takes a Tx, so that what
// belongs together is committed together.
import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import type { DatabaseConfig } from '../config.ts';
import { type Connections, openPglite } from './pglite.ts';
import { openPostgres } from './postgres.ts';
import type { Schema } from './schema.ts';

export type Db = Kysely<Schema>;
export type Tx = Transaction<Schema>;

export type Database = {
  db: Db;
  kind: DatabaseConfig['kind'];
  /** Raw SQL outside any transaction, for a library that brings its own (the queue). */
  query: Connections['query'];
  close(): Promise<void>;
};

/**
 * Whole numbers of any size come out as numbers, timestamps as dates, JSON parsed, whichever database it is. The
 * schema is not touched: `migrate` does that.
 */
export async function openDatabase(config: DatabaseConfig): Promise<Database> {
  const connections =
    config.kind === 'embedded' ? await openPglite(config.dir) : await openPostgres(config.url);
  const db: Db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: connections.pool }) });
  let closing: Promise<void> | undefined;
  return {
    db,
    kind: config.kind,
    query: connections.query,
    close() {
      closing ??= db.destroy().then(connections.close);
      return closing;
    },
  };
}
