import { sql } from 'kysely';
import type { UserId } from '../contract/ids.ts';
import type { Role, User } from '../contract/users.ts';
import type { Db, Tx } from './db.ts';
import { containing, orderOf, type Paging } from './paging.ts';
import { refusingTakenNames } from './unique-names.ts';

export type UserFacts = { email: string; name: string; role: Role; passwordHash: string | null };
export type Person = { id: UserId; email: string; name: string; role: Role };

const columns = ['id', 'email', 'name', 'role', 'created_at'] as const;

export async function anyUser(db: Db): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export async function listUsers(db: Db, paging: Paging): Promise<{ items: User[]; total: number }> {
  const order = orderOf(
    { name: 'lower(name)', email: 'lower(email)', createdAt: 'created_at' },
    paging.sort,
    'name',
  );
  let found = db.selectFrom('users');
  if (paging.q !== undefined) {
    const pattern = containing(paging.q);
    found = found.where((where) =>
      where.or([where('name', 'ilike', pattern), where('email', 'ilike', pattern)]),
    );
  }
  const { total } = await found
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await found
    .select(columns)
    .orderBy(order.by, order.direction)
    .orderBy('id')
    .limit(paging.limit)
    .offset(paging.offset)
    .execute();
  return { items: rows.map(toUser), total };
}

export async function findUser(db: Db, id: UserId): Promise<User | null> {
  const row = await db.selectFrom('users').select(columns).where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toUser(row);
}

/** @param email in any case. */
export async function findForSignIn(
  db: Db,
  email: string,
): Promise<(Person & { passwordHash: string | null }) | null> {
  const row = await db
    .selectFrom('users')
    .select(['id', 'email', 'name', 'role', 'password_hash as passwordHash'])
    .where(sql`lower(email)`, '=', sql`lower(${email})`)
    .executeTakeFirst();
  return row ?? null;
}

export async function passwordHashOf(db: Db, id: UserId): Promise<string | null> {
  const row = await db.selectFrom('users').select('password_hash').where('id', '=', id).executeTakeFirst();
  return row?.password_hash ?? null;
}

/** Whom the operator's token stands for. */
export async function firstAdministrator(db: Db): Promise<Person | null> {
  const row = await db
    .selectFrom('users')
    .select(['id', 'email', 'name', 'role'])
    .where('role', '=', 'administrator')
    .orderBy('created_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Until the transaction ends nobody else adds, changes or removes users, so that what is counted stays true. */
export async function holdUsers(tx: Tx): Promise<void> {
  await sql`LOCK TABLE users IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
}

export async function countAdministrators(db: Db): Promise<number> {
  const { total } = await db
    .selectFrom('users')
    .select((select) => select.fn.countAll<number>().as('total'))
    .where('role', '=', 'administrator')
    .executeTakeFirstOrThrow();
  return total;
}

/** Throws `conflict` when another user has the address. */
export async function insertUser(tx: Tx, id: UserId, facts: UserFacts, now: Date): Promise<void> {
  const { passwordHash, ...rest } = facts;
  const row = { ...rest, id, password_hash: passwordHash, created_at: now, updated_at: now };
  // Whoever only looks hears of nothing until they ask for it.
  const quiet = facts.role === 'viewer' ? { tells: '[]' } : {};
  await refusingTakenNames(
    tx
      .insertInto('users')
      .values({ ...row, ...quiet })
      .execute(),
  );
}

/** Throws `conflict` when another user has the address. */
export async function updateUser(tx: Tx, id: UserId, facts: Partial<UserFacts>, now: Date): Promise<void> {
  const { passwordHash, ...rest } = facts;
  const password = passwordHash === undefined ? {} : { password_hash: passwordHash };
  await refusingTakenNames(
    tx
      .updateTable('users')
      .set({ ...rest, ...password, updated_at: now })
      .where('id', '=', id)
      .execute(),
  );
}

export async function deleteUser(tx: Tx, id: UserId): Promise<void> {
  await tx.deleteFrom('users').where('id', '=', id).execute();
}

function toUser(row: { id: UserId; email: string; name: string; role: Role; created_at: Date }): User {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    createdAt: row.created_at.toISOString(),
  };
}
