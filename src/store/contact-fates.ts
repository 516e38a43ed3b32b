// What the control database knows of single rows of plans: of their batches, verdicts and tag calls.
import { sql } from 'kysely';
import type { ExportId, RunId } from '../contract/ids.ts';
import type { Db } from './db.ts';
import type { StoredPlan } from './runs.ts';

export type SearchedExport = { id: ExportId; name: string; ledgerFile: string | null };

/** In the order of their names. */
export async function searchedExports(db: Db, only: ExportId | undefined): Promise<SearchedExport[]> {
  let found = db.selectFrom('exports').where('removed_at', 'is', null);
  if (only !== undefined) found = found.where('id', '=', only);
  return found.select(['id', 'name', 'ledger_file as ledgerFile']).orderBy(sql`lower(name)`).execute();
}

export type PlannedRun = { id: RunId; exportId: ExportId; at: Date; plan: StoredPlan };

/** Runs of these exports that have a plan, the latest first. */
export async function plannedRuns(db: Db, exports: ExportId[], limit: number): Promise<PlannedRun[]> {
  if (exports.length === 0) return [];
  const rows = await db
    .selectFrom('runs')
    .select(['id', 'export_id', 'plan', 'created_at', 'started_at', 'ended_at'])
    .where('export_id', 'in', exports)
    .where('plan', 'is not', null)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    id: row.id,
    exportId: row.export_id,
    at: row.ended_at ?? row.started_at ?? row.created_at,
    plan: row.plan as unknown as StoredPlan,
  }));
}

type RunAndRow = { runId: RunId; row: number };

export type UpsertState = RunAndRow & {
  code: string | null;
  detail: string | null;
  state: 'planned' | 'sent' | 'finished' | null;
  attempts: number | null;
  /** Whether the call that gives the tags of the row is done. */
  tagged: boolean;
};

const wanted = (rows: readonly RunAndRow[]) =>
  sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS w("runId" uuid, "row" bigint)`;

export async function upsertStates(db: Db, rows: readonly RunAndRow[]): Promise<UpsertState[]> {
  if (rows.length === 0) return [];
  const found = await sql<UpsertState>`
    SELECT w."runId", w."row", v.code, v.detail, b.state, b.attempts, EXISTS (
      SELECT FROM tag_calls t WHERE t.run_id = w."runId" AND t.action = 'add' AND t.state = 'done' AND t.rows @> to_jsonb(w."row")
    ) AS tagged
    FROM ${wanted(rows)}
    LEFT JOIN verdicts v ON v.run_id = w."runId" AND v.row = w."row" AND v.kind = 'rejection'
    LEFT JOIN LATERAL (
      SELECT state, attempts FROM batches
      WHERE run_id = w."runId" AND state <> 'replaced' AND w."row" BETWEEN first_row AND last_row
        AND (only_rows IS NULL OR only_rows @> to_jsonb(w."row"))
      ORDER BY number DESC LIMIT 1
    ) b ON true`.execute(db);
  return found.rows;
}

export type UntagState = RunAndRow & { state: 'planned' | 'sent' | 'done' | null };

export async function untagStates(db: Db, rows: readonly RunAndRow[]): Promise<UntagState[]> {
  if (rows.length === 0) return [];
  const found = await sql<UntagState>`
    SELECT w."runId", w."row", t.state
    FROM ${wanted(rows)}
    LEFT JOIN tag_calls t ON t.run_id = w."runId" AND t.action = 'remove' AND t.rows @> to_jsonb(w."row")`.execute(
    db,
  );
  return found.rows;
}
