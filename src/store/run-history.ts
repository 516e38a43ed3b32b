// How recent runs of an export went: what a new plan is compared with.
import type { ExportId, RunId } from '../contract/ids.ts';
import type { Counts, RunMode } from '../contract/runs.ts';
import type { Db, Tx } from './db.ts';
import type { StoredPlan } from './runs.ts';

const recent = 10;

/** The last runs that ended well with this brand, the latest first. */
export async function recentRuns(
  db: Db,
  exportId: ExportId,
  brandId: string,
): Promise<{ mode: RunMode; counts: Counts; createdAt: Date; rejections: number | null }[]> {
  const rows = await db
    .selectFrom('runs')
    .select(['mode', 'counts', 'plan', 'created_at as createdAt'])
    .where('export_id', '=', exportId)
    .where('brand_id', '=', brandId)
    .where('status', '=', 'successful')
    .where('mode', '!=', 'takeBack')
    .orderBy('created_at', 'desc')
    .limit(recent)
    .execute();
  return rows.map(({ plan, ...run }) => ({
    ...run,
    rejections: (plan as StoredPlan | null)?.rejections ?? null,
  }));
}

/** A run has no name of its own: people know it by its export's. */
export async function exportNameOf(tx: Tx, runId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('runs')
    .innerJoin('exports', 'exports.id', 'runs.export_id')
    .select('exports.name')
    .where('runs.id', '=', runId as RunId)
    .executeTakeFirst();
  return row?.name ?? null;
}
