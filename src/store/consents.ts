// Who agreed to which text for which connection: rows are added, marked as withdrawn once, and never removed.
import type { Consent } from '../contract/consent.ts';
import type { ConnectionId, UserId } from '../contract/ids.ts';
import type { Db, Tx } from './db.ts';
import { containing, orderOf, type Paging } from './paging.ts';

export type NewConsent = {
  id: string;
  connection: {
    id: ConnectionId;
    displayName: string;
    consent: { by: UserId; byName: string; version: string };
  };
  brand: { id: string; name: string };
  at: Date;
};

export async function insertConsent(tx: Tx, { id, connection, brand, at }: NewConsent): Promise<void> {
  await tx
    .insertInto('consents')
    .values({
      id,
      connection_id: connection.id,
      connection_name: connection.displayName,
      brand_id: brand.id,
      brand_name: brand.name,
      version: connection.consent.version,
      accepted_by: connection.consent.by,
      accepted_by_name: connection.consent.byName,
      accepted_at: at,
      withdrawn_by_name: null,
      withdrawn_at: null,
    })
    .execute();
}

export async function withdrawConsents(
  tx: Tx,
  connectionId: ConnectionId,
  byName: string,
  at: Date,
): Promise<void> {
  await tx
    .updateTable('consents')
    .set({ withdrawn_by_name: byName, withdrawn_at: at })
    .where('connection_id', '=', connectionId)
    .where('withdrawn_at', 'is', null)
    .execute();
}

export async function listConsents(db: Db, paging: Paging): Promise<{ items: Consent[]; total: number }> {
  const columns = { acceptedAt: 'accepted_at', connectionName: 'lower(connection_name)' };
  const order = orderOf(columns, paging.sort, '-acceptedAt');
  const found = db.selectFrom('consents').where('connection_name', 'ilike', containing(paging.q ?? ''));
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
  const items = rows.map((row) => ({
    id: row.id,
    connectionId: row.connection_id,
    connectionName: row.connection_name,
    brand: { id: row.brand_id, name: row.brand_name },
    version: row.version,
    acceptedBy: row.accepted_by_name,
    acceptedAt: row.accepted_at.toISOString(),
    withdrawnBy: row.withdrawn_by_name,
    withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
  }));
  return { items, total };
}
