// Notices on their way: one row for each user or webhook, there from the moment on at which its notice is, in which
// every try is entered.
import { sql } from 'kysely';
import type { UserId, WebhookId } from '../contract/ids.ts';
import type { Language } from '../contract/users.ts';
import type { Db, Tx } from './db.ts';
import { type StoredNotice, toStored } from './notices.ts';

export type NewDelivery = { id: string } & ({ userId: UserId } | { webhookId: WebhookId });

/** Due at once. */
export async function insertDeliveries(
  tx: Tx,
  noticeId: string,
  deliveries: NewDelivery[],
  now: Date,
): Promise<void> {
  if (deliveries.length === 0) return;
  const rows = deliveries.map((delivery) => ({
    ...{ id: delivery.id, notice_id: noticeId, state: 'waiting' as const, next_at: now },
    user_id: 'userId' in delivery ? delivery.userId : null,
    webhook_id: 'webhookId' in delivery ? delivery.webhookId : null,
  }));
  await tx.insertInto('deliveries').values(rows).execute();
}

export async function anyDelivery(db: Db, due: Date): Promise<boolean> {
  const row = await db
    .selectFrom('deliveries')
    .select('id')
    .where('state', '=', 'waiting')
    .where('next_at', '<=', due)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export type Claimed = { id: string; attempts: number; notice: StoredNotice } & (
  | { user: { email: string; language: Language; isDisabled: boolean } }
  | { webhook: { id: WebhookId; sealedUrl: string; sealedSecret: string; isActive: boolean } }
);

/**
 * Takes deliveries that are due: each counts as tried from here on. Should the process end before it says how that
 * went, they are due again at `again`.
 */
export async function claimDeliveries(
  tx: Tx,
  times: { due: Date; again: Date },
  most: number,
): Promise<Claimed[]> {
  const taken = await tx
    .updateTable('deliveries')
    .set({ attempts: sql`attempts + 1`, next_at: times.again })
    .where('id', 'in', (ids) =>
      ids
        .selectFrom('deliveries')
        .select('id')
        .where('state', '=', 'waiting')
        .where('next_at', '<=', times.due)
        .orderBy('next_at')
        .limit(most)
        .forUpdate()
        .skipLocked(),
    )
    .returning('id')
    .execute();
  if (taken.length === 0) return [];
  const ids = taken.map(({ id }) => id);
  const rows = await whole(tx).where('d.id', 'in', ids).execute();
  return rows.map(toClaimed);
}

function whole(db: Db) {
  return db
    .selectFrom('deliveries as d')
    .innerJoin('notices as n', 'n.id', 'd.notice_id')
    .leftJoin('users as u', 'u.id', 'd.user_id')
    .leftJoin('webhooks as w', 'w.id', 'd.webhook_id')
    .selectAll('n')
    .select(['d.id as deliveryId', 'd.attempts', 'u.email', 'u.language', 'u.disabled_at'])
    .select(['w.id as webhookId', 'w.url_sealed', 'w.secret_sealed', 'w.active']);
}
type WholeRow = Awaited<ReturnType<ReturnType<typeof whole>['executeTakeFirstOrThrow']>>;

function toClaimed(row: WholeRow): Claimed {
  const { webhookId, url_sealed: sealedUrl, secret_sealed: sealedSecret, active, email } = row;
  const claimed = { id: row.deliveryId, attempts: row.attempts, notice: toStored(row) };
  if (webhookId !== null && sealedUrl !== null && sealedSecret !== null) {
    return { ...claimed, webhook: { id: webhookId, sealedUrl, sealedSecret, isActive: active === true } };
  }
  // The table says that it is the one or the other, and that they go together.
  if (email === null) throw new Error('A delivery goes to nobody.');
  return {
    ...claimed,
    user: { email, language: row.language ?? 'en', isDisabled: row.disabled_at !== null },
  };
}

export type DeliveryEnd =
  | { state: 'delivered' }
  /** Tried again at `at`. */
  | { state: 'waiting'; problem: string }
  | { state: 'failed'; problem: string };

/** @param at for a delivery that waits, when it is tried again; else when it ended. */
export async function endDelivery(tx: Tx, id: string, end: DeliveryEnd, at: Date): Promise<void> {
  await tx
    .updateTable('deliveries')
    .set({
      state: end.state,
      next_at: at,
      problem: 'problem' in end ? end.problem : null,
      delivered_at: end.state === 'delivered' ? at : null,
    })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .execute();
}
