// A run that waits for a person: because its plan would do unusually much, before anything was sent, or because a stage
// of a quiet start is done. What was confirmed is a part of the run's row, so that any process goes on from there.
import type { Context } from '../context.ts';
import type { Hold, HoldReason, RunMode } from '../contract/runs.ts';
import { stagesFor } from '../core/quiet-start.ts';
import { unusual } from '../core/unusual.ts';
import { SegueError } from '../errors.ts';
import { planAmounts } from '../lake/plan-amounts.ts';
import { recentRuns } from '../store/run-history.ts';
import type { RunInputs } from '../store/run-inputs.ts';
import type { RunRow, StoredPlan } from '../store/runs.ts';
import type { MadePlan } from './make-plan.ts';

/** What the guards find; `hold` is null when the plan may go ahead. */
export async function guardPlan(
  ctx: Context,
  { export: exported, connection }: RunInputs,
  plan: MadePlan,
  mode: RunMode,
): Promise<{ hold: Hold | null; rejections: number }> {
  const runs = await recentRuns(ctx.db, exported.id, connection.brandId);
  const last = runs[0];
  const amounts = await planAmounts(ctx.lake, ctx.storage, plan.files, plan.ledger);
  const changedSince = last === undefined || exported.updatedAt > last.createdAt;
  const reasons = unusual(exported.guards, { mode, counts: plan.counts, ...amounts }, { runs, changedSince });
  const hold = reasons.length === 0 ? null : waiting(ctx, reasons, 0);
  return { hold, rejections: amounts.rejections };
}

/** The stages of the export's first run, where it is to start quietly; none otherwise. */
export async function stagesOf(
  ctx: Context,
  { export: exported, connection }: RunInputs,
  plan: MadePlan,
  mode: RunMode,
): Promise<number[]> {
  if (!exported.quietStart || mode === 'takeBack') return [];
  // One that was canceled at a stage was no first run yet: what it should have looked like is still to be seen.
  const isFirst = (await recentRuns(ctx.db, exported.id, connection.brandId)).length === 0;
  return isFirst ? stagesFor(plan.upsertRows) : [];
}

/** Throws `heldUnusual` while nobody has confirmed what the guards found. */
export function requireConfirmed({ hold }: Pick<RunRow, 'hold'>): void {
  if (hold === null || hold.confirmedAt !== null) return;
  throw holdError(hold);
}

/** Before which row the sending ends for now; null when it goes to the end. */
export function endOfStage({ hold }: Pick<RunRow, 'hold'>, { stages = [] }: StoredPlan): number | null {
  return stages[hold?.stage ?? 0] ?? null;
}

/** What a run that has come to the end of a stage waits with. */
export function holdAfterStage(ctx: Context, { hold }: Pick<RunRow, 'hold'>, sent: number, of: number): Hold {
  return waiting(ctx, [{ guard: 'quietStart', found: sent, limit: of }], (hold?.stage ?? 0) + 1);
}

function waiting(ctx: Context, reasons: HoldReason[], stage: number): Hold {
  return { reasons, stage, heldAt: ctx.clock.now().toISOString(), confirmedAt: null, confirmedBy: null };
}

export function holdError({ reasons }: Hold): SegueError {
  const quiet = reasons.find(({ guard }) => guard === 'quietStart');
  if (quiet !== undefined) {
    return new SegueError('heldQuietStart', {
      detail: `${quiet.found} of ${quiet.limit} contacts have been sent. The rest waits.`,
    });
  }
  return new SegueError('heldUnusual', { detail: `${reasons.map(sentence).join(' ')} Nothing was sent.` });
}

function sentence({ guard, found, limit }: HoldReason): string {
  const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
  switch (guard) {
    case 'untagsOver':
      return `${percent(found)} of the contacts that this export has sent would lose what it gave them (limit ${percent(limit)}).`;
    case 'contactsDownBy':
      return `There are ${percent(found)} fewer contacts than in the last run (limit ${percent(limit)}).`;
    case 'rejectionsOver':
      return `${percent(found)} of the members would be turned down (limit ${percent(limit)}).`;
    case 'upsertsTimes':
      return `It would send ${Math.round(found)} times as many contacts as recent runs (limit ${limit}).`;
    case 'quietStart':
      return '';
  }
}
