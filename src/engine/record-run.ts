// The end of a run: what Omnisend is now known to have accepted goes into a new ledger file, and the pointer to it
// moves in the same transaction that ends the run. Made from the plan and the rows of the database alone, so it comes
// out the same however often the run was interrupted.
import { mergeLedger, type Outcome } from '../lake/ledger.ts';
import { type Batch, finishedBatches, openBatches, rowsOf } from '../store/batches.ts';
import type { StoredPlan } from '../store/runs.ts';
import { readTagCalls, type TagCall } from '../store/tag-calls.ts';
import { readVerdicts } from '../store/verdicts.ts';
import type { RunSession } from './run-session.ts';

type Range = [first: number, last: number];

/** @param lost rows that were accepted but are not there: they are sent again by the next run */
export async function writeLedger(
  session: RunSession,
  plan: StoredPlan,
  lost: number[],
): Promise<string | null> {
  const { ctx, run } = session;
  return mergeLedger(ctx.lake, ctx.storage, {
    ledger: plan.ledger,
    files: plan.files,
    outcome: await outcomeOf(session, plan, lost),
    runId: run.id,
    at: ctx.clock.now(),
    target: `ledgers/${run.export_id}/${run.id}.parquet`,
  });
}

async function outcomeOf(session: RunSession, plan: StoredPlan, lost: number[]): Promise<Outcome> {
  const { ctx, run } = session;
  const rejected = await readVerdicts(ctx.db, run.id, 'rejection');
  const unknown = new Set([...lost, ...(await rowsWithoutTags(session, plan))]);
  const notAccepted = new Set([...rejected.map(({ row }) => row), ...unknown]);
  const accepted = rangesOf(await finishedBatches(ctx.db, run.id), notAccepted);
  const open = rangesOf(await openBatches(ctx.db, run.id), new Set());
  const removals = await readTagCalls(ctx.db, run.id, 'remove');
  const rowsIn = (wanted: TagCall['state']) =>
    joined(
      removals
        .filter(({ state }) => state === wanted)
        .flatMap(({ rows }) => rows)
        .sort(byNumber)
        .map((row): Range => [row, row]),
    );
  return {
    accepted,
    rejected,
    unknown: [...open, ...joined([...unknown].sort(byNumber).map((row): Range => [row, row]))],
    untagged: rowsIn('done'),
    doubted: rowsIn('sent'),
  };
}

/** Where tags go by calls of their own, a contact that was accepted and whose call is not done lacks its tags. */
async function rowsWithoutTags({ ctx, run }: RunSession, plan: StoredPlan): Promise<number[]> {
  if (plan.membership !== 'tag' || plan.tagsInside !== false) return [];
  const calls = await readTagCalls(ctx.db, run.id, 'add');
  const given = new Set(calls.filter(({ state }) => state === 'done').flatMap(({ rows }) => rows));
  const batches = await finishedBatches(ctx.db, run.id);
  return batches.flatMap(rowsOf).filter((row) => !given.has(row));
}

const byNumber = (a: number, b: number) => a - b;

/** Row ranges of batches without some rows; neighbours are joined, so a smooth run is one range. */
function rangesOf(batches: Batch[], without: Set<number>): Range[] {
  const ranges: Range[] = [];
  for (const batch of batches) {
    if (batch.only_rows === null && without.size === 0) ranges.push([batch.first_row, batch.last_row]);
    else for (const row of rowsOf(batch)) if (!without.has(row)) ranges.push([row, row]);
  }
  return joined(ranges.sort((a, b) => a[0] - b[0]));
}

function joined(ranges: Range[]): Range[] {
  const result: Range[] = [];
  for (const [first, last] of ranges) {
    const previous = result.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else result.push([first, last]);
  }
  return result;
}
