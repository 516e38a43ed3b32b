// Cancelling a task: it ends at once, and with a refresh all the steps it made. Whoever executes it loses the lease by
// that and stops at the next safe point; nothing of what it did becomes valid.
import type { Context } from '../context.ts';
import type { ExportId, TaskId } from '../contract/ids.ts';
import { isActive } from '../core/transitions.ts';
import { SegueError } from '../errors.ts';
import type { Tx } from '../store/db.ts';
import { runsOfRefresh } from '../store/refresh-steps.ts';
import { activeStepsOf, lockTask, moveTask, type TaskRow } from '../store/tasks.ts';
import { cancelRun } from './cancel-run.ts';

/**
 * Throws `notFound`, and `conflict` when it has ended.
 * @param alongside done in the same transaction, at its end
 */
export async function cancelTask(
  ctx: Context,
  id: TaskId,
  alongside?: (tx: Tx, task: TaskRow) => Promise<void>,
): Promise<void> {
  const canceled = await ctx.db.transaction().execute(async (tx) => {
    const task = await lockTask(tx, id);
    if (task === null) throw new SegueError('notFound', { detail: `There is no task ${id}.` });
    if (!isActive(task.status)) {
      throw new SegueError('conflict', { detail: `The task has ended already: ${task.status}.` });
    }
    const active = [task, ...(await activeStepsOf(tx, id))];
    for (const one of active) await moveTask(tx, one, 'canceled', { at: ctx.clock.now() });
    await alongside?.(tx, task);
    return active;
  });
  for (const task of canceled) {
    if (task.kind === 'export') await cancelRuns(ctx, task);
    ctx.metrics.tasks.inc({ kind: task.kind, status: 'canceled' });
    ctx.signals.emit('task', task.id);
  }
}

async function cancelRuns(ctx: Context, task: TaskRow): Promise<void> {
  for (const run of await runsOfRefresh(ctx.db, task.target_id as ExportId, task.created_at)) {
    if (!isActive(run.status)) continue;
    try {
      await cancelRun(ctx, run.id);
    } catch (error) {
      // It ended in between.
      if (!(error instanceof SegueError && error.code === 'conflict')) throw error;
    }
  }
}
