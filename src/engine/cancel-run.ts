// Cancelling: a run that nobody executes ends at once; one under way is told, verifies what it has sent, and ends.
import type { Context } from '../context.ts';
import type { Run } from '../contract/runs.ts';
import { mayDo } from '../core/transitions.ts';
import { SegueError } from '../errors.ts';
import { requestCancel } from '../store/run-leases.ts';
import { getRun, moveRun, readRun } from '../store/runs.ts';

export async function cancelRun(ctx: Context, runId: string): Promise<Run> {
  await ctx.db.transaction().execute(async (tx) => {
    const run = await getRun(tx, runId);
    if (!mayDo('cancel', run.status)) {
      throw new SegueError('conflict', { detail: `The run has ended already: ${run.status}.` });
    }
    if (run.status === 'processing') await requestCancel(tx, run.id, ctx.clock.now());
    else if (!(await moveRun(tx, run, 'canceled', { at: ctx.clock.now() }))) {
      await requestCancel(tx, run.id, ctx.clock.now());
    }
  });
  ctx.signals.emit('run', runId);
  return readRun(ctx.db, runId);
}
