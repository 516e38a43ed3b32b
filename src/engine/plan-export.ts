// A dry run: the plan, its numbers and its first contacts, and then nothing is left behind.
import type { Context } from '../context.ts';
import type { PlanAnswer } from '../contract/exports.ts';
import { zeroCounts } from '../contract/runs.ts';
import { estimateRun } from '../core/estimate.ts';
import { sampleContacts, splitUpserts } from '../lake/plan.ts';
import { countLosses } from '../lake/plan-tags.ts';
import { readRunInputs } from '../store/run-inputs.ts';
import { paceOf } from './execute-run.ts';
import { makePlan } from './make-plan.ts';

const sampleSize = 20;

export async function planExport(ctx: Context, exportId: string): Promise<PlanAnswer> {
  const inputs = await readRunInputs(ctx.db, exportId);
  const planId = `dry-${ctx.newId()}`;
  try {
    const plan = await makePlan(ctx, inputs, planId, 'incremental');
    return {
      counts: { ...zeroCounts, ...plan.counts },
      sends: await splitUpserts(ctx.lake, ctx.storage, plan.files),
      estimate: estimateRun({ upserts: plan.upsertRows, untags: plan.untagRows }, paceOf(ctx, inputs)),
      leaving: await countLosses(ctx.lake, ctx.storage, plan.files),
      sample: await sampleContacts(ctx.lake, ctx.storage, plan.files, sampleSize),
      warnings: plan.warnings,
    };
  } finally {
    await ctx.storage.remove(`runs/${planId}/`);
  }
}
