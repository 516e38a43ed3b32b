// Webhooks. Their addresses and secrets are sealed before they get here; of an address only its host is shown.
import { type Selectable, sql } from 'kysely';
import type { WebhookId } from '../contract/ids.ts';
import type { NoticeKind, Webhook } from '../contract/notices.ts';
import type { Db, Tx } from './db.ts';
import { containing, orderOf, type Paging } from './paging.ts';
import type { Schema } from './schema.ts';
import { refusingTakenNames } from './unique-names.ts';

export type WebhookFacts = {
  name: string;
  sealedUrl: string;
  host: string;
  kinds: NoticeKind[];
  active: boolean;
};

type WebhookRow = Selectable<Schema['webhooks']>;

export async function listWebhooks(db: Db, paging: Paging): Promise<{ items: Webhook[]; total: number }> {
  const order = orderOf({ name: 'lower(name)', createdAt: 'created_at' }, paging.sort, 'name');
  const found = db.selectFrom('webhooks').where('name', 'ilike', containing(paging.q ?? ''));
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
  return { items: await withDeliveries(db, rows), total };
}

export async function findWebhook(db: Db, id: WebhookId): Promise<Webhook | null> {
  const row = await db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
  const [webhook] = row === undefined ? [] : await withDeliveries(db, [row]);
  return webhook ?? null;
}

/** Keeps a transaction's view of one webhook true until it ends. */
export async function holdWebhook(tx: Tx, id: WebhookId): Promise<void> {
  await tx.selectFrom('webhooks').select('id').where('id', '=', id).forUpdate().execute();
}

/** Throws `conflict` when another webhook has the name. */
export async function insertWebhook(
  tx: Tx,
  id: WebhookId,
  facts: WebhookFacts & { sealedSecret: string },
  now: Date,
): Promise<void> {
  const row = {
    ...{ id, name: facts.name, url_sealed: facts.sealedUrl, host: facts.host },
    ...{ secret_sealed: facts.sealedSecret, kinds: JSON.stringify(facts.kinds), active: facts.active },
    ...{ created_at: now, updated_at: now },
  };
  await refusingTakenNames(tx.insertInto('webhooks').values(row).execute());
}

/** Throws `conflict` when another webhook has the name. */
export async function updateWebhook(
  tx: Tx,
  id: WebhookId,
  change: Partial<WebhookFacts>,
  now: Date,
): Promise<void> {
  const { name, sealedUrl, host, kinds, active } = change;
  await refusingTakenNames(
    tx
      .updateTable('webhooks')
      .set({
        ...(name === undefined ? {} : { name }),
        ...(sealedUrl === undefined ? {} : { url_sealed: sealedUrl }),
        ...(host === undefined ? {} : { host }),
        ...(kinds === undefined ? {} : { kinds: JSON.stringify(kinds) }),
        ...(active === undefined ? {} : { active }),
        updated_at: now,
      })
      .where('id', '=', id)
      .execute(),
  );
}

/** With what was still to be delivered there. */
export async function deleteWebhook(tx: Tx, id: WebhookId): Promise<void> {
  await tx.deleteFrom('webhooks').where('id', '=', id).execute();
}

type LastDelivery = NonNullable<Webhook['lastDelivery']>;

async function withDeliveries(db: Db, rows: WebhookRow[]): Promise<Webhook[]> {
  const ids = rows.map(({ id }) => id);
  const last = ids.length === 0 ? [] : await lastDeliveries(db, ids);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    host: row.host,
    kinds: row.kinds,
    active: row.active,
    createdAt: row.created_at.toISOString(),
    lastDelivery: last.find(({ webhookId }) => webhookId === row.id)?.delivery ?? null,
  }));
}

async function lastDeliveries(
  db: Db,
  ids: WebhookId[],
): Promise<{ webhookId: WebhookId; delivery: LastDelivery }[]> {
  const rows = await db
    .selectFrom('deliveries as d')
    .innerJoin('notices as n', 'n.id', 'd.notice_id')
    .distinctOn('d.webhook_id')
    .select(['d.webhook_id', 'd.state', 'd.problem', sql<Date>`coalesce(d.delivered_at, d.next_at)`.as('at')])
    .where('d.webhook_id', 'in', ids)
    .orderBy('d.webhook_id')
    .orderBy('n.created_at', 'desc')
    .orderBy('d.id')
    .execute();
  return rows.flatMap(({ webhook_id: webhookId, state, at, problem }) =>
    webhookId === null ? [] : [{ webhookId, delivery: { state, at: at.toISOString(), problem } }],
  );
}
