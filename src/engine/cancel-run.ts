// Cancelling: a run that nobody executes ends at once; one under way is told, verifies what it has sent, and ends.
import type { Context } from '../context.ts';
import type { Run } from '../contract/runs.ts';
import { mayDo } from '../core/transitions.ts';
import { SegueError } from '../errors.ts';
import type { Tx } from '../store/db.ts';
import { requestCancel } from '../store/run-leases.ts';
import { getRun, moveRun, readRun } from '../store/runs.ts';
import { recordRunEnd } from './record-run-end.ts';
import { settleTakeBack } from './take-back.ts';

/** @param alongside done in the same transaction, at its end. */
export async function cancelRun(
  ctx: Context,
  runId: string,
  alongside?: (tx: Tx) => Promise<void>,
): Promise<Run> {
  await ctx.db.transaction().execute(async (tx) => {
    const run = await getRun(tx, runId);
    if (!mayDo('cancel', run.status)) {
      throw new SegueError('conflict', { detail: `The run has ended already: ${run.status}.` });
    }
    if (run.status === 'processing') await requestCancel(tx, run.id, ctx.clock.now());
    else if (await moveRun(tx, run, 'canceled', { at: ctx.clock.now() })) {
      await recordRunEnd(ctx, tx, run, { status: 'canceled', counts: run.counts });
      await settleTakeBack(tx, run, { status: 'canceled', at: ctx.clock.now() });
    } else await requestCancel(tx, run.id, ctx.clock.now());
    await alongside?.(tx);
  });
  ctx.signals.emit('run', runId);
  return readRun(ctx.db, runId);
}
