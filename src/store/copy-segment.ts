// A segment made from another: the same rules and the same members, which for a static segment are what it is.
import { sql } from 'kysely';
import type { SegmentId } from '../contract/ids.ts';
import type { Db, Tx } from './db.ts';
import { noteMemberCount } from './member-counts.ts';
import { refusingTakenNames } from './unique-names.ts';

/** Throws `conflict` when the name is taken. The two point to the same file of members until one is computed anew. */
export async function copySegment(
  tx: Tx,
  from: SegmentId,
  copy: { id: SegmentId; name: string; at: Date },
): Promise<void> {
  const { id, name, at } = copy;
  await refusingTakenNames(
    sql`
      INSERT INTO segments (id, name, description, type, rules, active, tags, rules_changed_at, members, members_file, refreshed_at, created_at, updated_at)
      SELECT ${id}::uuid, ${name}, description, type, rules, active, tags, rules_changed_at, members, members_file, refreshed_at, ${at}::timestamptz, ${at}::timestamptz
      FROM segments WHERE id = ${from}::uuid`.execute(tx),
  );
  const made = await tx
    .selectFrom('segments')
    .select(['members', 'refreshed_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  if (made.members !== null && made.refreshed_at !== null) {
    await noteMemberCount(tx, id, made.members, made.refreshed_at);
  }
}

/** Names of segments in lower case: what a new one may not be called. */
export async function takenSegmentNames(db: Db | Tx): Promise<Set<string>> {
  const rows = await db.selectFrom('segments').select(sql<string>`lower(name)`.as('name')).execute();
  return new Set(rows.map(({ name }) => name));
}
