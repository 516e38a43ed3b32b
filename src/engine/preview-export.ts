// The first contacts of an export that is still being put together, as a run would send them. Nothing is stored.
import type { Context } from '../context.ts';
import type { PreviewAnswer, PreviewInput } from '../contract/export-bulk.ts';
import { previewContacts } from '../lake/preview-contacts.ts';
import { readProfileTable, readRunSegments } from '../store/run-inputs.ts';
import { plannedSegments } from './make-plan.ts';

const sampleSize = 3;

export async function previewExport(ctx: Context, wish: PreviewInput): Promise<PreviewAnswer> {
  const { mapping, segmentIds, membership = { as: 'tag' } } = wish;
  const segments = await readRunSegments(ctx.db, segmentIds);
  const profiles = await readProfileTable(ctx.db);
  const planId = `preview-${ctx.newId()}`;
  const input = {
    ...{ planId, mapping, membership: membership.as, sendWelcomeMessage: false, mode: 'full' as const },
    profiles: { ...profiles, kind: 'profiles' as const },
    segments: plannedSegments(segments, membership, Object.keys(mapping.customProperties ?? {})),
    ...{ ledger: null, otherLedgers: [], now: ctx.clock.now() },
  };
  try {
    return await previewContacts(ctx.lake, ctx.storage, input, sampleSize);
  } finally {
    await ctx.storage.remove(`runs/${planId}/`);
  }
}
