import { sql } from 'kysely';
import type { UserId } from '../contract/ids.ts';
import type { Language, Role, SignInMeans, User } from '../contract/users.ts';
import type { Db, Tx } from './db.ts';
import { containing, orderOf, type Paging } from './paging.ts';
import { accountOf, locksOf } from './sign-in-failures.ts';
import { refusingTakenNames } from './unique-names.ts';

export type UserFacts = {
  email: string;
  name: string;
  role: Role;
  passwordHash: string | null;
  disabledAt?: Date | null;
  /** How the sign-in provider knows them. */
  subject?: string;
  language?: Language | null;
};
export type Person = {
  id: UserId;
  email: string;
  name: string;
  role: Role;
  language: Language | null;
  hasPassword: boolean;
};

export const personColumns = [
  'users.id',
  'users.email',
  'users.name',
  'users.role',
  'users.language',
  sql<boolean>`users.password_hash IS NOT NULL`.as('hasPassword'),
] as const;

const columns = [...personColumns, 'users.created_at', 'users.disabled_at', 'users.subject'] as const;

export async function anyUser(db: Db): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** @param now for what is locked at the moment. */
export async function listUsers(
  db: Db,
  paging: Paging,
  now: Date,
): Promise<{ items: User[]; total: number }> {
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
  return { items: await toUsers(db, rows, now), total };
}

export async function findUser(db: Db, id: UserId, now: Date): Promise<User | null> {
  const rows = await db.selectFrom('users').select(columns).where('id', '=', id).execute();
  return (await toUsers(db, rows, now))[0] ?? null;
}

export async function findPerson(db: Db, id: UserId): Promise<Person | null> {
  const row = await db.selectFrom('users').select(personColumns).where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

/** @param email in any case. */
export async function findForSignIn(
  db: Db,
  email: string,
): Promise<(Person & { passwordHash: string | null; disabledAt: Date | null }) | null> {
  const row = await db
    .selectFrom('users')
    .select([...personColumns, 'password_hash as passwordHash', 'disabled_at as disabledAt'])
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
    .select(personColumns)
    .where('role', '=', 'administrator')
    .where('disabled_at', 'is', null)
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

/** Whether this is an administrator who is let in; they stay so until the transaction ends. */
export async function holdAdministrator(tx: Tx, id: UserId): Promise<boolean> {
  const row = await tx
    .selectFrom('users')
    .select('id')
    .where('id', '=', id)
    .where('role', '=', 'administrator')
    .where('disabled_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** Of those who are not disabled. */
export async function countAdministrators(db: Db): Promise<number> {
  const { total } = await db
    .selectFrom('users')
    .select((select) => select.fn.countAll<number>().as('total'))
    .where('role', '=', 'administrator')
    .where('disabled_at', 'is', null)
    .executeTakeFirstOrThrow();
  return total;
}

/** Throws `conflict` when another user has the address. */
export async function insertUser(tx: Tx, id: UserId, facts: UserFacts, now: Date): Promise<void> {
  const { passwordHash, disabledAt, ...rest } = facts;
  const row = {
    ...{ ...rest, id, password_hash: passwordHash, disabled_at: disabledAt ?? null },
    ...{ created_at: now, updated_at: now },
    // Whoever only looks hears of nothing until they ask for it.
    ...(facts.role === 'viewer' ? { tells: '[]' } : {}),
  };
  await refusingTakenNames(tx.insertInto('users').values(row).execute());
}

/** Throws `conflict` when another user has the address. */
export async function updateUser(tx: Tx, id: UserId, facts: Partial<UserFacts>, now: Date): Promise<void> {
  const { passwordHash, disabledAt, ...rest } = facts;
  const password = passwordHash === undefined ? {} : { password_hash: passwordHash };
  const disabled = disabledAt === undefined ? {} : { disabled_at: disabledAt };
  await refusingTakenNames(
    tx
      .updateTable('users')
      .set({ ...rest, ...password, ...disabled, updated_at: now })
      .where('id', '=', id)
      .execute(),
  );
}

export async function deleteUser(tx: Tx, id: UserId): Promise<void> {
  await tx.deleteFrom('users').where('id', '=', id).execute();
}

type Row = Person & { created_at: Date; disabled_at: Date | null; subject: string | null };

async function toUsers(db: Db, rows: Row[], now: Date): Promise<User[]> {
  const locks = await locksOf(
    db,
    rows.map(({ email }) => email),
    now,
  );
  return rows.map((row) => ({
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    createdAt: row.created_at.toISOString(),
    disabled: row.disabled_at !== null,
    signsInWith: meansOf(row),
    lockedUntil: locks.get(accountOf(row.email))?.toISOString() ?? null,
  }));
}

function meansOf({ hasPassword, subject }: Row): SignInMeans {
  if (subject === null) return hasPassword ? 'password' : 'nothing';
  return hasPassword ? 'both' : 'provider';
}
