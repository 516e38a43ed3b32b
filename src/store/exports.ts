// Exports as people made them; their runs and ledgers are elsewhere.
import { type Selectable, sql } from 'kysely';
import type { Export } from '../contract/exports.ts';
import type { Guards } from '../contract/guards.ts';
import type { ConnectionId, ExportId, SegmentId } from '../contract/ids.ts';
import type { Mapping, Membership } from '../contract/mapping.ts';
import type { Run } from '../contract/runs.ts';
import type { Schedule } from '../contract/schedule.ts';
import { nextOfExport } from '../core/next-time.ts';
import type { Db, Tx } from './db.ts';
import { containing, orderOf, type Paging } from './paging.ts';
import { readRun } from './runs.ts';
import type { Schema } from './schema.ts';
import { refusingTakenNames } from './unique-names.ts';

export type ExportFacts = {
  name: string;
  connectionId: ConnectionId | null;
  segmentIds: SegmentId[];
  mapping: Mapping;
  schedule: Schedule;
  membership: Membership;
  sendWelcomeMessage: boolean;
  guards: Guards;
  quietStart: boolean;
};
/** An export without what depends on who looks; of that, what is decided by its connection stands in here. */
export type StoredExport = Omit<Export, 'lastRun' | 'yourPermissions' | 'connectionName'> & {
  connection: { displayName: string; shared: boolean } | null;
};

/** An export with its connection and the moment of the next refresh beside it, which some wait for. */
const withRefresh = (db: Db) =>
  db
    .selectFrom('exports')
    .leftJoin('connections', 'connections.id', 'exports.connection_id')
    .where('exports.removed_at', 'is', null)
    .selectAll('exports')
    .select(['connections.display_name', 'connections.shared_with_contributors'])
    .select((select) => select.selectFrom('system_schedule').select('next_at').as('next_refresh_at'));

type ExportRow = Selectable<Schema['exports']> & {
  next_refresh_at: Date | null;
  display_name: string | null;
  shared_with_contributors: boolean | null;
};

export async function findExport(db: Db, id: ExportId): Promise<StoredExport | null> {
  const row = await withRefresh(db).where('exports.id', '=', id).executeTakeFirst();
  return row === undefined ? null : toExport(row);
}

export async function listExports(db: Db, paging: Paging): Promise<{ items: StoredExport[]; total: number }> {
  const order = orderOf(
    { name: 'lower(exports.name)', createdAt: 'exports.created_at', updatedAt: 'exports.updated_at' },
    paging.sort,
    'name',
  );
  let counted = db.selectFrom('exports').where('removed_at', 'is', null);
  let found = withRefresh(db);
  if (paging.q !== undefined) {
    counted = counted.where('name', 'ilike', containing(paging.q));
    found = found.where('exports.name', 'ilike', containing(paging.q));
  }
  const { total } = await counted
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await found
    .orderBy(order.by, order.direction)
    .orderBy('exports.id')
    .limit(paging.limit)
    .offset(paging.offset)
    .execute();
  return { items: rows.map(toExport), total };
}

/** The latest run of each of these exports that has run. */
export async function latestRuns(db: Db, ids: ExportId[]): Promise<Map<ExportId, Run>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('runs')
    .select('id')
    .distinctOn('export_id')
    .where('export_id', 'in', ids)
    .orderBy('export_id')
    .orderBy('created_at', 'desc')
    .execute();
  const runs = await Promise.all(rows.map((row) => readRun(db, row.id)));
  return new Map(runs.map((run) => [run.exportId, run]));
}

/** Whether contributors may use the connection of the export; null when it has none, undefined without an export. */
export async function sharingOfExport(db: Db, id: ExportId): Promise<{ shared: boolean } | null | undefined> {
  const row = await db
    .selectFrom('exports')
    .leftJoin('connections', 'connections.id', 'exports.connection_id')
    .select('connections.shared_with_contributors as shared')
    .where('exports.id', '=', id)
    .where('exports.removed_at', 'is', null)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return row.shared === null ? null : { shared: row.shared };
}

/** Those that run by themselves, with the system refresh or at times of their own. */
export async function scheduledExports(db: Db): Promise<StoredExport[]> {
  const rows = await withRefresh(db)
    .where(sql<boolean>`exports.schedule ->> 'mode' <> 'off'`)
    .where('exports.removing_at', 'is', null)
    .orderBy(sql`lower(exports.name)`)
    .execute();
  return rows.map(toExport);
}

/** Names of exports in lower case: what a new one may not be called. */
export async function takenNames(db: Db): Promise<Set<string>> {
  const rows = await db
    .selectFrom('exports')
    .select(sql<string>`lower(name)`.as('name'))
    .where('removed_at', 'is', null)
    .execute();
  return new Set(rows.map(({ name }) => name));
}

/** Throws `conflict` when another export has the name. */
export async function insertExport(tx: Tx, id: ExportId, facts: ExportFacts, now: Date): Promise<void> {
  await refusingTakenNames(
    tx
      .insertInto('exports')
      .values({
        id,
        ...columnsOf(facts),
        ledger_file: null,
        ledger_brand_id: null,
        next_run_at: nextOfExport(facts.schedule, now),
        created_at: now,
        updated_at: now,
      })
      .execute(),
  );
}

/** Throws `conflict` when another export has the name. */
export async function updateExport(tx: Tx, id: ExportId, facts: ExportFacts, now: Date): Promise<void> {
  await refusingTakenNames(
    tx
      .updateTable('exports')
      .set({
        ...columnsOf(facts),
        updated_at: now,
        // A schedule that stays keeps its moment: it may be due right now.
        next_run_at: sql`CASE WHEN schedule = ${JSON.stringify(facts.schedule)}::jsonb THEN next_run_at
          ELSE ${nextOfExport(facts.schedule, now)}::timestamptz END`,
      })
      .where('id', '=', id)
      .execute(),
  );
}

/** Its runs go with it. */
export async function deleteExport(tx: Tx, id: ExportId): Promise<void> {
  await tx.deleteFrom('exports').where('id', '=', id).execute();
}

/** Keeps a transaction's view of one export true until it ends. */
export async function holdExport(tx: Tx, id: ExportId): Promise<void> {
  await tx.selectFrom('exports').select('id').where('id', '=', id).forUpdate().execute();
}

function columnsOf(facts: ExportFacts) {
  return {
    name: facts.name,
    connection_id: facts.connectionId,
    segment_ids: JSON.stringify(facts.segmentIds),
    mapping: JSON.stringify(facts.mapping),
    schedule: JSON.stringify(facts.schedule),
    membership: JSON.stringify(facts.membership),
    send_welcome_message: facts.sendWelcomeMessage,
    guards: JSON.stringify(facts.guards),
    quiet_start: facts.quietStart,
  };
}

/** One without a connection, or on its way out, does not run, whatever its schedule says. */
function nextRunOf(row: ExportRow): Date | null {
  if (row.connection_id === null || row.removing_at !== null) return null;
  return row.schedule.mode === 'refresh' ? row.next_refresh_at : row.next_run_at;
}

function toExport(row: ExportRow): StoredExport {
  return {
    id: row.id,
    name: row.name,
    connectionId: row.connection_id,
    segmentIds: row.segment_ids,
    mapping: row.mapping,
    schedule: row.schedule,
    membership: row.membership,
    sendWelcomeMessage: row.send_welcome_message,
    guards: row.guards,
    quietStart: row.quiet_start,
    removing: row.removing_at !== null,
    connection:
      row.display_name === null
        ? null
        : { displayName: row.display_name, shared: row.shared_with_contributors === true },
    nextRunAt: nextRunOf(row)?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
