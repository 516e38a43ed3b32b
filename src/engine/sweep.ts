// Work whose process is gone goes on by itself: at a start, and by a look every few seconds.
import type { Context } from '../context.ts';
import { toldToStop } from '../store/run-leases.ts';
import { abandonedTasks, voidTaskLeases } from '../store/task-leases.ts';
import { recoverRuns } from './recover.ts';
import { stopRuns } from './stop-runs.ts';

/**
 * Wakes workers for every run and task that nobody executes.
 * @param aloneHere it is certain that no other process works on this database: nobody's lease counts
 */
export async function sweep(ctx: Context, aloneHere = false): Promise<void> {
  await stopRuns(ctx, await toldToStop(ctx.db));
  await recoverRuns(ctx, aloneHere);
  await recoverTasks(ctx, aloneHere);
}

async function recoverTasks(ctx: Context, aloneHere: boolean): Promise<void> {
  if (aloneHere) await voidTaskLeases(ctx.db);
  for (const { id, kind } of await abandonedTasks(ctx.db)) {
    // The refresh that follows a run looks after its task.
    if (kind === 'export') continue;
    await ctx.db
      .transaction()
      .execute((tx) => ctx.queue.enqueue(tx, { name: kind, payload: { taskId: id } }));
    ctx.queue.kick(kind);
  }
}
