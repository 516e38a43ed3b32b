// Connections to Omnisend. Their keys are sealed before they get here; no function gives one out.
import type { Connection, SharedConnection } from '../contract/connections.ts';
import { defaultLimits, type Limits } from '../contract/connections.ts';
import type { ConnectionId, UserId } from '../contract/ids.ts';
import type { Db, Tx } from './db.ts';
import { containing, orderOf, type Paging } from './paging.ts';
import { refusingTakenNames } from './unique-names.ts';

/** A key that is sealed here, or where it is read at each run. */
export type StoredKey = { sealed: string } | { reference: string };

export type NewConnection = {
  id: ConnectionId;
  displayName: string;
  brandId: string;
  key: StoredKey;
  sharedWithContributors: boolean;
  consent: { by: UserId; byName: string; version: string };
  limits: Limits;
};
export type ConnectionChange = {
  displayName?: string | undefined;
  key?: StoredKey | undefined;
  sharedWithContributors?: boolean | undefined;
  limits?: Limits | undefined;
};

const orders = {
  displayName: 'lower(c.display_name)',
  name: 'lower(c.display_name)',
  createdAt: 'c.created_at',
};

function whole(db: Db) {
  return db
    .selectFrom('connections as c')
    .innerJoin('brands as b', 'b.id', 'c.brand_id')
    .leftJoin('users as u', 'u.id', 'c.export_user_id')
    .select([
      'c.id',
      'c.type',
      'c.display_name',
      'c.shared_with_contributors',
      'c.consent_by_name',
      'c.consent_at',
      'c.consent_version',
      'c.api_key_reference',
      'c.limits',
      'c.created_at',
      'b.id as brand_id',
      'b.name as brand_name',
      'b.website as brand_website',
      'u.id as user_id',
      'u.name as user_name',
      'u.email as user_email',
    ])
    .select((select) =>
      select
        .selectFrom('exports as e')
        .select((inner) => inner.fn.countAll<number>().as('using'))
        .whereRef('e.connection_id', '=', 'c.id')
        .where('e.removed_at', 'is', null)
        .as('exports_using'),
    );
}
type WholeRow = Awaited<ReturnType<ReturnType<typeof whole>['executeTakeFirstOrThrow']>>;

