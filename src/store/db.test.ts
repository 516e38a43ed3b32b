import { statSync } from 'node:fs';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { databases, withDatabase } from '../../test/support/database.ts';
import { withFolder } from '../../test/support/run-folder.ts';
import { openDatabase } from './db.ts';
import { openPglite } from './pglite.ts';

describe.each(databases)('the control database on %s', (kind) => {
  const made = withDatabase(kind);

  test('gives whole numbers, sums, dates and JSON as JavaScript knows them', async () => {
    const { rows } = await sql`SELECT 9007199254740991::bigint AS big, sum(x) AS total, count(*) AS n,
      '2024-02-29T12:00:00+02'::timestamptz AS at, '{"a":[1]}'::jsonb AS json
      FROM (VALUES (1::bigint), (2)) AS t(x)`.execute(made.db);
    expect(rows).toEqual([
      { big: 9007199254740991, total: 3, n: 2, at: new Date('2024-02-29T10:00:00Z'), json: { a: [1] } },
    ]);
  });

  test('takes dates, JSON text, lists and nulls as values', async () => {
    const at = new Date('2024-02-29T10:00:00.123Z');
    const { rows } = await sql`SELECT ${at}::timestamptz AS at, ${JSON.stringify({ å: 1 })}::jsonb AS json,
      ${['a', 'b']}::text[] AS list, ${null}::text AS nothing`.execute(made.db);
    expect(rows).toEqual([{ at, json: { å: 1 }, list: ['a', 'b'], nothing: null }]);
  });

  test('keeps a transaction apart from everybody else and takes it back when it fails', async () => {
    await sql`CREATE TABLE numbers (n integer)`.execute(made.db);
    const insert = (n: number) => sql`INSERT INTO numbers VALUES (${n})`;
    const failing = made.db.transaction().execute(async (tx) => {
      await insert(1).execute(tx);
      await insert(2).execute(tx);
      throw new Error('changed my mind');
    });
    const others = Promise.all([
      insert(3).execute(made.db),
      made.database.query('INSERT INTO numbers VALUES (4)'),
    ]);
    await expect(failing).rejects.toThrow('changed my mind');
    await others;
    const { rows } = await sql<{ n: number }>`SELECT n FROM numbers ORDER BY n`.execute(made.db);
    expect(rows.map(({ n }) => n)).toEqual([3, 4]);
  });

  test('tells how many rows changed', async () => {
    const result = await made.db.deleteFrom('users').executeTakeFirst();
    expect(result.numDeletedRows).toBe(0n);
  });

  test('names the constraint that was broken, as the server does', async () => {
    const brand = { id: 'b1', name: 'Brand' };
    await made.db.insertInto('brands').values(brand).execute();
    await expect(made.db.insertInto('brands').values(brand).execute()).rejects.toMatchObject({
      code: '23505',
      constraint: 'brands_pkey',
    });
  });

  test('runs several statements in one text and answers with the last', async () => {
    expect((await made.database.query('SELECT 1 AS a; SELECT 2 AS b')).rows).toEqual([{ b: 2 }]);
  });
});

describe('the embedded database', () => {
  const folder = withFolder();

  test('keeps what was committed, and makes itself at first', async () => {
    const dir = `${folder.path}/control`;
    const first = await openDatabase({ kind: 'embedded', dir });
    expect(statSync(`${dir}/PG_VERSION`).mode & 0o077).toBe(0);
    await first.query('CREATE TABLE kept AS SELECT 1 AS a');
    await first.close();
    const second = await openDatabase({ kind: 'embedded', dir });
    expect((await second.query('SELECT a FROM kept')).rows).toEqual([{ a: 1 }]);
    expect((await second.query('SHOW fsync')).rows).toEqual([{ fsync: 'on' }]);
    await second.close();
  });

  test('tells of a transaction that waits for itself, and goes on afterwards', async () => {
    const connections = await openPglite(`${folder.path}/control`, 50);
    const client = await connections.pool.connect();
    const outside = connections.query('SELECT 1 AS a');
    await expect(outside).rejects.toThrow('use the transaction object');
    client.release();
    expect((await connections.query('SELECT 2 AS a')).rows).toEqual([{ a: 2 }]);
    await connections.close();
  });
});

describe.runIf(databases.includes('postgres'))('a server', () => {
  const made = withDatabase('postgres');

  test('that closes a connection, even in the middle of a transaction, is asked on another one', async () => {
    const work = made.db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(tx);
      await made.database.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
      for (;;) await sql`SELECT 1`.execute(tx);
    });
    await expect(work).rejects.toMatchObject({ code: 'databaseUnreachable' });
    expect((await made.database.query('SELECT 1 AS a')).rows).toEqual([{ a: 1 }]);
  });

  test('that does not answer is told by its address, without the password', async () => {
    const opening = openDatabase({ kind: 'postgres', url: 'postgres://segue:secret@127.0.0.1:1/segue' });
    await expect(opening).rejects.toMatchObject({
      code: 'databaseUnreachable',
      detail: 'PostgreSQL at 127.0.0.1:1/segue does not answer (ECONNREFUSED).',
    });
  });
});
