// Sessions of browsers, known by the hash of their cookie only.
import type { UserId } from '../contract/ids.ts';
import type { Db, Tx } from './db.ts';
import type { Person } from './users.ts';

export type Session = { hash: string; createdAt: Date; expiresAt: Date; user: Person };

export async function insertSession(
  tx: Tx,
  session: { hash: string; userId: UserId; createdAt: Date; expiresAt: Date },
): Promise<void> {
  await tx
    .insertInto('sessions')
    .values({
      hash: session.hash,
      user_id: session.userId,
      created_at: session.createdAt,
      expires_at: session.expiresAt,
    })
    .execute();
}

export async function findSession(db: Db, hash: string, now: Date): Promise<Session | null> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select([
      'sessions.created_at',
      'sessions.expires_at',
      'users.id',
      'users.email',
      'users.name',
      'users.role',
    ])
    .where('sessions.hash', '=', hash)
    .where('sessions.expires_at', '>', now)
    .executeTakeFirst();
  if (row === undefined) return null;
  const { created_at: createdAt, expires_at: expiresAt, ...user } = row;
  return { hash, createdAt, expiresAt, user };
}

export async function extendSession(tx: Tx, hash: string, expiresAt: Date): Promise<void> {
  await tx.updateTable('sessions').set({ expires_at: expiresAt }).where('hash', '=', hash).execute();
}

export async function deleteSession(tx: Tx, hash: string): Promise<void> {
  await tx.deleteFrom('sessions').where('hash', '=', hash).execute();
}

/** Signs the user out everywhere. */
export async function deleteSessionsOf(tx: Tx, userId: UserId): Promise<void> {
  await tx.deleteFrom('sessions').where('user_id', '=', userId).execute();
}

export async function deleteExpiredSessions(tx: Tx, now: Date): Promise<void> {
  await tx.deleteFrom('sessions').where('expires_at', '<=', now).execute();
}
