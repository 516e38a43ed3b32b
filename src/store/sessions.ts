// Sessions of browsers, known by the hash of their cookie only. When a cookie is replaced, the session has two rows for a
// moment: they have user and beginning in common, and whatever ends one ends both.
import { sql } from 'kysely';
import type { UserId } from '../contract/ids.ts';
import type { Db, Tx } from './db.ts';
import { type Person, personColumns } from './users.ts';

export type Session = {
  hash: string;
  createdAt: Date;
  expiresAt: Date;
  /** When the cookie was last replaced: on the new row and on the one that it replaced. */
  rotatedAt: Date | null;
  user: Person;
};

export async function insertSession(
  tx: Tx,
  session: { hash: string; userId: UserId; createdAt: Date; expiresAt: Date; rotatedAt?: Date },
): Promise<void> {
  await tx
    .insertInto('sessions')
    .values({
      hash: session.hash,
      user_id: session.userId,
      created_at: session.createdAt,
      expires_at: session.expiresAt,
      rotated_at: session.rotatedAt ?? null,
    })
    .execute();
}

/** Null when there is none, it has run out, or its user is disabled. */
export async function findSession(db: Db, hash: string, now: Date): Promise<Session | null> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['sessions.created_at', 'sessions.expires_at', 'sessions.rotated_at'])
    .select(personColumns)
    .where('sessions.hash', '=', hash)
    .where('sessions.expires_at', '>', now)
    .where('users.disabled_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { created_at: createdAt, expires_at: expiresAt, rotated_at: rotatedAt, ...user } = row;
  return { hash, createdAt, expiresAt, rotatedAt, user };
}

export async function extendSession(tx: Tx, hash: string, expiresAt: Date): Promise<void> {
  await tx.updateTable('sessions').set({ expires_at: expiresAt }).where('hash', '=', hash).execute();
}

/**
 * Gives the session another cookie; the old one works until `oldUntil`.
 * @returns whether it did: of several calls that try at once, one does.
 */
export async function replaceCookie(
  tx: Tx,
  session: Session,
  replacement: { hash: string; at: Date; expiresAt: Date; oldUntil: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('sessions')
    .set({ rotated_at: replacement.at, expires_at: replacement.oldUntil })
    .where('hash', '=', session.hash)
    .where('rotated_at', 'is not distinct from', session.rotatedAt)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  const { hash, at: rotatedAt, expiresAt } = replacement;
  await insertSession(tx, {
    ...{ hash, userId: session.user.id, createdAt: session.createdAt },
    ...{ expiresAt, rotatedAt },
  });
  return true;
}

export async function deleteSession(tx: Tx, hash: string): Promise<void> {
  await sql`
    DELETE FROM sessions AS one USING sessions AS this
    WHERE this.hash = ${hash} AND one.user_id = this.user_id AND one.created_at = this.created_at`.execute(
    tx,
  );
}

/** Signs the user out everywhere, or everywhere but in the session of the hash. */
export async function deleteSessionsOf(tx: Tx, userId: UserId, but: string | null = null): Promise<void> {
  await sql`
    DELETE FROM sessions WHERE user_id = ${userId} AND created_at NOT IN (
      SELECT created_at FROM sessions WHERE hash = ${but} AND user_id = ${userId}
    )`.execute(tx);
}

export async function deleteExpiredSessions(tx: Tx, now: Date): Promise<void> {
  await tx.deleteFrom('sessions').where('expires_at', '<=', now).execute();
}
