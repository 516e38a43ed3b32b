// Computing the members of one segment because somebody asks for it.
import type { Context } from '../context.ts';
import { SegmentId, type TaskId } from '../contract/ids.ts';
import { SegueError } from '../errors.ts';
import { findStoredSegment, moveMembers } from '../store/segments.ts';
import { allTables } from '../store/tables.ts';
import { computeMembers } from './ensure-members.ts';
import { type Alongside, startTask } from './start-task.ts';
import { type TaskEnd, type TaskSession, workOnTask } from './work-on-task.ts';

/** Throws `notFound`. */
export async function startSegmentRefresh(
  ctx: Context,
  id: SegmentId,
  alongside?: Alongside,
): Promise<TaskId> {
  const segment = await findStoredSegment(ctx.db, id);
  if (segment === null) throw new SegueError('notFound', { detail: `There is no segment ${id}.` });
  return startTask(ctx, { kind: 'segment', name: segment.name, targetId: id }, alongside);
}

export function refreshSegment(ctx: Context, taskId: TaskId, shutdown: AbortSignal): Promise<void> {
  return workOnTask(ctx, taskId, shutdown, (session) => recompute(ctx, session));
}

async function recompute(ctx: Context, session: TaskSession): Promise<TaskEnd> {
  const id = SegmentId.parse(session.task.target_id);
  const asOf = ctx.clock.now();
  const segment = await findStoredSegment(ctx.db, id);
  if (segment === null) return { status: 'canceled' };
  const { file, members } = await computeMembers(ctx, segment, await allTables(ctx.db));
  return { status: 'successful', commit: (tx) => moveMembers(tx, id, { file, count: members, asOf }) };
}
