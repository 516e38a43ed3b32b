import type { Context } from '../context.ts';
import type { RunId } from '../contract/ids.ts';
import { cancelRun } from '../engine/cancel-run.ts';
import { SegueError } from '../errors.ts';

/** Cancels runs that have lost what they stood on. One that has just ended needs no stopping. */
export async function stopRuns(ctx: Context, runs: RunId[]): Promise<void> {
  for (const id of runs) {
    await cancelRun(ctx, id).catch((thrown: unknown) => {
      if (!(thrown instanceof SegueError && thrown.code === 'conflict')) throw thrown;
    });
  }
}
