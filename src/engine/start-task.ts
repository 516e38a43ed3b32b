// Asking for a refresh: the task and its job are one transaction, and asking twice is asking once.
import type { Context } from '../context.ts';
import { TaskId } from '../contract/ids.ts';
import type { TaskKind } from '../contract/tasks.ts';
import type { Tx } from '../store/db.ts';
import { findQueuedTask, insertTask } from '../store/tasks.ts';

/** Kinds of task that a job of their own executes; an export is followed by the refresh that started its run. */
export type QueuedKind = Exclude<TaskKind, 'export'>;

export type TaskWish = {
  kind: QueuedKind;
  name: string;
  targetId: string | null;
  refreshId?: TaskId;
  sharedOnly?: boolean;
};

/** Done in the same transaction, at its end. */
export type Alongside = (tx: Tx, wish: TaskWish) => Promise<void>;

/** Answers with the task that waits already to do the same, or a new one. */
export async function startTask(ctx: Context, wish: TaskWish, alongside?: Alongside): Promise<TaskId> {
  const id = await ctx.db.transaction().execute(async (tx) => {
    const task = await prepareTask(ctx, tx, wish);
    await alongside?.(tx, wish);
    return task;
  });
  announceTask(ctx, wish.kind, id);
  return id;
}

/** The same as part of a larger transaction; `announceTask` once that is committed. */
export async function prepareTask(ctx: Context, tx: Tx, wish: TaskWish): Promise<TaskId> {
  // One that is being worked on may have read what was changed since: only one that still waits is the same.
  const waiting = await findQueuedTask(tx, wish);
  if (waiting !== null) return waiting;
  const made = TaskId.parse(ctx.newId());
  await insertTask(tx, { id: made, ...wish }, ctx.clock.now());
  await ctx.queue.enqueue(tx, { name: wish.kind, payload: { taskId: made } });
  return made;
}

export function announceTask(ctx: Context, kind: QueuedKind, id: TaskId): void {
  ctx.queue.kick(kind);
  ctx.signals.emit('task', id);
}
