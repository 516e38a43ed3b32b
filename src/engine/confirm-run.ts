// A person has looked at a run that is held, and lets it go on.
import type { Context } from '../context.ts';
import type { Hold, Run } from '../contract/runs.ts';
import { exportUserMissing } from '../core/export-user.ts';
import { mayDo } from '../core/transitions.ts';
import { SegueError } from '../errors.ts';
import type { Tx } from '../store/db.ts';
import { readRunInputs } from '../store/run-inputs.ts';
import { holdRun, moveRun, readRun } from '../store/runs.ts';

/**
 * Throws `notFound`, `exportUserMissing` and `connectionMissing`, and `conflict` when the run is not held, is to stop, or
 * is held for something that no confirmation mends.
 * @param by the name of who confirms
 * @param heldAt the hold that they looked at: refused when the run has gone on and is held for something else since
 * @param alongside done in the same transaction, at its end
 */
export async function confirmRun(
  ctx: Context,
  runId: string,
  { by, heldAt }: { by: string; heldAt?: string | undefined },
  alongside?: (tx: Tx, hold: Hold) => Promise<void>,
): Promise<Run> {
  await ctx.db.transaction().execute(async (tx) => {
    const run = await holdRun(tx, runId);
    if (!mayDo('confirm', run.status)) throw notHeld(`The run is not held: ${run.status}.`);
    if (run.hold === null || run.hold.confirmedAt !== null) {
      throw notHeld(run.error?.detail ?? 'What holds the run cannot be confirmed.', run.error?.action);
    }
    if (heldAt !== undefined && heldAt !== run.hold.heldAt) {
      throw notHeld(
        'The run has gone on since, and is held again.',
        'Look at the run as it stands, then confirm it.',
      );
    }
    if (run.cancel_requested_at !== null) throw notHeld('Somebody has asked for the run to stop.');
    const { connection } = await readRunInputs(tx, run.export_id);
    if (connection.exportUserId === null) throw exportUserMissing(connection.displayName);
    const at = ctx.clock.now();
    const hold = { ...run.hold, confirmedAt: at.toISOString(), confirmedBy: by };
    const moved = await moveRun(tx, run, 'processing', { at, hold, error: null, phase: 'waiting' });
    if (!moved) throw notHeld('Somebody else has just confirmed or canceled the run.');
    await ctx.queue.enqueue(tx, { name: 'run', payload: { runId: run.id } });
    await alongside?.(tx, run.hold);
  });
  ctx.queue.kick('run');
  ctx.signals.emit('run', runId);
  return readRun(ctx.db, runId);
}

function notHeld(detail: string, action?: string): SegueError {
  return new SegueError('conflict', {
    detail: `${detail} Nothing was changed.`,
    ...(action === undefined ? {} : { action }),
  });
}
