// Who relies on a connection: exports, and the runs that stop when somebody loses the right to it.
import { sql } from 'kysely';
import type { ConnectionId, ExportId, RunId, UserId } from '../contract/ids.ts';
import { exportUserMissing } from '../core/export-user.ts';
import { activeStatuses } from '../core/transitions.ts';
import type { Db, Tx } from './db.ts';

export async function exportsOnConnection(
  db: Db,
  id: ConnectionId,
): Promise<{ id: ExportId; name: string; running: boolean }[]> {
  return db
    .selectFrom('exports')
    .select(['id', 'name'])
    .select((select) =>
      select
        .exists(
          select
            .selectFrom('runs')
            .select('runs.id')
            .whereRef('runs.export_id', '=', 'exports.id')
            .where('runs.ended_at', 'is', null),
        )
        .$castTo<boolean>()
        .as('running'),
    )
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

/** The runs under way that this person asked for. */
export async function runsAskedFor(tx: Tx, userId: UserId): Promise<RunId[]> {
  const rows = await tx
    .selectFrom('runs')
    .select('id')
    .where('requested_by', '=', userId)
    .where('ended_at', 'is', null)
    .execute();
  return rows.map((row) => row.id);
}

/**
 * The runs under way that this person asked for and may not ask for any more: they are gone, disabled, a viewer, or a
 * contributor to whom the connection is not open.
 */
export async function runsOutOfReach(tx: Tx, userId: UserId): Promise<RunId[]> {
  const rows = await tx
    .selectFrom('runs')
    .leftJoin('users', 'users.id', 'runs.requested_by')
    .leftJoin('connections', 'connections.id', 'runs.connection_id')
    .select('runs.id')
    .where('runs.requested_by', '=', userId)
    .where('runs.ended_at', 'is', null)
    .where((where) =>
      where.or([
        where('users.id', 'is', null),
        where('users.disabled_at', 'is not', null),
        where('users.role', '=', 'viewer'),
        where.and([
          where('users.role', '=', 'contributor'),
          where('connections.shared_with_contributors', 'is not', true),
        ]),
      ]),
    )
    .execute();
  return rows.map((row) => row.id);
}

/**
 * The user no longer stands behind any export. The runs under way are told to stop, and what they end with, in the same
 * transaction: they stop even if this process ends before it gets to those that only wait.
 * @returns these runs
 */
export async function withdrawExportUser(tx: Tx, userId: UserId): Promise<RunId[]> {
  const connections = await tx
    .updateTable('connections')
    .set({ export_user_id: null })
    .where('export_user_id', '=', userId)
    .returning(['id', 'display_name'])
    .execute();
  const stopped: RunId[] = [];
  for (const { id, display_name: name } of connections) {
    const { code, title, detail, action } = exportUserMissing(name, 'before');
    const runs = await tx
      .updateTable('runs')
      .set({
        cancel_requested_at: sql`coalesce(cancel_requested_at, clock_timestamp())`,
        error: JSON.stringify({ code, title, detail, action }),
      })
      .where('connection_id', '=', id)
      .where('status', 'in', activeStatuses)
      .returning('id')
      .execute();
    stopped.push(...runs.map((run) => run.id));
  }
  return stopped;
}
