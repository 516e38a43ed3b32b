// Users as a sign-in provider knows them.
import { sql } from 'kysely';
import type { UserId } from '../contract/ids.ts';
import type { Db } from './db.ts';
import { type Person, personColumns } from './users.ts';

export type KnownPerson = Person & { subject: string | null; disabledAt: Date | null };

const columns = [...personColumns, 'users.subject', 'users.disabled_at as disabledAt'] as const;

export async function findBySubject(db: Db, subject: string): Promise<KnownPerson | null> {
  const row = await db.selectFrom('users').select(columns).where('subject', '=', subject).executeTakeFirst();
  return row ?? null;
}

/** @param email in any case. */
export async function findByEmail(db: Db, email: string): Promise<KnownPerson | null> {
  const row = await db
    .selectFrom('users')
    .select(columns)
    .where(sql`lower(email)`, '=', sql`lower(${email})`)
    .executeTakeFirst();
  return row ?? null;
}

export async function subjectOf(db: Db, id: UserId): Promise<string | null> {
  const row = await db.selectFrom('users').select('subject').where('id', '=', id).executeTakeFirst();
  return row?.subject ?? null;
}
