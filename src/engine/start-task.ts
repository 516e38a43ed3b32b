// Asking for a refresh: the task and its job are one transaction, and asking twice is asking once.
import type { Context } from '../context.ts';
import { TaskId } from '../contract/ids.ts';
import type { TaskKind } from '../contract/tasks.ts';
import { findQueuedTask, insertTask } from '../store/tasks.ts';

/** Kinds of task that a job of their own executes; an export is followed by the refresh that started its run. */
export type QueuedKind = Exclude<TaskKind, 'export'>;

/** Answers with the task that waits already to do the same, or a new one. */
export async function startTask(
  ctx: Context,
  wish: { kind: QueuedKind; name: string; targetId: string | null },
): Promise<TaskId> {
  const { kind, name, targetId } = wish;
  const id = await ctx.db.transaction().execute(async (tx) => {
    // One that is being worked on may have read what was changed since: only one that still waits is the same.
    const waiting = await findQueuedTask(tx, kind, targetId);
    if (waiting !== null) return waiting;
    const made = TaskId.parse(ctx.newId());
    await insertTask(tx, { id: made, kind, name, targetId }, ctx.clock.now());
    await ctx.queue.enqueue(tx, { name: kind, payload: { taskId: made } });
    return made;
  });
  ctx.queue.kick(kind);
  ctx.signals.emit('task', id);
  return id;
}
