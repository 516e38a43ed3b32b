// What a run is about to do, or did: its plan as it was written down before the first request.
import type { Context } from '../context.ts';
import type { RunPlan } from '../contract/runs.ts';
import { SegueError } from '../errors.ts';
import { sampleContacts, splitUpserts } from '../lake/plan.ts';
import { planWarnings } from '../lake/plan-lists.ts';
import { countLosses, sampleLosses } from '../lake/plan-tags.ts';
import { getRun } from '../store/runs.ts';

const sampleSize = 20;

/** Throws `notFound`, also while the run has no plan yet and when its files are no longer kept. */
export async function readPlan(ctx: Context, runId: string): Promise<RunPlan> {
  const { plan, counts, estimate, hold } = await getRun(ctx.db, runId);
  if (plan === null) throw none('The run has no plan yet.', 'Look again when it is past its planning.');
  if (!(await ctx.storage.exists(plan.files.upserts))) {
    throw none(
      'The plan of this run is no longer kept.',
      'Look at a later run, or at a dry run of its export.',
    );
  }
  return {
    counts,
    sends: await splitUpserts(ctx.lake, ctx.storage, plan.files),
    estimate: estimate ?? { requests: 0, seconds: 0 },
    sample: await sampleContacts(ctx.lake, ctx.storage, plan.files, sampleSize),
    leaving: await countLosses(ctx.lake, ctx.storage, plan.files),
    losing: await sampleLosses(ctx.lake, ctx.storage, plan.files, sampleSize),
    warnings: await planWarnings(ctx.lake, ctx.storage, plan.files),
    ...(hold === null ? {} : { hold }),
  };
}

const none = (detail: string, action: string) => new SegueError('notFound', { detail, action });
