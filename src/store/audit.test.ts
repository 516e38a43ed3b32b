import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { databases, makeDatabase, withDatabase } from '../../test/support/database.ts';
import { AuditQuery } from '../contract/audit.ts';
import { UserId } from '../contract/ids.ts';
import { appendAudit, type Happening, listAudit, verifyAudit } from './audit.ts';
import { type Db, openDatabase } from './db.ts';

const at = new Date('2026-03-29T01:59:59.123Z');
const ada = UserId.parse('0b0e7f0a-0000-4000-8000-000000000001');

const happening = (action: string, more: Partial<Happening> = {}): Happening => ({
  at,
  actor: { kind: 'session', id: ada, name: 'Ada' },
  action,
  target: { kind: 'segment', id: 'one', name: 'People of ann@example.com' },
  address: '127.0.0.1',
  ...more,
});
const append = (db: Db, one: Happening) => db.transaction().execute((tx) => appendAudit(tx, one));
const list = (db: Db, query: Partial<AuditQuery> = {}) => listAudit(db, AuditQuery.parse(query));

describe.each(databases)('the audit log on %s', (kind) => {
  const made = withDatabase(kind);

  test('holds what happened, the latest first, and its chain is intact', async () => {
    expect(await verifyAudit(made.db)).toEqual({ entries: 0, intact: true });
    await append(made.db, happening('segments.create', { after: { b: 1.5, a: ['ü', null, true], '€': {} } }));
    await append(made.db, happening('segments.update', { before: { n: 1, s: 2 }, after: { n: 3, s: 2 } }));
    // Whose name the sign-in provider does not know is called by their address.
    const nameless = { kind: 'session', id: ada, name: 'ada@example.com' } as const;
    await append(made.db, happening('segments.delete', { actor: nameless }));
    const { items, total } = await list(made.db);
    expect(total).toBe(3);
    expect(items).toMatchObject([
      { number: 3, actor: { name: '(address)' } },
      { number: 2, at: at.toISOString(), before: { n: 1 }, after: { n: 3 } },
      { number: 1, target: { name: 'People of (address)' }, actor: { name: 'Ada' } },
    ]);
    expect(await verifyAudit(made.db)).toEqual({ entries: 3, intact: true });
  });

  test('is filtered', async () => {
    await append(made.db, happening('tokens.create', { target: { kind: 'token', id: 'two', name: null } }));
    expect((await list(made.db, { target: 'two' })).total).toBe(1);
    expect((await list(made.db, { target: 'token' })).total).toBe(1);
    expect((await list(made.db, { action: 'tokens.create', actor: ada })).total).toBe(1);
    expect((await list(made.db, { actor: crypto.randomUUID() })).total).toBe(0);
    expect((await list(made.db, { from: '2026-03-29T02:00:00Z' })).total).toBe(0);
    expect((await list(made.db, { to: '2026-03-29T02:00:00Z', limit: 1 })).items).toHaveLength(1);
  });

  test('has no entry of a change that was taken back', async () => {
    const { total } = await list(made.db);
    const taken = made.db.transaction().execute(async (tx) => {
      await appendAudit(tx, happening('segments.delete'));
      throw new Error('taken back');
    });
    await expect(taken).rejects.toThrow('taken back');
    expect((await list(made.db)).total).toBe(total);
    expect((await verifyAudit(made.db)).intact).toBe(true);
  });

  test('refuses to be changed', async () => {
    await expect(sql`UPDATE audit SET action = 'x'`.execute(made.db)).rejects.toThrow('append-only');
    await expect(sql`DELETE FROM audit`.execute(made.db)).rejects.toThrow('append-only');
    await expect(sql`TRUNCATE audit`.execute(made.db)).rejects.toThrow('append-only');
  });

  test.each([
    ['changed', sql`UPDATE audit SET actor_name = 'Eve' WHERE number = 2`, 2],
    ['removed', sql`DELETE FROM audit WHERE number = 2`, 2],
    ['cut off at the end', sql`DELETE FROM audit WHERE number = (SELECT max(number) FROM audit)`, 'last'],
    [
      'added behind the head',
      sql`INSERT INTO audit (number, at, actor_kind, action, target_kind, hash)
        SELECT max(number) + 1, now(), 'system', 'x', 'run', 'x' FROM audit`,
      'after',
    ],
  ] as const)('shows what was %s by somebody who owns the database', async (_what, statement, where) => {
    const { total } = await list(made.db);
    const expected = { last: total, after: total + 1 };
    await expect(
      made.db.transaction().execute(async (tx) => {
        await sql`ALTER TABLE audit DISABLE TRIGGER USER`.execute(tx);
        await statement.execute(tx);
        const brokenAt = typeof where === 'number' ? where : expected[where];
        expect(await verifyAudit(tx)).toEqual({ entries: total, intact: false, brokenAt });
        throw new Error('taken back');
      }),
    ).rejects.toThrow('taken back');
    expect((await verifyAudit(made.db)).intact).toBe(true);
  });
});

describe.each(databases)('appending at once on %s', (kind) => {
  test('makes one chain', async () => {
    const { config, remove } = await makeDatabase(kind);
    // On a server two pools, as two processes have; the embedded one is open in one process only.
    const opened = [await openDatabase(config)];
    if (kind === 'postgres') opened.push(await openDatabase(config));
    const dbs = opened.map(({ db }) => db);
    try {
      const tasks = Array.from({ length: 12 }, () => dbs.map((db) => append(db, happening('exports.run'))));
      await Promise.all(tasks.flat());
      for (const db of dbs) expect(await verifyAudit(db)).toEqual({ entries: 12 * dbs.length, intact: true });
    } finally {
      for (const { close } of opened) await close();
      await remove();
    }
  });
});
