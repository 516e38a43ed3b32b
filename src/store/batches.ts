// The batches of a run: what makes it resumable. The moves of a batch:
//
//   planned ─▶ sent ─▶ finished    every contact in it has a verdict
//      │        └────▶ replaced    stopped, gone or stuck at Omnisend: its rows were planned again
//      ├────────────▶ replaced     refused as a whole: two halves were planned in its place
//      └────────────▶ finished     refused as a whole, and there was one contact in it
//
// A batch that was under way when its process died is still `planned` and goes again: an upsert may be repeated. When
// only some contacts of a batch have no verdict, the batch is narrowed to the others and those are planned again.
import { sql } from 'kysely';
import type { RunId } from '../contract/ids.ts';
import type { Db, Tx } from './db.ts';
import { relax, relaxed } from './relaxed.ts';

export type Batch = {
  number: number;
  first_row: number;
  last_row: number;
  /** Rows of the range that it is about; all of them when null. */
  only_rows: number[] | null;
  attempts: number;
  omnisend_id: string | null;
  sent_at: Date | null;
};

const columns = [
  'number',
  'first_row',
  'last_row',
  'only_rows',
  'attempts',
  'omnisend_id',
  'sent_at',
] as const;

export function sizeOf(batch: Pick<Batch, 'first_row' | 'last_row' | 'only_rows'>): number {
  return batch.only_rows?.length ?? batch.last_row - batch.first_row + 1;
}

export function rowsOf(batch: Pick<Batch, 'first_row' | 'last_row' | 'only_rows'>): number[] {
  return (
    batch.only_rows ??
    Array.from({ length: batch.last_row - batch.first_row + 1 }, (_, i) => batch.first_row + i)
  );
}

/**
 * Cuts rows 0 to `rows` − 1 into numbered batches.
 * @param bounds where the first ones begin and end, ascending from 0; from the last of them on each has `size` rows
 */
export async function planBatches(
  tx: Tx,
  runId: RunId,
  rows: number,
  size: number,
  bounds: readonly number[] = [0],
): Promise<void> {
  const start = bounds.at(-1) ?? 0;
  const first = bounds.slice(0, -1).map((from, index) => [from, (bounds[index + 1] ?? rows) - 1]);
  await sql`
    INSERT INTO batches (run_id, number, first_row, last_row, state)
    SELECT ${runId}::uuid, (row_number() OVER (ORDER BY a))::integer - 1, a, b, 'planned' FROM (
      SELECT (x ->> 0)::bigint AS a, (x ->> 1)::bigint AS b FROM jsonb_array_elements(${JSON.stringify(first)}::jsonb) AS x
      UNION ALL
      SELECT ${start}::bigint + n * ${size}::bigint, least(${start}::bigint + (n + 1) * ${size}::bigint, ${rows}::bigint) - 1
      FROM generate_series(0, ${Math.ceil((rows - start) / size) - 1}::integer) AS n
    ) AS cut`.execute(tx);
}

/** @param beforeRow only batches that begin before this row; all when null */
export async function plannedBatches(
  db: Db,
  runId: RunId,
  afterNumber: number,
  limit: number,
  beforeRow: number | null = null,
): Promise<Batch[]> {
  const rows = await db
    .selectFrom('batches')
    .select(columns)
    .where('run_id', '=', runId)
    .where('state', '=', 'planned')
    .where('number', '>', afterNumber)
    .$if(beforeRow !== null, (query) => query.where('first_row', '<', beforeRow ?? 0))
    .orderBy('number')
    .limit(limit)
    .execute();
  return rows as Batch[];
}

export async function sentBatches(db: Db, runId: RunId): Promise<Batch[]> {
  const rows = await db
    .selectFrom('batches')
    .select(columns)
    .where('run_id', '=', runId)
    .where('state', '=', 'sent')
    .orderBy('number')
    .execute();
  return rows as Batch[];
}

export type Sent = { number: number; id: string; at: Date };

export async function markSent(db: Db, runId: RunId, sent: Sent[]): Promise<void> {
  await sql`
    UPDATE batches SET state = 'sent', omnisend_id = s.id, sent_at = s.at
    FROM jsonb_to_recordset(${JSON.stringify(sent)}::jsonb) AS s(number integer, id text, at timestamptz), ${relaxed} AS relaxed
    WHERE run_id = ${runId}::uuid AND batches.number = s.number AND state = 'planned'`.execute(db);
}

export async function markFinished(db: Db | Tx, runId: RunId, numbers: number[], at: Date): Promise<void> {
  await db
    .updateTable('batches')
    .from(relaxed.as('relaxed'))
    .set({ state: 'finished', finished_at: at })
    .where('run_id', '=', runId)
    .where('state', '=', 'sent')
    .where(sql<boolean>`number = ANY(${`{${numbers.join(',')}}`}::integer[])`)
    .execute();
}

/** A batch that may have reached Omnisend though nobody heard its answer counts as attempted. */
export async function markDoubtful(db: Db, runId: RunId, number: number): Promise<void> {
  await db
    .updateTable('batches')
    .set({ attempts: sql`greatest(attempts, 1)` })
    .where('run_id', '=', runId)
    .where('number', '=', number)
    .where('state', '=', 'planned')
    .execute();
}

