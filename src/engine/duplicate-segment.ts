// A copy of a segment under a free name, with the rules and the members it has now.
import type { Context } from '../context.ts';
import { SegmentId } from '../contract/ids.ts';
import { copyName } from '../core/copy-name.ts';
import { SegueError } from '../errors.ts';
import { copySegment, takenSegmentNames } from '../store/copy-segment.ts';
import type { Tx } from '../store/db.ts';
import { findSegment, holdSegment } from '../store/segments.ts';

/** Throws `notFound`; `conflict` when somebody else takes the name at the same moment. @param alongside last step */
export async function duplicateSegment(
  ctx: Context,
  from: SegmentId,
  alongside: (tx: Tx, made: { id: SegmentId; name: string }) => Promise<void>,
): Promise<SegmentId> {
  const id = SegmentId.parse(ctx.newId());
  await ctx.db.transaction().execute(async (tx) => {
    await holdSegment(tx, from);
    const original = await findSegment(tx, from);
    if (original === null) throw new SegueError('notFound', { detail: `There is no segment ${from}.` });
    const name = copyName(original.name, await takenSegmentNames(tx));
    await copySegment(tx, from, { id, name, at: ctx.clock.now() });
    await alongside(tx, { id, name });
  });
  return id;
}
