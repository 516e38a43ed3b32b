// One run from its claim to its end. Whatever happens on the way, it ends in one of four ways: its state says how it
// went and its ledger what is known; or it is given back, to be taken up by the next owner.
import type { Context } from '../context.ts';
import type { RunId } from '../contract/ids.ts';
import { type RunError, type Status, zeroCounts } from '../contract/runs.ts';
import { estimateRun } from '../core/estimate.ts';
import { exportUserMissing } from '../core/export-user.ts';
import { batchBounds } from '../core/quiet-start.ts';
import { asSegueError, SegueError } from '../errors.ts';
import { limits } from '../omnisend/client.ts';
import { markFirstDoubtful, planBatches, tallyBatches } from '../store/batches.ts';
import { amendPlan, type RunInputs, readRunInputs, setLedger, storePlan } from '../store/run-inputs.ts';
import { claimRun, releaseRun } from '../store/run-leases.ts';
import { findRun, getRun, lockRun, moveRun, type RunRow, type StoredPlan } from '../store/runs.ts';
import { countVerdicts } from '../store/verdicts.ts';
import { Stopped } from './brand-line.ts';
import { endOfCanceled } from './cancel-run.ts';
import { checkBrand } from './check-brand.ts';
import { deliverRun } from './deliver-run.ts';
import { endOfStage, guardPlan, holdAfterStage, holdError, requireConfirmed, stagesOf } from './hold-run.ts';
import { makePlan } from './make-plan.ts';
import { readApiKey, requireOwnBrand } from './read-api-key.ts';
import { readSample } from './read-back.ts';
import { writeLedger } from './record-run.ts';
import { recordRunEnd } from './record-run-end.ts';
import { openRunSession, type RunSession } from './run-session.ts';
import { addTags, removeTags } from './tag-run.ts';
import { requireTakenBack } from './take-back.ts';

/** How often a run may be taken up without getting anywhere before a person has to look. */
const mostStarts = 10;

/** Executes a run if nobody else does; safe to call at any time, for any run. */
export async function executeRun(ctx: Context, runId: string, shutdown: AbortSignal): Promise<void> {
  const { leaseMilliseconds } = ctx.config.tuning;
  const run = await ctx.db
    .transaction()
    .execute((tx) => claimRun(tx, runId as RunId, ctx.worker, leaseMilliseconds));
  if (run === undefined) return;
  ctx.logger.info({ run: run.id, start: run.starts }, 'run taken up');
  let session: RunSession | undefined;
  try {
    if (run.starts > mostStarts)
      throw new SegueError('runAbandoned', {
        detail: `The run was interrupted ${run.starts - 1} times without getting on.`,
      });
    const inputs = await readRunInputs(ctx.db, run.export_id);
    // One that has sent something still finds out what became of that: it was told to stop, and does so in order.
    if (inputs.connection.exportUserId === null && run.plan === null) {
      throw exportUserMissing(inputs.connection.displayName);
    }
    const apiKey = await readApiKey(ctx, inputs.connection);
    session = openRunSession(ctx, run, inputs, apiKey, shutdown);
    await work(session);
  } catch (error) {
    await endBadly(ctx, run, session, error);
  } finally {
    await session?.close();
    ctx.signals.emit('run', run.id);
  }
}

async function work(session: RunSession): Promise<void> {
  const { ctx, run } = session;
  await requireOwnBrand(session);
  const plan = run.plan ?? (await planRun(session));
  if (session.cancel.aborted) return finish(session, plan, []);
  requireConfirmed(run);
  await resumeCounts(session);
  const end = endOfStage(run, plan);
  const found = await checkBrand(session, plan, end ?? plan.upsertRows);
  const tagsInside = plan.tagsInside ?? found.tagsInside;
  if (plan.tagsInside === undefined) {
    plan.tagsInside = tagsInside;
    await ctx.db.transaction().execute((tx) => amendPlan(tx, run.id, plan));
  }
  await deliverRun(session, plan, tagsInside, end);
  if (end !== null && !session.cancel.aborted) {
    run.hold = holdAfterStage(ctx, run, end, plan.upsertRows);
    throw holdError(run.hold);
  }
  if (!session.cancel.aborted && plan.membership === 'tag' && !tagsInside) await addTags(session, plan);
  if (!session.cancel.aborted) await removeTags(session, plan);
  const lost = session.cancel.aborted ? [] : await readSample(session, plan, tagsInside);
  ctx.logger.info({ run: run.id, counts: session.counts }, 'run delivered');
  await finish(session, plan, lost);
}

