// Rows of a run's plan about which Omnisend had something to say.
import { sql } from 'kysely';
import type { RunId } from '../contract/ids.ts';
import type { Db, Tx } from './db.ts';

export type Verdict = { row: number; code: string; detail: string | null };

export async function recordVerdicts(
  tx: Tx,
  runId: RunId,
  kind: 'rejection' | 'warning',
  verdicts: Verdict[],
): Promise<void> {
  if (verdicts.length === 0) return;
  await sql`
    INSERT INTO verdicts (run_id, row, kind, code, detail)
    SELECT ${runId}::uuid, v.row, ${kind}, v.code, v.detail
    FROM jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb) AS v(row bigint, code text, detail text)
    ON CONFLICT DO NOTHING`.execute(tx);
}

export async function readVerdicts(db: Db, runId: RunId, kind: 'rejection' | 'warning'): Promise<Verdict[]> {
  return db
    .selectFrom('verdicts')
    .select(['row', 'code', 'detail'])
    .where('run_id', '=', runId)
    .where('kind', '=', kind)
    .orderBy('row')
    .execute();
}

export async function countVerdicts(db: Db, runId: RunId, kind: 'rejection' | 'warning'): Promise<number> {
  const row = await db
    .selectFrom('verdicts')
    .select(sql<number>`count(*)::int`.as('n'))
    .where('run_id', '=', runId)
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow();
  return row.n;
}
