// An export as whoever asks may see it: with its latest run, the name of its connection, and what they may do.
import type { Export } from '../contract/exports.ts';
import type { ExportId } from '../contract/ids.ts';
import { mayOn, seenName } from '../core/permissions.ts';
import type { Db } from '../store/db.ts';
import { findExport, latestRuns, type StoredExport } from '../store/exports.ts';
import type { Caller } from './app.ts';
import { found } from './params.ts';

/** Throws `notFound`. */
export async function readExport(db: Db, id: ExportId, caller: Caller): Promise<Export> {
  return showExport(db, found(await findExport(db, id), 'export', id), caller);
}

export async function showExport(db: Db, stored: StoredExport, caller: Caller): Promise<Export> {
  const lastRun = (await latestRuns(db, [stored.id])).get(stored.id) ?? null;
  return shown(stored, lastRun, caller);
}

export async function showExports(db: Db, all: StoredExport[], caller: Caller): Promise<Export[]> {
  const latest = await latestRuns(
    db,
    all.map(({ id }) => id),
  );
  return all.map((stored) => shown(stored, latest.get(stored.id) ?? null, caller));
}

function shown(
  { connection, ...stored }: StoredExport,
  lastRun: Export['lastRun'],
  { user: { role }, credential }: Caller,
): Export {
  return {
    ...stored,
    lastRun,
    connectionName: seenName(role, connection),
    yourPermissions: mayOn('exports.update', { role, credential }, connection) ? 'edit' : 'view',
  };
}