async function planRun(session: RunSession): Promise<StoredPlan> {
  const { ctx, run, inputs, counts } = session;
  session.enter('planning');
  const made = await makePlan(ctx, inputs, run.id, run.mode);
  Object.assign(counts, zeroCounts, made.counts, { requests: counts.requests, throttled: counts.throttled });
  if (made.counts.contacts > inputs.connection.maxProfiles) throw tooMany(made.counts.contacts, inputs);
  const plan: StoredPlan = {
    files: made.files,
    upsertRows: made.upsertRows,
    untagRows: made.untagRows,
    ledger: made.ledger,
    membership: inputs.export.membership.as,
  };
  const stages = await stagesOf(ctx, inputs, made, run.mode);
  if (stages.length > 0) plan.stages = stages;
  // Stored with the plan, so that no process ever goes on from a plan that nobody has guarded.
  const { hold, rejections } = await guardPlan(ctx, inputs, made, run.mode);
  run.hold = hold;
  plan.rejections = rejections;
  await ctx.db.transaction().execute(async (tx) => {
    const estimate = estimateRun(
      { upserts: made.upsertRows, untags: made.untagRows },
      paceOf(session.ctx, inputs),
    );
    await storePlan(tx, run.id, { plan, counts, estimate, hold });
    if (made.upsertRows === 0) return;
    const bounds = stages.length === 0 ? [0] : batchBounds(made.upsertRows, limits.batch, stages);
    await planBatches(tx, run.id, made.upsertRows, limits.batch, bounds);
  });
  session.progressed();
  return plan;
}

export function paceOf(
  ctx: Context,
  inputs: RunInputs,
): { requestsPerMinute: number; tagRequestsPerMinute: number; rateShare: number } {
  const { requestsPerMinute, tagRequestsPerMinute } = ctx.config.omnisend;
  return { requestsPerMinute, tagRequestsPerMinute, rateShare: inputs.connection.rateShare };
}

function tooMany(contacts: number, inputs: RunInputs): SegueError {
  return new SegueError('limitExceeded', {
    detail: `The export has ${contacts} contacts, and its connection allows ${inputs.connection.maxProfiles}. Nothing was sent.`,
  });
}

/** After an interruption the numbers come from the rows, and what may have been under way is marked. */
async function resumeCounts({ ctx, run, counts }: RunSession): Promise<void> {
  if (run.plan === null) return;
  await markFirstDoubtful(ctx.db, run.id, ctx.config.tuning.omnisendConnections);
  const { settledRows } = await tallyBatches(ctx.db, run.id);
  counts.rejected = await countVerdicts(ctx.db, run.id, 'rejection');
  counts.accepted = settledRows - counts.rejected;
}

const successful = { status: 'successful', error: undefined } as const;

async function finish(session: RunSession, plan: StoredPlan, lost: number[]): Promise<void> {
  const { ctx, run, inputs, counts } = session;
  const canceled = session.cancel.aborted;
  if (!canceled && counts.accepted + counts.rejected !== counts.upserts) {
    throw new SegueError('verifyIncomplete', {
      detail: `${counts.upserts - counts.accepted - counts.rejected} of ${counts.upserts} contacts have no verdict.`,
    });
  }
  if (!canceled && run.mode === 'takeBack') await requireTakenBack(session);
  session.enter('recording');
  const ledger = await writeLedger(session, plan, lost);
  const ended = await ctx.db.transaction().execute(async (tx) => {
    await setLedger(tx, inputs.export.id, ledger, inputs.connection.brandId);
    const at = ctx.clock.now();
    const { status, error } = canceled ? endOfCanceled(await getRun(tx, run.id)) : successful;
    const moved = await moveRun(tx, { id: run.id, status: 'processing' }, status, {
      ...{ at, counts, phase: 'done', error: error ?? null },
    });
    if (moved) await recordRunEnd(ctx, tx, run, { status, counts, ...(error && { code: error.code }) });
    return status;
  });
  measure(session, ended);
  ctx.logger.info({ run: run.id, status: ended }, 'run ended');
}

