// Who relies on a connection: exports, and the runs that stop when somebody loses the right to it.
import { sql } from 'kysely';
import type { ConnectionId, ExportId, RunId, UserId } from '../contract/ids.ts';
import type { Db, Tx } from './db.ts';
import { activeRunsOfConnection } from './runs.ts';

export async function exportsOnConnection(
  db: Db,
  id: ConnectionId,
): Promise<{ id: ExportId; name: string }[]> {
  return db
    .selectFrom('exports')
    .select(['id', 'name'])
    .where('connection_id', '=', id)
    .where('removed_at', 'is', null)
    .orderBy(sql`lower(name)`)
    .execute();
}

/** The runs under way that somebody below administrator asked for. */
export async function runsOfContributors(db: Db, id: ConnectionId): Promise<RunId[]> {
  const rows = await db
    .selectFrom('runs')
    .innerJoin('users', 'users.id', 'runs.requested_by')
    .select('runs.id')
    .where('runs.connection_id', '=', id)
    .where('runs.ended_at', 'is', null)
    .where('users.role', '!=', 'administrator')
    .execute();
  return rows.map((row) => row.id);
}

/** The user no longer stands behind any export. @returns the runs under way on their behalf. */
export async function withdrawExportUser(tx: Tx, userId: UserId): Promise<RunId[]> {
  const rows = await tx
    .updateTable('connections')
    .set({ export_user_id: null })
    .where('export_user_id', '=', userId)
    .returning('id')
    .execute();
  const runs = await Promise.all(rows.map((row) => activeRunsOfConnection(tx, row.id)));
  return runs.flat().map((run) => run.id);
}
