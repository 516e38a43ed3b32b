// Removing an export, and with it what it put into Omnisend: a run of its own takes the tags and properties away, and
// when it has ended well the export is gone.
import type { Context } from '../context.ts';
import type { ExportId, RunId, UserId } from '../contract/ids.ts';
import type { Run, RunTrigger, Status } from '../contract/runs.ts';
import { SegueError } from '../errors.ts';
import type { Tx } from '../store/db.ts';
import { abandonRemoval, beginRemoval, completeRemoval } from '../store/export-removal.ts';
import type { RunRow } from '../store/runs.ts';
import { readTagCalls } from '../store/tag-calls.ts';
import type { RunSession } from './run-session.ts';
import { startRun } from './start-run.ts';

/** Throws what `startRun` throws. */
export function startTakeBack(
  ctx: Context,
  wish: { exportId: ExportId; trigger: RunTrigger; requestedBy: UserId | null },
  alongside?: (tx: Tx, id: RunId) => Promise<void>,
): Promise<Run> {
  return startRun(ctx, { ...wish, mode: 'takeBack' }, async (tx, id) => {
    // First, since it may look at the export as it stands.
    await alongside?.(tx, id);
    await beginRemoval(tx, wish.exportId, ctx.clock.now());
  });
}

/**
 * The export and its ledger go when the run has ended well, so that nothing ever tries again what it could not take
 * away. Throws `takeBackIncomplete`, which leaves both where they are.
 */
export async function requireTakenBack({
  ctx,
  run,
  counts,
}: Pick<RunSession, 'ctx' | 'run' | 'counts'>): Promise<void> {
  const calls = await readTagCalls(ctx.db, run.id, 'remove');
  const open = calls.filter(({ state }) => state !== 'done').length;
  if (open === 0 && counts.rejected === 0) return;
  throw new SegueError('takeBackIncomplete', {
    detail: `${open} of ${calls.length} removals of tags had no effect, and Omnisend turned down ${counts.rejected} contacts.`,
  });
}

/** To be called in the transaction that ends a run, however it ends; does nothing for other runs. */
export async function settleTakeBack(
  tx: Tx,
  run: Pick<RunRow, 'mode' | 'export_id'>,
  end: { status: Status; at: Date },
): Promise<void> {
  if (run.mode !== 'takeBack') return;
  if (end.status === 'successful') await completeRemoval(tx, run.export_id, end.at);
  else if (end.status !== 'held') await abandonRemoval(tx, run.export_id);
}
