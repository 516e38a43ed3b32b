// Cancelling: a run that nobody executes ends at once; one under way is told, verifies what it has sent, and ends.
import type { Context } from '../context.ts';
import type { Run, RunError } from '../contract/runs.ts';
import { mayDo } from '../core/transitions.ts';
import { SegueError } from '../errors.ts';
import type { Tx } from '../store/db.ts';
import { requestCancel } from '../store/run-leases.ts';
import { holdRun, moveRun, type RunRow, readRun } from '../store/runs.ts';
import { recordRunEnd } from './record-run-end.ts';

/** @param alongside done in the same transaction, at its end. */
export async function cancelRun(
  ctx: Context,
  runId: string,
  alongside?: (tx: Tx) => Promise<void>,
): Promise<Run> {
  await ctx.db.transaction().execute(async (tx) => {
    // Locked: a run that becomes held at this moment either is so already, or finds that it was canceled.
    const run = await holdRun(tx, runId);
    if (!mayDo('cancel', run.status)) {
      throw new SegueError('conflict', { detail: `The run has ended already: ${run.status}.` });
    }
    const ended = run.status !== 'processing' && (await endWaiting(ctx, tx, run));
    if (!ended) await requestCancel(tx, run.id, ctx.clock.now());
    await alongside?.(tx);
  });
  ctx.signals.emit('run', runId);
  return readRun(ctx.db, runId);
}

/** False when somebody took it up in between. */
async function endWaiting(ctx: Context, tx: Tx, run: RunRow): Promise<boolean> {
  const { status, error } = endOfCanceled(run);
  const moved = await moveRun(tx, run, status, { at: ctx.clock.now() });
  if (!moved) return false;
  const code = error === undefined ? {} : { code: error.code };
  await recordRunEnd(ctx, tx, run, { status, counts: run.counts, ...code });
  return true;
}

/** A run that lost its export user has failed, and its row says so already; any other one was cancelled. */
export function endOfCanceled(run: Pick<RunRow, 'status' | 'error'>): {
  status: 'canceled' | 'failedPermanently';
  error?: RunError;
} {
  const { error } = run;
  if (error?.code !== 'exportUserMissing' || run.status === 'notStarted') return { status: 'canceled' };
  return { status: 'failedPermanently', error };
}