/** The same for the batch of a row that was sent alone beforehand: should the run end before it, the ledger must know. */
export async function markRowDoubtful(db: Db, runId: RunId, row: number): Promise<void> {
  await db
    .updateTable('batches')
    .set({ attempts: sql`greatest(attempts, 1)` })
    .where('run_id', '=', runId)
    .where('state', '=', 'planned')
    .where('first_row', '<=', row)
    .where('last_row', '>=', row)
    .execute();
}

/** The same for those that a process which died may have had under way: the first `count` that are planned. */
export async function markFirstDoubtful(db: Db, runId: RunId, count: number): Promise<void> {
  await sql`
    UPDATE batches SET attempts = greatest(attempts, 1)
    WHERE run_id = ${runId}::uuid AND number IN (
      SELECT number FROM batches WHERE run_id = ${runId}::uuid AND state = 'planned' ORDER BY number LIMIT ${count})`.execute(
    db,
  );
}

/** In place of a batch that was refused as a whole come its two halves. */
export async function halveBatch(tx: Tx, runId: RunId, batch: Batch): Promise<void> {
  const rows = rowsOf(batch);
  const middle = Math.ceil(rows.length / 2);
  await insertBatch(tx, runId, rows.slice(0, middle), batch.attempts);
  await insertBatch(tx, runId, rows.slice(middle), batch.attempts);
  await close(tx, runId, batch.number, 'replaced', new Date());
}

/**
 * Closes a batch: the rows in `again` go into a batch of their own, the others have their verdict.
 * @param again rows of the batch without a verdict
 */
export async function settleBatch(
  tx: Tx,
  runId: RunId,
  batch: Batch,
  again: number[],
  at: Date,
): Promise<void> {
  await relax(tx);
  await insertBatch(tx, runId, again, batch.attempts + 1);
  const open = new Set(again);
  const settled = rowsOf(batch).filter((row) => !open.has(row));
  if (again.length > 0 && settled.length > 0) {
    await tx
      .updateTable('batches')
      .set({ only_rows: JSON.stringify(settled) })
      .where('run_id', '=', runId)
      .where('number', '=', batch.number)
      .execute();
  }
  await close(tx, runId, batch.number, settled.length > 0 ? 'finished' : 'replaced', at);
}

async function close(
  tx: Tx,
  runId: RunId,
  number: number,
  state: 'finished' | 'replaced',
  at: Date,
): Promise<void> {
  await tx
    .updateTable('batches')
    .set({ state, finished_at: at })
    .where('run_id', '=', runId)
    .where('number', '=', number)
    .execute();
}

async function insertBatch(tx: Tx, runId: RunId, rows: number[], attempts: number): Promise<void> {
  const first = rows[0];
  const last = rows.at(-1);
  if (first === undefined || last === undefined) return;
  const onlyRows = last - first + 1 === rows.length ? null : JSON.stringify(rows);
  await sql`
    INSERT INTO batches (run_id, number, first_row, last_row, only_rows, state, attempts)
    SELECT ${runId}::uuid, max(number) + 1, ${first}, ${last}, ${onlyRows}::jsonb, 'planned', ${attempts}
    FROM batches WHERE run_id = ${runId}::uuid`.execute(tx);
}

export type BatchTally = { planned: number; sent: number; settledRows: number };

/** How far the run is, from its rows alone; `settledRows` have a verdict, good or bad. */
export async function tallyBatches(db: Db, runId: RunId): Promise<BatchTally> {
  const size = sql`coalesce(jsonb_array_length(only_rows), last_row - first_row + 1)`;
  const row = await db
    .selectFrom('batches')
    .where('run_id', '=', runId)
    .select([
      sql<number>`(count(*) FILTER (WHERE state = 'planned'))::int`.as('planned'),
      sql<number>`(count(*) FILTER (WHERE state = 'sent'))::int`.as('sent'),
      sql<number>`coalesce(sum(${size}) FILTER (WHERE state = 'finished'), 0)::int`.as('settledRows'),
    ])
    .executeTakeFirstOrThrow();
  return row;
}

/** The batches whose contacts all have a verdict, in the order of their rows. */
export async function finishedBatches(db: Db, runId: RunId): Promise<Batch[]> {
  const rows = await db
    .selectFrom('batches')
    .select(columns)
    .where('run_id', '=', runId)
    .where('state', '=', 'finished')
    .orderBy('first_row')
    .execute();
  return rows as Batch[];
}

/** The batches that reached Omnisend, or may have, and have no verdict. */
export async function openBatches(db: Db, runId: RunId): Promise<Batch[]> {
  const rows = await db
    .selectFrom('batches')
    .select(columns)
    .where('run_id', '=', runId)
    .where(sql<boolean>`(state = 'sent' OR (state = 'planned' AND attempts > 0))`)
    .orderBy('first_row')
    .execute();
  return rows as Batch[];
}
