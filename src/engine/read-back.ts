// Contacts read back by address and compared with what was sent: the last word when Omnisend's own lists are silent,
// and the check at the end of a run, because some things are dropped without a word.
import { differingFields } from '../core/compare-contact.ts';
import { readRows } from '../lake/plan-reader.ts';
import { finishedBatches, rowsOf, sizeOf } from '../store/batches.ts';
import type { StoredPlan } from '../store/runs.ts';
import { readVerdicts, recordVerdicts } from '../store/verdicts.ts';
import type { RunSession } from './run-session.ts';

export type PlannedContact = { row: number; email: string; body: string };

export type ReadBack = {
  /** Rows that Omnisend holds as they were sent. */
  arrived: number[];
  /** Rows that it does not hold, or holds differently, with the names of the fields. */
  missing: number[];
  differing: { row: number; fields: string[] }[];
};

export async function readBack(session: RunSession, contacts: PlannedContact[]): Promise<ReadBack> {
  const result: ReadBack = { arrived: [], missing: [], differing: [] };
  for (const { row, email, body } of contacts) {
    const held = await session.line.call(['all'], (omnisend) => omnisend.contactByEmail(email));
    const fields = held === undefined ? ['contact'] : differingFields(JSON.parse(body), held);
    if (fields.length === 0) result.arrived.push(row);
    else {
      result.missing.push(row);
      result.differing.push({ row, fields });
    }
  }
  return result;
}

/** At most this many contacts are read back at the end of a run, and at most one for every 250 batches beyond that. */
const fewest = 2;

/**
 * Reads a small random sample of the accepted contacts back; what differs becomes a warning of the run.
 * @returns rows that are not held as sent
 */
export async function readSample(
  session: RunSession,
  plan: StoredPlan,
  tagsInside: boolean,
): Promise<number[]> {
  const { ctx, run } = session;
  const batches = await finishedBatches(ctx.db, run.id);
  const rejected = new Set((await readVerdicts(ctx.db, run.id, 'rejection')).map((verdict) => verdict.row));
  const size = Math.min(10, fewest + Math.floor(batches.length / 250));
  const rows = new Set<number>();
  for (let tries = 0; tries < size * 3 && rows.size < size && batches.length > 0; tries++) {
    const batch = batches[Math.floor(ctx.random() * batches.length)];
    if (batch === undefined) continue;
    const row = rowsOf(batch)[Math.floor(ctx.random() * sizeOf(batch))];
    if (row !== undefined && !rejected.has(row)) rows.add(row);
  }
  const contacts = await readRows(ctx.lake, ctx.storage, plan.files, [...rows], tagsInside);
  const { differing } = await readBack(session, contacts);
  const warnings = differing.map(({ row, fields }) => ({
    row,
    code: 'readBackDiffers',
    detail: `Omnisend holds something else for: ${fields.join(', ')}.`,
  }));
  await ctx.db.transaction().execute((tx) => recordVerdicts(tx, run.id, 'warning', warnings));
  session.counts.warnings += warnings.length;
  return differing.filter(({ fields }) => fields.includes('contact')).map(({ row }) => row);
}
