// Who executes a task, and until when that holds.
import { sql } from 'kysely';
import type { TaskId } from '../contract/ids.ts';
import type { RunError } from '../contract/runs.ts';
import type { Db, Tx } from './db.ts';
import type { TaskProgress, TaskRow } from './tasks.ts';

const until = (milliseconds: number) =>
  sql<Date>`clock_timestamp() + ${milliseconds} * interval '1 millisecond'`;
const free = sql<boolean>`(lease_until IS NULL OR lease_until < clock_timestamp())`;

/** Takes a task that waits or was abandoned; undefined when it has ended or belongs to somebody. */
export async function claimTask(
  tx: Tx,
  id: TaskId,
  owner: string,
  leaseMilliseconds: number,
): Promise<TaskRow | undefined> {
  const row = await tx
    .updateTable('tasks')
    .set({
      status: 'processing',
      owner,
      lease_until: until(leaseMilliseconds),
      started_at: sql`coalesce(started_at, clock_timestamp())`,
      starts: sql`starts + 1`,
      error: null,
    })
    .where('id', '=', id)
    .where('status', 'in', ['queued', 'processing'])
    .where(free)
    .returningAll()
    .executeTakeFirst();
  return row as TaskRow | undefined;
}

/** Renews the lease and stores how far the task is; false when it belongs to somebody else now. */
export async function beatTask(
  db: Db,
  id: TaskId,
  owner: string,
  leaseMilliseconds: number,
  progress: TaskProgress | null,
): Promise<boolean> {
  const row = await db
    .updateTable('tasks')
    .set({
      lease_until: until(leaseMilliseconds),
      progress: progress === null ? null : JSON.stringify(progress),
    })
    .where('id', '=', id)
    .where('owner', '=', owner)
    .where('status', '=', 'processing')
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Gives the task back without ending it, so that whoever starts next goes on at once. */
export async function releaseTask(db: Db, id: TaskId, owner: string): Promise<void> {
  await db
    .updateTable('tasks')
    // The start that a stopping service breaks off does not count: nothing went wrong.
    .set({ owner: null, lease_until: null, starts: sql`starts - 1` })
    .where('id', '=', id)
    .where('owner', '=', owner)
    .execute();
}

/**
 * Gives a task that failed back for a while: nobody can take it before the pause is over, and then whoever looks first
 * does. Until then it shows what went wrong. False when it was canceled or belongs to somebody else.
 */
export async function putOffTask(
  db: Db,
  id: TaskId,
  owner: string,
  { milliseconds, error }: { milliseconds: number; error: RunError },
): Promise<boolean> {
  const row = await db
    .updateTable('tasks')
    .set({
      ...{ owner: null, lease_until: until(milliseconds), error: JSON.stringify(error) },
      ...{ starts: sql`starts - 1`, tries: sql`tries + 1` },
    })
    .where('id', '=', id)
    .where('owner', '=', owner)
    .where('status', '=', 'processing')
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Tasks that nobody executes though they have not ended. */
export async function abandonedTasks(db: Db): Promise<Pick<TaskRow, 'id' | 'kind'>[]> {
  return db
    .selectFrom('tasks')
    .select(['id', 'kind'])
    .where('status', 'in', ['queued', 'processing'])
    .where(free)
    .orderBy('created_at')
    .execute();
}

/** Where it is certain that no other process lives, nobody holds anything. */
export async function voidTaskLeases(db: Db): Promise<void> {
  await db
    .updateTable('tasks')
    .set({ owner: null, lease_until: null })
    .where('owner', 'is not', null)
    .execute();
}
