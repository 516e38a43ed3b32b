// The rows that a run turned down, folded or warned about: those of its plan, and those of Omnisend's verdicts.
import type { Context } from '../context.ts';
import type { Rejection, RejectionKind } from '../contract/runs.ts';
import { SegueError } from '../errors.ts';
import { type ListWish, listCsv, type RowVerdict, readList } from '../lake/run-lists.ts';
import { getRun, type StoredPlan } from '../store/runs.ts';
import { readVerdicts } from '../store/verdicts.ts';

export async function listRejections(
  ctx: Context,
  runId: string,
  wish: ListWish & { kind: RejectionKind },
): Promise<{ items: Rejection[]; total: number }> {
  const known = await knownOf(ctx, runId, wish.kind);
  if (known === undefined) return { items: [], total: 0 };
  return readList(ctx.lake, ctx.storage, known.plan.files, wish.kind, known.verdicts, wish);
}

export async function* rejectionsCsv(
  ctx: Context,
  runId: string,
  kind: RejectionKind,
): AsyncIterable<string> {
  const known = await knownOf(ctx, runId, kind);
  const { files, verdicts } = { files: known?.plan.files, verdicts: known?.verdicts ?? [] };
  if (files !== undefined) yield* listCsv(ctx.lake, ctx.storage, files, kind, verdicts);
}

/** Undefined while the run has no plan yet: then there is nothing to list. */
async function knownOf(
  ctx: Context,
  runId: string,
  kind: RejectionKind,
): Promise<{ plan: StoredPlan; verdicts: RowVerdict[] } | undefined> {
  const run = await getRun(ctx.db, runId);
  if (run.plan === null) return undefined;
  if (!(await ctx.storage.exists(run.plan.files.rejections))) {
    throw new SegueError('notFound', {
      detail: 'The lists of this run are no longer kept.',
      action: 'Look at a later run: what was turned down and has not changed is listed there too.',
    });
  }
  const verdicts =
    kind === 'duplicates'
      ? []
      : await readVerdicts(ctx.db, run.id, kind === 'warnings' ? 'warning' : 'rejection');
  return { plan: run.plan, verdicts };
}
