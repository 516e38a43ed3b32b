// Wrong passwords in a row, by account: in the database, so that a lock holds across servers and restarts. Accounts that
// do not exist are counted alike, and an account is known by a hash of its address only.
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { lockMilliseconds, wrongPasswordsBeforeLock } from '../core/sign-in.ts';
import type { Db, Tx } from './db.ts';

/** Attempts so far apart are none in a row. */
const forgetAfterMilliseconds = 24 * 60 * 60_000;

export const accountOf = (email: string): string =>
  createHash('sha256').update(email.toLowerCase()).digest('hex');

export type Taken =
  /** `lockedUntil`: this was the last one, and holds unless its password is right. */
  { refused: false; lockedUntil: Date | null } | { refused: true; lockedUntil: Date };

/** Counts an attempt as wrong before its password is looked at, so that many at once are no way around the lock. */
export async function takeAttempt(tx: Tx, account: string, now: Date): Promise<Taken> {
  const forgotten = new Date(now.getTime() - forgetAfterMilliseconds);
  const until = new Date(now.getTime() + lockMilliseconds);
  // While it is locked the count goes on: that it is beyond the limit tells a refusal from the attempt that locked.
  const { rows } = await sql<{ failures: number; locked_until: Date | null }>`
    INSERT INTO sign_in_failures AS f (account, failures, last_at) VALUES (${account}, 1, ${now})
    ON CONFLICT (account) DO UPDATE SET
      last_at = ${now},
      failures = CASE
        WHEN f.locked_until > ${now} THEN f.failures + 1
        WHEN f.locked_until IS NOT NULL OR f.last_at < ${forgotten} THEN 1
        ELSE f.failures + 1 END,
      locked_until = CASE
        WHEN f.locked_until > ${now} THEN f.locked_until
        WHEN f.locked_until IS NULL AND f.last_at >= ${forgotten}
          AND f.failures + 1 >= ${wrongPasswordsBeforeLock}::integer THEN ${until}::timestamptz
        ELSE NULL END
    RETURNING failures, locked_until`.execute(tx);
  const { failures = 1, locked_until: lockedUntil = null } = rows[0] ?? {};
  if (lockedUntil === null || failures <= wrongPasswordsBeforeLock) return { refused: false, lockedUntil };
  return { refused: true, lockedUntil };
}

/** The account starts anew; so do all that nobody has tried for a day. */
export async function forgetAttempts(tx: Tx, account: string, now: Date): Promise<void> {
  const forgotten = new Date(now.getTime() - forgetAfterMilliseconds);
  await tx
    .deleteFrom('sign_in_failures')
    .where((where) => where.or([where('account', '=', account), where('last_at', '<', forgotten)]))
    .execute();
}

/** Account → until when it is locked, for those that are. */
export async function locksOf(db: Db, emails: string[], now: Date): Promise<Map<string, Date>> {
  if (emails.length === 0) return new Map();
  const rows = await db
    .selectFrom('sign_in_failures')
    .select(['account', 'locked_until'])
    .where('account', 'in', emails.map(accountOf))
    .where('locked_until', '>', now)
    .execute();
  return new Map(rows.flatMap((row) => (row.locked_until === null ? [] : [[row.account, row.locked_until]])));
}
