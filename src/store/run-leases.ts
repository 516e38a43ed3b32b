// Who executes a run. A lease is a promise for a few seconds, renewed while the process lives; when it runs out,
// anybody may take the run up and go on from its rows in the database.
import { sql } from 'kysely';
import type { RunId } from '../contract/ids.ts';
import type { Counts, RunPhase } from '../contract/runs.ts';
import type { Db, Tx } from './db.ts';
import { contactsOfBatch, type RunRow } from './runs.ts';

const until = (milliseconds: number) =>
  sql<Date>`clock_timestamp() + ${milliseconds} * interval '1 millisecond'`;
const free = sql<boolean>`(lease_until IS NULL OR lease_until < clock_timestamp())`;

/** Takes a queued or abandoned run; undefined when it has ended, is held, or belongs to somebody. */
export async function claimRun(
  tx: Tx,
  id: RunId,
  owner: string,
  leaseMilliseconds: number,
): Promise<RunRow | undefined> {
  const row = await tx
    .updateTable('runs')
    .set({
      status: 'processing',
      owner,
      lease_until: until(leaseMilliseconds),
      started_at: sql`coalesce(started_at, clock_timestamp())`,
      starts: sql`starts + 1`,
      resumed_at: sql`clock_timestamp()`,
      resumed_done: sql`(counts->>'accepted')::integer + (counts->>'rejected')::integer + (
        SELECT coalesce(sum(${contactsOfBatch}), 0) FROM batches WHERE run_id = runs.id AND state = 'sent')`,
    })
    .where('id', '=', id)
    .where('status', 'in', ['queued', 'processing'])
    .where(free)
    .returningAll()
    .executeTakeFirst();
  return row as RunRow | undefined;
}

export type Heartbeat = { held: boolean; cancelRequested: boolean; connected: boolean };

/** Renews the lease, stores where the run stands, and brings back what others want of it. */
export async function beat(
  db: Db,
  id: RunId,
  owner: string,
  leaseMilliseconds: number,
  state: { counts: Counts; phase: RunPhase; progressed: boolean; mostPerMinute: number },
): Promise<Heartbeat> {
  const row = await db
    .updateTable('runs')
    .set({
      lease_until: until(leaseMilliseconds),
      counts: JSON.stringify(state.counts),
      phase: state.phase,
      most_per_minute: state.mostPerMinute,
      ...(state.progressed ? { starts: 1 } : {}),
    })
    .where('id', '=', id)
    .where('owner', '=', owner)
    .where('status', '=', 'processing')
    .returning([
      'cancel_requested_at',
      sql<boolean>`EXISTS (SELECT 1 FROM exports e JOIN connections c ON c.id = e.connection_id
        WHERE e.id = runs.export_id AND c.id = runs.connection_id)`.as('connected'),
    ])
    .executeTakeFirst();
  if (row === undefined) return { held: false, cancelRequested: false, connected: true };
  return { held: true, cancelRequested: row.cancel_requested_at !== null, connected: row.connected };
}

/** Gives the run back without ending it, so that the next start goes on at once. */
export async function releaseRun(db: Db, id: RunId, owner: string): Promise<void> {
  await db
    .updateTable('runs')
    .set({ owner: null, lease_until: null })
    .where('id', '=', id)
    .where('owner', '=', owner)
    .execute();
}

/** Runs that nobody executes though they are neither ended nor held. */
export async function abandonedRuns(db: Db): Promise<RunId[]> {
  const rows = await db
    .selectFrom('runs')
    .select('id')
    .where('status', 'in', ['queued', 'processing'])
    .where(free)
    .orderBy('created_at')
    .execute();
  return rows.map((row) => row.id);
}

/** Runs that only wait and are to end: whoever told them so did not get to it. */
export async function toldToStop(db: Db): Promise<RunId[]> {
  const rows = await db
    .selectFrom('runs')
    .select('id')
    .where('status', 'in', ['notStarted', 'queued', 'held'])
    .where('cancel_requested_at', 'is not', null)
    .execute();
  return rows.map((row) => row.id);
}

/** Where it is certain that no other process lives, nobody holds anything. */
export async function voidLeases(db: Db): Promise<void> {
  await db
    .updateTable('runs')
    .set({ owner: null, lease_until: null })
    .where('owner', 'is not', null)
    .execute();
}

export async function requestCancel(tx: Tx, id: RunId, at: Date): Promise<void> {
  await tx
    .updateTable('runs')
    .set({ cancel_requested_at: sql`coalesce(cancel_requested_at, ${at})` })
    .where('id', '=', id)
    .execute();
}
