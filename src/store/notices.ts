// What people were told, and of what they want to be told. How it reaches them is deliveries.ts.
import { type Selectable, sql } from 'kysely';
import type { UserId, WebhookId } from '../contract/ids.ts';
import {
  type Notice,
  type NoticeFacts,
  type NoticeKind,
  type TellableKind,
  type ToldState,
  tellableKinds,
} from '../contract/notices.ts';
import type { Told } from '../core/notices.ts';
import type { Db, Tx } from './db.ts';
import { containing, orderOf, type Paging } from './paging.ts';
import type { Schema } from './schema.ts';

export type Tellable = { kind: TellableKind; id: string };
export type StoredNotice = {
  id: string;
  kind: NoticeKind;
  target: { kind: TellableKind | 'webhook'; id: string; name: string };
  facts: NoticeFacts;
  createdAt: Date;
};

/** What people know of it; nobody else changes that until the transaction ends. */
export async function holdTold(tx: Tx, target: Tellable, now: Date): Promise<Told> {
  await tx
    .insertInto('told_states')
    .values({ target_kind: target.kind, target_id: target.id, state: 'fine', since: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { state } = await tx
    .selectFrom('told_states')
    .select('state')
    .where('target_kind', '=', target.kind)
    .where('target_id', '=', target.id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const last =
    state === 'fine'
      ? undefined
      : await tx
          .selectFrom('notices')
          .select('facts')
          .where('target_kind', '=', target.kind)
          .where('target_id', '=', target.id)
          .where('kind', '=', state)
          .orderBy('created_at', 'desc')
          .limit(1)
          .executeTakeFirst();
  return { state, facts: last?.facts ?? null };
}

export async function setTold(tx: Tx, target: Tellable, state: ToldState, since: Date): Promise<void> {
  await tx
    .updateTable('told_states')
    .set({ state, since })
    .where('target_kind', '=', target.kind)
    .where('target_id', '=', target.id)
    .execute();
}

/** The name of what is told of, and the export's guard on rejections; undefined when it is gone. */
export async function findTellable(
  tx: Tx,
  { kind, id }: Tellable,
): Promise<{ name: string; rejectionsOver?: number | null | undefined } | undefined> {
  if (kind !== 'export') {
    const table = kind === 'source' ? 'sources' : 'segments';
    return tx.selectFrom(table).select('name').where(sql<string>`id`, '=', id).executeTakeFirst();
  }
  const row = await tx
    .selectFrom('exports')
    .select(['name', 'guards'])
    .where(sql<string>`id`, '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : { name: row.name, rejectionsOver: row.guards.rejectionsOver };
}

export async function insertNotice(tx: Tx, notice: StoredNotice): Promise<void> {
  await tx
    .insertInto('notices')
    .values({
      id: notice.id,
      kind: notice.kind,
      target_kind: notice.target.kind,
      target_id: notice.target.id,
      target_name: notice.target.name,
      facts: JSON.stringify(notice.facts),
      created_at: notice.createdAt,
    })
    .execute();
}

/** Everybody who wants to hear of this kind by e-mail and may sign in. */
export async function usersToTell(tx: Tx, kind: NoticeKind): Promise<UserId[]> {
  const rows = await tx
    .selectFrom('users')
    .select('id')
    .where('disabled_at', 'is', null)
    .where(sql<boolean>`tells @> ${JSON.stringify([kind])}::jsonb`)
    .execute();
  return rows.map(({ id }) => id);
}

export async function webhooksToTell(tx: Tx, kind: NoticeKind): Promise<WebhookId[]> {
  const rows = await tx
    .selectFrom('webhooks')
    .select('id')
    .where('active', '=', true)
    .where(sql<boolean>`kinds @> ${JSON.stringify([kind])}::jsonb`)
    .execute();
  return rows.map(({ id }) => id);
}

export async function listNotices(db: Db, paging: Paging): Promise<{ items: Notice[]; total: number }> {
  const order = orderOf({ createdAt: 'created_at', name: 'lower(target_name)' }, paging.sort, '-createdAt');
  // Tests of webhooks are nobody else's news.
  const found = db
    .selectFrom('notices')
    .where('target_kind', 'in', [...tellableKinds])
    .where('target_name', 'ilike', containing(paging.q ?? ''));
  const { total } = await found
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await found
    .selectAll()
    .orderBy(order.by, order.direction)
    .orderBy('id')
    .limit(paging.limit)
    .offset(paging.offset)
    .execute();
  const items = rows.map((row) => {
    const { target, createdAt, ...notice } = toStored(row);
    const shown = { ...target, kind: target.kind as TellableKind };
    return { ...notice, target: shown, createdAt: createdAt.toISOString() };
  });
  return { items, total };
}

/** With their deliveries. */
export async function deleteNoticesBefore(tx: Tx, moment: Date): Promise<void> {
  await tx.deleteFrom('notices').where('created_at', '<', moment).execute();
}

export function toStored(row: Selectable<Schema['notices']>): StoredNotice {
  return {
    id: row.id,
    kind: row.kind,
    target: { kind: row.target_kind, id: row.target_id, name: row.target_name },
    facts: row.facts,
    createdAt: row.created_at,
  };
}

export async function noticesWantedBy(db: Db, userId: UserId): Promise<NoticeKind[]> {
  const { tells } = await db
    .selectFrom('users')
    .select('tells')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return tells;
}

export async function setNoticesWanted(tx: Tx, userId: UserId, kinds: NoticeKind[]): Promise<void> {
  await tx
    .updateTable('users')
    .set({ tells: JSON.stringify(kinds) })
    .where('id', '=', userId)
    .execute();
}
