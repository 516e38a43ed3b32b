// What a run works from, read in one place: its export, the connection with its brand, segments, the profile table.
import type { Column } from '../contract/columns.ts';
import { defaultLimits } from '../contract/connections.ts';
import type { Guards } from '../contract/guards.ts';
import type { ConnectionId, ExportId, SegmentId, UserId } from '../contract/ids.ts';
import type { Mapping, Membership } from '../contract/mapping.ts';
import type { Counts, Estimate, Hold } from '../contract/runs.ts';
import { SegueError } from '../errors.ts';
import type { Db, Tx } from './db.ts';
import type { StoredPlan } from './runs.ts';

export type RunInputs = {
  export: {
    id: ExportId;
    name: string;
    segmentIds: SegmentId[];
    mapping: Mapping;
    membership: Membership;
    sendWelcomeMessage: boolean;
    ledgerFile: string | null;
    ledgerBrandId: string | null;
    guards: Guards;
    quietStart: boolean;
    updatedAt: Date;
    /** It takes back what it put into Omnisend, and does nothing else any more. */
    removing: boolean;
  };
  connection: {
    id: ConnectionId;
    displayName: string;
    brandId: string;
    /** Exactly one of these two is set. */
    apiKeySealed: string | null;
    apiKeyReference: string | null;
    exportUserId: UserId | null;
    maxProfiles: number;
    rateShare: number;
  };
};

export async function readRunInputs(db: Db | Tx, exportId: string): Promise<RunInputs> {
  const found = await db
    .selectFrom('exports')
    .selectAll()
    .where('id', '=', exportId as ExportId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (found === undefined) throw new SegueError('notFound', { detail: `There is no export ${exportId}.` });
  const connection =
    found.connection_id === null
      ? undefined
      : await db
          .selectFrom('connections')
          .selectAll()
          .where('id', '=', found.connection_id)
          .executeTakeFirst();
  if (connection === undefined) {
    throw new SegueError('connectionMissing', { detail: `The export "${found.name}" has no connection.` });
  }
  return {
    export: {
      id: found.id,
      name: found.name,
      segmentIds: found.segment_ids,
      mapping: found.mapping,
      membership: found.membership,
      sendWelcomeMessage: found.send_welcome_message,
      ledgerFile: found.ledger_file,
      ledgerBrandId: found.ledger_brand_id,
      guards: found.guards,
      quietStart: found.quiet_start,
      updatedAt: found.updated_at,
      removing: found.removing_at !== null,
    },
    connection: {
      id: connection.id,
      displayName: connection.display_name,
      brandId: connection.brand_id,
      apiKeySealed: connection.api_key_sealed,
      apiKeyReference: connection.api_key_reference,
      exportUserId: connection.export_user_id,
      maxProfiles: connection.limits.maxProfilesPerExport ?? defaultLimits.maxProfilesPerExport,
      rateShare: connection.limits.rateShare ?? defaultLimits.rateShare,
    },
  };
}

export type RunSegment = { id: SegmentId; name: string; membersFile: string };

/** The export's segments in its order, each with its current members; all must be there, active and computed. */
export async function readRunSegments(db: Db, ids: SegmentId[]): Promise<RunSegment[]> {
  const rows = await db
    .selectFrom('segments')
    .select(['id', 'name', 'active', 'members_file'])
    .where('id', 'in', ids)
    .execute();
  return ids.map((id) => {
    const row = rows.find((segment) => segment.id === id);
    if (row === undefined)
      throw new SegueError('segmentMissing', { detail: 'A segment of the export was removed.' });
    if (!row.active)
      throw new SegueError('segmentMissing', { detail: `The segment "${row.name}" is not active.` });
    if (row.members_file === null) {
      throw new SegueError('segmentMissing', {
        detail: `The members of the segment "${row.name}" have not been computed yet.`,
        action: 'Refresh the segment, then start the export again.',
      });
    }
    return { id: row.id, name: row.name, membersFile: row.members_file };
  });
}

export type ProfileTable = { name: string; file: string; idColumn: string; columns: Column[]; rows: number };

export async function readProfileTable(db: Db): Promise<ProfileTable> {
  const row = await db.selectFrom('tables').selectAll().where('kind', '=', 'profiles').executeTakeFirst();
  if (row === undefined) {
    throw new SegueError('notIngested', { detail: 'There is no profile table yet.' });
  }
  return { name: row.name, file: row.file, idColumn: row.id_column, columns: row.columns, rows: row.rows };
}

/** Ledgers of the other exports that give tags in the same brand. */
export async function otherLedgers(db: Db, brandId: string, except: ExportId): Promise<string[]> {
  const rows = await db
    .selectFrom('exports')
    .select('ledger_file')
    .where('ledger_brand_id', '=', brandId)
    .where('id', '!=', except)
    .where('removed_at', 'is', null)
    .where('ledger_file', 'is not', null)
    .execute();
  return rows.flatMap((row) => (row.ledger_file === null ? [] : [row.ledger_file]));
}

export async function setLedger(
  tx: Tx,
  exportId: ExportId,
  file: string | null,
  brandId: string,
): Promise<void> {
  await tx
    .updateTable('exports')
    .set({ ledger_file: file, ledger_brand_id: brandId })
    .where('id', '=', exportId)
    .execute();
}

/** Stores what was decided about a plan after it was made. */
export async function amendPlan(tx: Tx, runId: string, plan: StoredPlan): Promise<void> {
  await tx
    .updateTable('runs')
    .set({ plan: JSON.stringify(plan) })
    .where('id', '=', runId as never)
    .execute();
}

/** The plan is stored once, with the batches cut from it. */
export async function storePlan(
  tx: Tx,
  runId: string,
  stored: { plan: StoredPlan; counts: Counts; estimate: Estimate; hold: Hold | null },
): Promise<void> {
  await tx
    .updateTable('runs')
    .set({
      plan: JSON.stringify(stored.plan),
      counts: JSON.stringify(stored.counts),
      estimate: JSON.stringify(stored.estimate),
      hold: stored.hold === null ? null : JSON.stringify(stored.hold),
    })
    .where('id', '=', runId as never)
    .execute();
}
