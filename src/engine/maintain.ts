// What time leaves behind: sessions that ended, tasks nobody asks for any more, files that nothing points to. Nothing
// here may touch what somebody could still be reading, so that a file goes only after it was of no use for days.
import { readFile, writeFile } from 'node:fs/promises';
import type { Context } from '../context.ts';
import { isNodeError } from '../errors.ts';
import { clearUploads } from '../lake/import-folder.ts';
import { deleteUsageBefore } from '../store/brand-usage.ts';
import { deleteExportsRemovedBefore } from '../store/export-removal.ts';
import { deleteNoticesBefore } from '../store/notices.ts';
import { deleteExpiredSessions } from '../store/sessions.ts';
import { deleteTasksBefore } from '../store/tasks.ts';
import { usedFiles } from '../store/used-files.ts';

const day = 24 * 60 * 60_000;
/** How long the files of an ended run and the tasks of a refresh can be looked into. */
const daysOfHistory = 30;
/** A failure that nobody has mended is told again after this long. */
const daysOfNotices = 365;
/** How long the requests of a brand can be looked at, minute by minute. */
const daysOfUsage = 7;
/** Work that writes for longer than this without touching its file is dead. */
const daysOfScratch = 2;

/** Storage key → when it was first seen unused, ISO 8601. */
type Unused = Record<string, string>;
const unusedKey = 'unused.json';

export async function maintain(ctx: Context): Promise<void> {
  const now = ctx.clock.now();
  const before = (days: number) => new Date(now.getTime() - days * day);
  await ctx.db.transaction().execute(async (tx) => {
    await deleteExpiredSessions(tx, now);
    await deleteUsageBefore(tx, before(daysOfUsage));
    await deleteTasksBefore(tx, before(daysOfHistory));
    await deleteExportsRemovedBefore(tx, before(daysOfHistory));
    await deleteNoticesBefore(tx, before(daysOfNotices));
  });
  await ctx.storage.clearScratch(before(daysOfScratch));
  for (const folder of ctx.config.importDirs.slice(0, 1)) await clearUploads(folder, before(daysOfScratch));
  const removed = await removeUnusedFiles(
    ctx,
    before(ctx.config.tuning.retentionDays),
    before(daysOfHistory),
  );
  if (removed > 0) ctx.logger.info({ files: removed }, 'unused files were removed');
}

async function removeUnusedFiles(ctx: Context, unusedBefore: Date, endedBefore: Date): Promise<number> {
  const known = await readUnused(ctx);
  // The files first, what is used second: what is written and pointed to in between is then not taken for unused.
  const files = await ctx.storage.list();
  const used = await usedFiles(ctx.db, endedBefore);
  const unused: Unused = {};
  let removed = 0;
  for (const { key } of files) {
    if (key === unusedKey || used.has(key)) continue;
    const since = known[key] ?? ctx.clock.now().toISOString();
    if (new Date(since) < unusedBefore) {
      await ctx.storage.remove(key);
      removed++;
    } else {
      unused[key] = since;
    }
  }
  await ctx.storage.write(unusedKey, (path) => writeFile(path, JSON.stringify(unused)));
  return removed;
}

/** A note that cannot be read is begun again: files then stay a few days longer. */
async function readUnused(ctx: Context): Promise<Unused> {
  try {
    return JSON.parse(await readFile(ctx.storage.path(unusedKey), 'utf8')) as Unused;
  } catch (error) {
    if (error instanceof SyntaxError || (isNodeError(error) && error.code === 'ENOENT')) return {};
    throw error;
  }
}
