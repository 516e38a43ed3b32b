// A plan of a handful of members, for whoever is still choosing a mapping: the same SQL as a run's plan, hence the same
// contacts and the same rejections, over so few profiles that the answer is there while one looks.
import type { Rejection, Warning } from '../contract/runs.ts';
import type { Lake } from './duck.ts';
import { quoteText } from './duck.ts';
import { sampleContacts, writePlan } from './plan.ts';
import { asPlan } from './plan-reader.ts';
import { type PlanInput, parquet } from './plan-work.ts';
import { readList } from './run-lists.ts';
import type { Storage } from './storage.ts';

export type PreviewedContacts = {
  contacts: Record<string, unknown>[];
  rejections: Rejection[];
  warnings: Warning[];
};

/** Its files lie under `runs/<planId>/` until the caller removes them. */
export async function previewContacts(
  lake: Lake,
  storage: Storage,
  input: PlanInput,
  size: number,
): Promise<PreviewedContacts> {
  const segments = await firstMembers(lake, storage, input, size);
  const { files, warnings } = await writePlan(lake, storage, { ...input, segments });
  const contacts = await sampleContacts(lake, storage, files, size);
  const wish = { limit: size, offset: 0 };
  const { items } = await readList(lake, storage, files, 'rejections', [], wish);
  return { contacts, rejections: items, warnings };
}

/** The segments with none but the first members of all of them together. */
async function firstMembers(
  lake: Lake,
  storage: Storage,
  { planId, segments }: PlanInput,
  size: number,
): Promise<PlanInput['segments']> {
  const ids = (key: string) => `SELECT customer_id FROM ${parquet(storage.path(key))}`;
  const all = segments.map(({ members }) => ids(members)).join(' UNION ');
  const first = `SELECT customer_id FROM (${all}) WHERE customer_id IS NOT NULL ORDER BY customer_id LIMIT ${size}`;
  const few: PlanInput['segments'] = [];
  for (const [index, segment] of segments.entries()) {
    const members = `runs/${planId}/members-${index}.parquet`;
    const rows = `SELECT customer_id FROM (${ids(segment.members)}) WHERE customer_id IN (${first})`;
    await storage.write(members, async (target) => {
      await lake.use((duck) =>
        asPlan(() => duck.run(`COPY (${rows}) TO ${quoteText(target)} (FORMAT parquet)`)),
      );
    });
    few.push({ ...segment, members });
  }
  return few;
}
