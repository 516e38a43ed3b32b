// What a refresh of everything does with exports: those whose schedule goes with it, and where their runs stand.
import { sql } from 'kysely';
import type { ExportId, RunId, SegmentId, TaskId } from '../contract/ids.ts';
import type { Status } from '../contract/runs.ts';
import type { Db, Tx } from './db.ts';

/** @param sharedOnly whether those stay out whose connection is not shared with contributors */
export async function exportsWithRefresh(
  db: Db,
  sharedOnly: boolean,
): Promise<{ id: ExportId; name: string; segmentIds: SegmentId[] }[]> {
  let found = db
    .selectFrom('exports')
    // Detached exports stay, and cannot run: that is no failure of theirs.
    .innerJoin('connections', 'connections.id', 'exports.connection_id')
    .select(['exports.id', 'exports.name', 'exports.segment_ids']);
  if (sharedOnly) found = found.where('connections.shared_with_contributors', '=', true);
  const rows = await found
    .where(sql<boolean>`exports.schedule ->> 'mode' = 'refresh'`)
    .where('exports.removing_at', 'is', null)
    .where('exports.removed_at', 'is', null)
    .orderBy(sql`lower(exports.name)`)
    .execute();
  return rows.map((row) => ({ id: row.id, name: row.name, segmentIds: row.segment_ids }));
}

/** For each export that the refresh is busy with, whether contributors may use its connection; null without one. */
export async function sharingOfSteps(db: Db, refreshId: TaskId): Promise<({ shared: boolean } | null)[]> {
  const rows = await db
    .selectFrom('tasks')
    .leftJoin('exports', 'exports.id', 'tasks.target_id')
    .leftJoin('connections', 'connections.id', 'exports.connection_id')
    .select('connections.shared_with_contributors as shared')
    .where('tasks.refresh_id', '=', refreshId)
    .where('tasks.kind', '=', 'export')
    .where('tasks.status', 'in', ['queued', 'processing'])
    .execute();
  return rows.map(({ shared }) => (shared === null ? null : { shared }));
}

/** The runs of the export that a refresh asked for since then, in their order: more than one when it was tried again. */
export function runsOfRefresh(
  db: Db | Tx,
  exportId: ExportId,
  since: Date,
): Promise<{ id: RunId; status: Status }[]> {
  return db
    .selectFrom('runs')
    .select(['id', 'status'])
    .where('export_id', '=', exportId)
    .where('trigger', '=', 'refresh')
    .where('created_at', '>=', since)
    .orderBy('created_at')
    .execute();
}
