// Cancelling a task: it ends at once, and with a refresh all the steps it made. Whoever executes it loses the lease by
// that and stops at the next safe point; nothing of what it did becomes valid.
import type { Context } from '../context.ts';
import type { ExportId, RunId, TaskId } from '../contract/ids.ts';
import { isActive } from '../core/transitions.ts';
import { SegueError } from '../errors.ts';
import type { Tx } from '../store/db.ts';
import { runsOfRefresh } from '../store/refresh-steps.ts';
import { activeStepsOf, lockTask, moveTask, type TaskRow } from '../store/tasks.ts';
import { stopRuns, tellToStop } from './stop-runs.ts';

/**
 * Throws `notFound`, and `conflict` when it has ended.
 * @param alongside done in the same transaction, at its end
 */
export async function cancelTask(
  ctx: Context,
  id: TaskId,
  alongside?: (tx: Tx, task: TaskRow) => Promise<void>,
): Promise<void> {
  const { active, runs } = await ctx.db.transaction().execute(async (tx) => {
    const task = await lockTask(tx, id);
    if (task === null) throw new SegueError('notFound', { detail: `There is no task ${id}.` });
    if (!isActive(task.status)) {
      throw new SegueError('conflict', { detail: `The task has ended already: ${task.status}.` });
    }
    const active = [task, ...(await activeStepsOf(tx, id))];
    for (const one of active) await moveTask(tx, one, 'canceled', { at: ctx.clock.now() });
    const runs = await activeRunsOf(tx, active);
    await tellToStop(ctx, tx, runs);
    await alongside?.(tx, task);
    return { active, runs };
  });
  await stopRuns(ctx, runs);
  for (const task of active) {
    ctx.metrics.tasks.inc({ kind: task.kind, status: 'canceled' });
    ctx.signals.emit('task', task.id);
  }
}

async function activeRunsOf(tx: Tx, tasks: TaskRow[]): Promise<RunId[]> {
  const found: RunId[] = [];
  for (const { kind, target_id: id, created_at: since } of tasks) {
    if (kind !== 'export' || id === null) continue;
    const runs = await runsOfRefresh(tx, id as ExportId, since);
    found.push(...runs.filter(({ status }) => isActive(status)).map((run) => run.id));
  }
  return found;
}
