// Bearer tokens of programs, known by their hash only; each acts as the user who made it.
import type { TokenId, UserId } from '../contract/ids.ts';
import type { Token } from '../contract/tokens.ts';
import type { Db, Tx } from './db.ts';
import { containing, orderOf, type Paging } from './paging.ts';
import { type Person, personColumns } from './users.ts';

export async function listTokens(
  db: Db,
  userId: UserId,
  paging: Paging,
): Promise<{ items: Token[]; total: number }> {
  const order = orderOf({ name: 'lower(name)', createdAt: 'created_at' }, paging.sort, 'name');
  let found = db.selectFrom('tokens').where('user_id', '=', userId);
  if (paging.q !== undefined) found = found.where('name', 'ilike', containing(paging.q));
  const { total } = await found
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await found
    .select(['id', 'name', 'created_at', 'last_used_at', 'expires_at'])
    .orderBy(order.by, order.direction)
    .orderBy('id')
    .limit(paging.limit)
    .offset(paging.offset)
    .execute();
  const items = rows.map((row) => ({
    id: row.id,
    name: row.name,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    expiresAt: row.expires_at?.toISOString() ?? null,
  }));
  return { items, total };
}

export async function insertToken(
  tx: Tx,
  token: { id: TokenId; name: string; hash: string; userId: UserId; createdAt: Date; expiresAt: Date | null },
): Promise<void> {
  const { userId, createdAt, expiresAt, ...rest } = token;
  await tx
    .insertInto('tokens')
    .values({ ...rest, user_id: userId, created_at: createdAt, last_used_at: null, expires_at: expiresAt })
    .execute();
}

/** Null when there is none, it has run out, or its user is disabled. */
export async function findToken(
  db: Db,
  hash: string,
  now: Date,
): Promise<{ id: TokenId; lastUsedAt: Date | null; expiresAt: Date | null; user: Person } | null> {
  const row = await db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.user_id')
    .select(['tokens.id as tokenId', 'tokens.last_used_at as lastUsedAt', 'tokens.expires_at as expiresAt'])
    .select(personColumns)
    .where('tokens.hash', '=', hash)
    .where('users.disabled_at', 'is', null)
    .where((where) =>
      where.or([where('tokens.expires_at', 'is', null), where('tokens.expires_at', '>', now)]),
    )
    .executeTakeFirst();
  if (row === undefined) return null;
  const { tokenId, lastUsedAt, expiresAt, ...user } = row;
  return { id: tokenId, lastUsedAt, expiresAt, user };
}

export async function touchToken(tx: Tx, id: TokenId, now: Date): Promise<void> {
  await tx.updateTable('tokens').set({ last_used_at: now }).where('id', '=', id).execute();
}

/** @returns whether the user had such a token. */
export async function deleteToken(tx: Tx, id: TokenId, userId: UserId): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('tokens')
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return numDeletedRows > 0n;
}

/** Programs that acted as the user act no more. */
export async function deleteTokensOf(tx: Tx, userId: UserId): Promise<void> {
  await tx.deleteFrom('tokens').where('user_id', '=', userId).execute();
}
