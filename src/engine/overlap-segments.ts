// How much of a segment is in the others as well, by the members that each has now.
import type { Context } from '../context.ts';
import type { SegmentId } from '../contract/ids.ts';
import type { SegmentOverlap } from '../contract/segments.ts';
import { SegueError } from '../errors.ts';
import { countShared } from '../lake/overlap.ts';
import { segmentsWithMembers } from '../store/member-counts.ts';
import { findStoredSegment } from '../store/segments.ts';

/** Those with most in common first. Throws `notFound`; `notIngested` while the segment has no members. */
export async function overlapOf(ctx: Context, id: SegmentId): Promise<SegmentOverlap['items']> {
  const segment = await findStoredSegment(ctx.db, id);
  if (segment === null) throw new SegueError('notFound', { detail: `There is no segment ${id}.` });
  if (segment.membersFile === null) {
    throw new SegueError('notIngested', {
      detail: `The members of the segment "${segment.name}" have not been computed yet.`,
      action: 'Refresh the segment first.',
    });
  }
  const others = (await segmentsWithMembers(ctx.db)).filter((other) => other.id !== id);
  const files = others.map(({ file }) => file);
  const shared = await countShared(ctx.lake, ctx.storage, segment.membersFile, files);
  return others
    .map(({ file, ...other }) => ({ ...other, both: shared.get(file) ?? 0 }))
    .sort((a, b) => b.both - a.both);
}