function measure({ ctx, run, counts }: RunSession, status: Status): void {
  ctx.metrics.runs.inc({ status });
  ctx.metrics.contacts.inc({ verdict: 'accepted' }, counts.accepted);
  ctx.metrics.contacts.inc({ verdict: 'rejected' }, counts.rejected);
  if (run.started_at !== null) {
    ctx.metrics.runSeconds.observe({ status }, (ctx.clock.now().getTime() - run.started_at.getTime()) / 1000);
  }
}

/** What a person decides about; the run waits. */
const holding = new Set(['propertiesReplaced', 'heldUnusual', 'heldQuietStart']);

/** Failures that leave nothing to enter: there is no plan, or the files themselves are at fault. */
const withoutLedger = new Set(['planCorrupt', 'ledgerCorrupt', 'diskFull', 'limitExceeded', 'heldUnusual']);

async function endBadly(
  ctx: Context,
  claimed: RunRow,
  session: RunSession | undefined,
  thrown: unknown,
): Promise<void> {
  const reason = session?.stopReason();
  if (reason === 'shutdown' || (reason === undefined && thrown instanceof Stopped)) {
    await session?.close();
    await releaseRun(ctx.db, claimed.id, ctx.worker);
    ctx.logger.info({ run: claimed.id }, 'run given back');
    return;
  }
  if (reason === 'lost') return;
  const error =
    reason === 'disconnected'
      ? new SegueError('connectionRemoved', {
          detail: 'The export lost its connection while the run was under way, which stopped at once.',
        })
      : asSegueError(thrown);
  await session?.close();
  const run = await findRun(ctx.db, claimed.id);
  if (run === undefined) {
    ctx.logger.info({ run: claimed.id }, 'run removed with its export');
    return;
  }
  if (error.code === 'internal') ctx.logger.error({ run: claimed.id, err: error.cause }, 'run failed');
  const ledger = await ledgerOfFailure(session, run, error);
  const { code, title, detail, action } = error;
  const status = holding.has(error.code) ? 'held' : error.passing ? 'failed' : 'failedPermanently';
  const hold = session?.run.hold ?? null;
  const ended = await ctx.db.transaction().execute(async (tx) => {
    if (ledger !== undefined && session !== undefined) {
      await setLedger(tx, run.export_id, ledger, session.inputs.connection.brandId);
    }
    const counts = session?.counts ?? run.counts;
    const locked = await lockRun(tx, run.id);
    // Somebody canceled what would now wait: nobody would come to confirm it.
    const isCanceled = status === 'held' && locked !== undefined && locked.cancel_requested_at !== null;
    const end: { status: Status; error?: RunError } = isCanceled
      ? endOfCanceled(locked)
      : { status, error: { code, title, detail, action } };
    const isHeld = end.status === 'held';
    const moved = await moveRun(tx, { id: run.id, status: 'processing' }, end.status, {
      at: ctx.clock.now(),
      counts,
      phase: isHeld ? 'checking' : 'done',
      ...(isHeld && hold !== null ? { hold } : {}),
      error: end.error ?? null,
    });
    const why = end.error === undefined ? {} : { code: end.error.code };
    if (moved) await recordRunEnd(ctx, tx, run, { status: end.status, counts, ...why });
    return end.status;
  });
  if (session !== undefined) measure(session, ended);
  ctx.logger.warn({ run: run.id, code, status: ended }, 'run ended');
}

/** What was accepted before the failure counts; undefined when the ledger stays as it is. */
async function ledgerOfFailure(
  session: RunSession | undefined,
  run: RunRow,
  error: SegueError,
): Promise<string | null | undefined> {
  if (session === undefined || run.plan === null || withoutLedger.has(error.code)) return undefined;
  try {
    return await writeLedger(session, run.plan, []);
  } catch (failure) {
    session.ctx.logger.error(
      { run: run.id, err: failure },
      'the ledger could not be written: the next run sends these contacts again',
    );
    return undefined;
  }
}
