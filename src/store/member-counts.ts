// How many members a segment had over time: one point for each time that they were computed.
import { sql } from 'kysely';
import type { SegmentId } from '../contract/ids.ts';
import type { Db, Tx } from './db.ts';

/** A year of daily refreshes and some; older points go. */
export const mostPoints = 400;

/** Adds a point. A segment that has been removed meanwhile gets none. */
export async function noteMemberCount(tx: Tx, id: SegmentId, members: number, at: Date): Promise<void> {
  await sql`
    INSERT INTO member_counts (segment_id, at, members)
    SELECT id, ${at}::timestamptz, ${members}::bigint FROM segments WHERE id = ${id}::uuid
    ON CONFLICT (segment_id, at) DO UPDATE SET members = excluded.members`.execute(tx);
  await sql`
    DELETE FROM member_counts WHERE segment_id = ${id}::uuid AND at <= (
      SELECT at FROM member_counts WHERE segment_id = ${id}::uuid ORDER BY at DESC OFFSET ${mostPoints} LIMIT 1)`.execute(
    tx,
  );
}

/** The oldest first. */
export async function memberTrend(db: Db, id: SegmentId): Promise<{ at: string; members: number }[]> {
  const rows = await db
    .selectFrom('member_counts')
    .select(['at', 'members'])
    .where('segment_id', '=', id)
    .orderBy('at')
    .execute();
  return rows.map(({ at, members }) => ({ at: at.toISOString(), members }));
}

/** Segments whose members have been computed, in the order of their names; `file` is a storage key. */
export async function segmentsWithMembers(
  db: Db,
): Promise<{ id: SegmentId; name: string; members: number; file: string }[]> {
  const rows = await db
    .selectFrom('segments')
    .select(['id', 'name', 'members', 'members_file as file'])
    .orderBy(sql`lower(name)`)
    .execute();
  return rows.flatMap(({ id, name, members, file }) =>
    members === null || file === null ? [] : [{ id, name, members, file }],
  );
}
