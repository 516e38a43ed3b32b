// Members of segments that are as new as their rules and the tables: what a run works from.
import type { Context } from '../context.ts';
import type { SegmentId } from '../contract/ids.ts';
import { tablesOfRules } from '../core/tables-of-rules.ts';
import { evaluateSegment } from '../lake/members.ts';
import type { MemberSnapshot } from '../lake/snapshot.ts';
import { findStoredSegment, moveMembers, type StoredSegment } from '../store/segments.ts';
import { allTables, type StoredTable } from '../store/tables.ts';

/** Computes the active dynamic ones among these anew if they are out of date, and any that has no members yet. */
export async function ensureMembers(ctx: Context, ids: readonly SegmentId[]): Promise<void> {
  for (const id of ids) {
    const asOf = ctx.clock.now();
    const segment = await findStoredSegment(ctx.db, id);
    if (segment === null || !segment.active) continue;
    const tables = await allTables(ctx.db);
    if (!outOfDate(segment, tables)) continue;
    const { file, members } = await computeMembers(ctx, segment, tables);
    await ctx.db.transaction().execute((tx) => moveMembers(tx, id, { file, count: members, asOf }));
  }
}

export function computeMembers(
  ctx: Context,
  segment: StoredSegment,
  tables: StoredTable[],
): Promise<MemberSnapshot> {
  return evaluateSegment(ctx.lake, ctx.storage, {
    file: `members/${ctx.newId()}.parquet`,
    rules: segment.rules,
    tables,
    now: ctx.clock.now(),
  });
}

/** A static segment keeps the members it was given once. */
function outOfDate(segment: StoredSegment, tables: StoredTable[]): boolean {
  const { refreshedAt } = segment;
  if (refreshedAt === null || segment.membersFile === null) return true;
  if (segment.type === 'static') return false;
  const used = new Set(tablesOfRules(segment.rules).map((name) => name.toLowerCase()));
  const relevant = tables.filter(({ kind, name }) => kind === 'profiles' || used.has(name.toLowerCase()));
  const newest = [segment.rulesChangedAt, ...relevant.map((table) => table.refreshedAt)];
  return newest.some((moment) => moment >= refreshedAt);
}
