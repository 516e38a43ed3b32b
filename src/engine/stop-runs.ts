// Stopping runs that have lost what they stood on: told in the transaction that takes it away, so that they end even
// if this process does before it gets to them, and stopped at once when that is committed.
import type { Context } from '../context.ts';
import type { RunId } from '../contract/ids.ts';
import { SegueError } from '../errors.ts';
import type { Tx } from '../store/db.ts';
import { requestCancel } from '../store/run-leases.ts';
import { cancelRun } from './cancel-run.ts';

/** Whoever executes one hears it with the next beat; those that wait are ended by `stopRuns`, or by a sweep. */
export async function tellToStop(ctx: Context, tx: Tx, runs: RunId[]): Promise<void> {
  for (const id of runs) await requestCancel(tx, id, ctx.clock.now());
}

/** One that has just ended needs no stopping. */
export async function stopRuns(ctx: Context, runs: RunId[]): Promise<void> {
  for (const id of runs) {
    await cancelRun(ctx, id).catch((thrown: unknown) => {
      const isOver = thrown instanceof SegueError && ['conflict', 'notFound'].includes(thrown.code);
      if (!isOver) throw thrown;
    });
  }
}
