// Runs whose process is gone go on by themselves: at a start, and by a sweep every few seconds.
import type { Context } from '../context.ts';
import { abandonedRuns, voidLeases } from '../store/run-leases.ts';

/**
 * Wakes workers for every run that nobody executes.
 * @param aloneHere it is certain that no other process works on this database: nobody's lease counts
 * @returns how many runs were found
 */
export async function recoverRuns(ctx: Context, aloneHere = false): Promise<number> {
  if (aloneHere) await voidLeases(ctx.db);
  const runs = await abandonedRuns(ctx.db);
  for (const runId of runs) {
    await ctx.db.transaction().execute((tx) => ctx.queue.enqueue(tx, { name: 'run', payload: { runId } }));
  }
  if (runs.length > 0) {
    ctx.logger.debug({ runs: runs.length }, 'runs that nobody executes yet');
    ctx.queue.kick('run');
  }
  return runs.length;
}