export async function findConnection(db: Db, id: ConnectionId): Promise<Connection | null> {
  const row = await whole(db).where('c.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toConnection(row);
}

export async function listConnections(
  db: Db,
  paging: Paging,
): Promise<{ items: Connection[]; total: number }> {
  const order = orderOf(orders, paging.sort, 'displayName');
  const pattern = containing(paging.q ?? '');
  const rows = await whole(db)
    .where('c.display_name', 'ilike', pattern)
    .orderBy(order.by, order.direction)
    .orderBy('c.id')
    .limit(paging.limit)
    .offset(paging.offset)
    .execute();
  return { items: rows.map(toConnection), total: await countNamed(db, pattern, [true, false]) };
}

/** Id, name and type of those that are shared with contributors. */
export async function listSharedConnections(
  db: Db,
  paging: Paging,
): Promise<{ items: SharedConnection[]; total: number }> {
  const order = orderOf(orders, paging.sort, 'displayName');
  const pattern = containing(paging.q ?? '');
  const items = await db
    .selectFrom('connections as c')
    .select(['c.id', 'c.display_name as displayName', 'c.type'])
    .where('c.shared_with_contributors', '=', true)
    .where('c.display_name', 'ilike', pattern)
    .orderBy(order.by, order.direction)
    .orderBy('c.id')
    .limit(paging.limit)
    .offset(paging.offset)
    .execute();
  return { items, total: await countNamed(db, pattern, [true]) };
}

/** Whether contributors may use it; null when there is no such connection. */
export async function sharingOf(db: Db, id: ConnectionId): Promise<{ shared: boolean } | null> {
  const row = await db
    .selectFrom('connections')
    .select('shared_with_contributors as shared')
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** The brand that the key of a connection belongs to. */
export async function brandOf(db: Db, id: ConnectionId): Promise<{ brandId: string } | null> {
  const row = await db
    .selectFrom('connections')
    .select('brand_id as brandId')
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** Throws `conflict` when another connection has the name. */
export async function insertConnection(tx: Tx, connection: NewConnection, now: Date): Promise<void> {
  await refusingTakenNames(
    tx
      .insertInto('connections')
      .values({
        id: connection.id,
        type: 'omnisend',
        display_name: connection.displayName,
        brand_id: connection.brandId,
        ...columnsOf(connection.key),
        shared_with_contributors: connection.sharedWithContributors,
        export_user_id: null,
        consent_by: connection.consent.by,
        consent_by_name: connection.consent.byName,
        consent_at: now,
        consent_version: connection.consent.version,
        limits: JSON.stringify(connection.limits),
        created_at: now,
        updated_at: now,
      })
      .execute(),
  );
}

/** Throws `conflict` when another connection has the name. */
export async function updateConnection(
  tx: Tx,
  id: ConnectionId,
  change: ConnectionChange,
  now: Date,
): Promise<void> {
  const { displayName, key, sharedWithContributors, limits } = change;
  await refusingTakenNames(
    tx
      .updateTable('connections')
      .set({
        ...(displayName === undefined ? {} : { display_name: displayName }),
        ...(key === undefined ? {} : columnsOf(key)),
        ...(sharedWithContributors === undefined ? {} : { shared_with_contributors: sharedWithContributors }),
        ...(limits === undefined ? {} : { limits: JSON.stringify(limits) }),
        updated_at: now,
      })
      .where('id', '=', id)
      .execute(),
  );
}

export async function setExportUser(tx: Tx, id: ConnectionId, userId: UserId, now: Date): Promise<void> {
  await tx
    .updateTable('connections')
    .set({ export_user_id: userId, updated_at: now })
    .where('id', '=', id)
    .execute();
}

/** One of the two is always set, and never both. */
function columnsOf(key: StoredKey) {
  return 'sealed' in key
    ? { api_key_sealed: key.sealed, api_key_reference: null }
    : { api_key_sealed: null, api_key_reference: key.reference };
}

/** The exports that used it stay, without a connection. */
export async function deleteConnection(tx: Tx, id: ConnectionId): Promise<void> {
  await tx.deleteFrom('connections').where('id', '=', id).execute();
}

/** Keeps a transaction's view of one connection and of who uses it true until it ends. */
export async function holdConnection(tx: Tx, id: ConnectionId): Promise<void> {
  await tx.selectFrom('connections').select('id').where('id', '=', id).forUpdate().execute();
}

async function countNamed(db: Db, pattern: string, shared: boolean[]): Promise<number> {
  const { total } = await db
    .selectFrom('connections')
    .select((select) => select.fn.countAll<number>().as('total'))
    .where('display_name', 'ilike', pattern)
    .where('shared_with_contributors', 'in', shared)
    .executeTakeFirstOrThrow();
  return total;
}

function toConnection(row: WholeRow): Connection {
  const { user_id: userId, user_name: userName, user_email: userEmail } = row;
  const exportUser =
    userId === null || userName === null || userEmail === null
      ? null
      : { id: userId, name: userName, email: userEmail };
  return {
    id: row.id,
    displayName: row.display_name,
    type: row.type,
    brand: { id: row.brand_id, name: row.brand_name, website: row.brand_website },
    sharedWithContributors: row.shared_with_contributors,
    exportUser,
    consent: {
      acceptedBy: row.consent_by_name,
      acceptedAt: row.consent_at.toISOString(),
      version: row.consent_version,
    },
    keyFrom: row.api_key_reference,
    exportsUsing: row.exports_using ?? 0,
    limits: {
      maxProfilesPerExport: row.limits.maxProfilesPerExport ?? defaultLimits.maxProfilesPerExport,
      rateShare: row.limits.rateShare ?? defaultLimits.rateShare,
    },
    createdAt: row.created_at.toISOString(),
  };
}
