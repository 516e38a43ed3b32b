// Starting a run: everything that can be refused at once is refused here; the run and its job are one transaction.
import type { Context } from '../context.ts';
import { RunId, type UserId } from '../contract/ids.ts';
import type { Run, RunMode, RunTrigger } from '../contract/runs.ts';
import { exportUserMissing } from '../core/export-user.ts';
import { SegueError } from '../errors.ts';
import type { Tx } from '../store/db.ts';
import { readRunInputs } from '../store/run-inputs.ts';
import { insertRun, readRun } from '../store/runs.ts';

export type StartRun = { exportId: string; mode: RunMode; trigger: RunTrigger; requestedBy: UserId | null };

/** @param alongside done in the same transaction, at its end. */
export async function startRun(
  ctx: Context,
  wish: StartRun,
  alongside?: (tx: Tx, id: RunId) => Promise<void>,
): Promise<Run> {
  const id = await ctx.db.transaction().execute(async (tx) => {
    const made = await prepareRun(ctx, tx, wish);
    await alongside?.(tx, made);
    return made;
  });
  ctx.queue.kick('run');
  return readRun(ctx.db, id);
}

/** The run and its job, as part of a larger transaction; kick the queue `run` once that is committed. */
export async function prepareRun(ctx: Context, tx: Tx, wish: StartRun): Promise<RunId> {
  const id = RunId.parse(ctx.newId());
  const { export: exported, connection } = await readRunInputs(tx, wish.exportId);
  if (exported.removing && wish.mode !== 'takeBack') {
    throw new SegueError('conflict', {
      detail: `The export "${exported.name}" is being removed and runs no more.`,
      action: 'Make a duplicate of it to go on with its settings.',
    });
  }
  if (connection.exportUserId === null) throw exportUserMissing(connection.displayName);
  await insertRun(tx, {
    id,
    exportId: exported.id,
    connectionId: connection.id,
    brandId: connection.brandId,
    mode: wish.mode,
    trigger: wish.trigger,
    requestedBy: wish.requestedBy,
    at: ctx.clock.now(),
  });
  await ctx.queue.enqueue(tx, { name: 'run', payload: { runId: id } });
  return id;
}
