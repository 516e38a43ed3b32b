// What a refresh of everything does with exports: those whose schedule goes with it, and where their runs stand.
import { sql } from 'kysely';
import type { ExportId, SegmentId } from '../contract/ids.ts';
import type { Status } from '../contract/runs.ts';
import type { Db } from './db.ts';

export async function exportsWithRefresh(
  db: Db,
): Promise<{ id: ExportId; name: string; segmentIds: SegmentId[] }[]> {
  const rows = await db
    .selectFrom('exports')
    .select(['id', 'name', 'segment_ids'])
    .where(sql<boolean>`schedule ->> 'mode' = 'refresh'`)
    .where('removing_at', 'is', null)
    .where('removed_at', 'is', null)
    .orderBy(sql`lower(name)`)
    .execute();
  return rows.map((row) => ({ id: row.id, name: row.name, segmentIds: row.segment_ids }));
}

/** The runs of the export that a refresh asked for since then, in their order: more than one when it was tried again. */
export function runsOfRefresh(
  db: Db,
  exportId: ExportId,
  since: Date,
): Promise<{ id: string; status: Status }[]> {
  return db
    .selectFrom('runs')
    .select(['id', 'status'])
    .where('export_id', '=', exportId)
    .where('trigger', '=', 'refresh')
    .where('created_at', '>=', since)
    .orderBy('created_at')
    .execute();
}
