import type { Context } from '../context.ts';
import type { Export } from '../contract/exports.ts';
import type { ExportId } from '../contract/ids.ts';
import { findExport, latestRuns } from '../store/exports.ts';
import { found } from './params.ts';

/** The export with its latest run; throws `notFound`. */
export async function readExport(ctx: Context, id: ExportId): Promise<Export> {
  const stored = found(await findExport(ctx.db, id), 'export', id);
  const lastRun = (await latestRuns(ctx.db, [id])).get(id) ?? null;
  return { ...stored, lastRun };
}
