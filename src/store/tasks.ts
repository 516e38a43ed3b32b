// Tasks: the steps of a refresh; task-leases.ts has who executes them. `moveTask` is the one function that changes a status.
import { sql } from 'kysely';
import type { TaskId } from '../contract/ids.ts';
import type { RunError, Status } from '../contract/runs.ts';
import type { StatusSummary, Task, TaskKind } from '../contract/tasks.ts';
import { isActive, mayMove } from '../core/transitions.ts';
import type { Db, Tx } from './db.ts';
import { containing, orderOf, type Paging } from './paging.ts';
import type { Schema } from './schema.ts';

export type TaskProgress = { done: number; total: number };
export type TaskRow = Omit<Schema['tasks'], 'starts' | 'tries' | 'shared_only' | 'progress' | 'error'> & {
  starts: number;
  tries: number;
  shared_only: boolean;
  progress: TaskProgress | null;
  error: RunError | null;
};

export type NewTask = {
  id: TaskId;
  kind: TaskKind;
  name: string;
  targetId: string | null;
  /** The refresh that makes it a step of its own. */
  refreshId?: TaskId;
  /** Of a refresh: exports whose connection is not shared with contributors stay out. */
  sharedOnly?: boolean;
};

export async function listTasks(
  db: Db,
  paging: Paging & {
    kind?: TaskKind | undefined;
    status?: Status | undefined;
    refresh?: TaskId | undefined;
  },
): Promise<{ items: Task[]; total: number }> {
  const order = orderOf(
    {
      createdAt: 'created_at',
      startedAt: 'started_at',
      endedAt: 'ended_at',
      name: 'lower(name)',
      kind: 'kind',
    },
    paging.sort,
    '-createdAt',
  );
  let found = db.selectFrom('tasks');
  if (paging.q !== undefined) found = found.where('name', 'ilike', containing(paging.q));
  if (paging.kind !== undefined) found = found.where('kind', '=', paging.kind);
  if (paging.status !== undefined) found = found.where('status', '=', paging.status);
  if (paging.refresh !== undefined) found = found.where('refresh_id', '=', paging.refresh);
  const { total } = await found
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await found
    .selectAll()
    .orderBy(order.by, order.direction)
    .orderBy('id')
    .limit(paging.limit)
    .offset(paging.offset)
    .execute();
  return { items: rows.map((row) => toTask(row as TaskRow)), total };
}

export async function findTask(db: Db, id: TaskId): Promise<Task | null> {
  const row = await findTaskRow(db, id);
  return row === null ? null : toTask(row);
}

export async function findTaskRow(db: Db | Tx, id: TaskId): Promise<TaskRow | null> {
  const row = await db.selectFrom('tasks').selectAll().where('id', '=', id).executeTakeFirst();
  return (row as TaskRow | undefined) ?? null;
}

/** The task that does at least this much, and that nobody has begun yet. */
export async function findQueuedTask(
  tx: Tx,
  { kind, targetId, sharedOnly = false }: Pick<NewTask, 'kind' | 'targetId' | 'sharedOnly'>,
): Promise<TaskId | null> {
  const row = await tx
    .selectFrom('tasks')
    .select('id')
    .where('kind', '=', kind)
    .where('target_id', 'is not distinct from', targetId)
    .where('status', '=', 'queued')
    .where('shared_only', 'in', sharedOnly ? [true, false] : [false])
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Keeps everybody from moving the task until the transaction ends. */
export async function lockTask(tx: Tx, id: TaskId): Promise<TaskRow | null> {
  const row = await tx.selectFrom('tasks').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  return (row as TaskRow | undefined) ?? null;
}

/** Steps of the refresh that have not ended; nobody else moves them until the transaction ends. */
export async function activeStepsOf(tx: Tx, refreshId: TaskId): Promise<TaskRow[]> {
  const rows = await tx
    .selectFrom('tasks')
    .selectAll()
    .where('refresh_id', '=', refreshId)
    .where('status', 'in', ['queued', 'processing'])
    .forUpdate()
    .execute();
  return rows as TaskRow[];
}

/** Keeps the task from being canceled until the transaction ends; false when it has ended. */
export async function holdTask(tx: Tx, id: TaskId): Promise<boolean> {
  const row = await tx
    .selectFrom('tasks')
    .select('id')
    .where('id', '=', id)
    .where('status', '=', 'processing')
    .forShare()
    .executeTakeFirst();
  return row !== undefined;
}

/** One that leaves exports out does not stand for the whole. */
export async function hasActiveTask(tx: Tx, kind: TaskKind): Promise<boolean> {
  const row = await tx
    .selectFrom('tasks')
    .select('id')
    .where('kind', '=', kind)
    .where('shared_only', '=', false)
    .where('status', 'in', ['queued', 'processing'])
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The latest task about this thing that was made at that moment or later. */
export async function findTaskSince(
  db: Db,
  kind: TaskKind,
  targetId: string,
  since: Date,
): Promise<TaskId | null> {
  const row = await db
    .selectFrom('tasks')
    .select('id')
    .where('kind', '=', kind)
    .where('target_id', '=', targetId)
    .where('created_at', '>=', since)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** By kind, where each source, segment, export … stands: it counts once, by its latest task. */
export async function countLatestTasks(db: Db): Promise<StatusSummary['kinds']> {
  const { rows } = await sql<{ kind: TaskKind; status: Status; n: number }>`
    SELECT kind, status, count(*) AS n FROM (
      SELECT DISTINCT ON (kind, target_id) kind, status FROM tasks ORDER BY kind, target_id, created_at DESC
    ) AS latest GROUP BY kind, status ORDER BY kind, status`.execute(db);
  const kinds = new Map<TaskKind, StatusSummary['kinds'][number]['counts']>();
  for (const { kind, status, n } of rows) kinds.set(kind, { ...kinds.get(kind), [status]: n });
  return [...kinds].map(([kind, counts]) => ({ kind, counts }));
}

/** A new task waits in the queue from the start. */
export async function insertTask(tx: Tx, task: NewTask, now: Date): Promise<void> {
  const { id, kind, name, targetId, refreshId = null, sharedOnly = false } = task;
  await tx
    .insertInto('tasks')
    .values({
      ...{ id, kind, name, target_id: targetId, refresh_id: refreshId },
      ...{ status: 'queued', created_at: now, shared_only: sharedOnly },
    })
    .execute();
}

/** Ended tasks that are older than this are forgotten. */
export async function deleteTasksBefore(tx: Tx, moment: Date): Promise<void> {
  await tx.deleteFrom('tasks').where('ended_at', '<', moment).execute();
}

/**
 * Changes the status, if that is a legal move (core/transitions.ts has them, in words and as a table); false when
 * somebody else moved it first. A task is made `queued`, is claimed as `processing`, and ends as `successful`,
 * `failed` (the next refresh may succeed by itself) or `failedPermanently` (a person must act); `canceled` when what
 * it is about was removed meanwhile, `skipped` when what it depends on failed. Tasks are never `held`.
 * @param change.owner who must still have the lease, for whoever executes the task.
 */
export async function moveTask(
  tx: Tx,
  task: Pick<TaskRow, 'id' | 'status'>,
  to: Status,
  change: { at: Date; error?: RunError; progress?: TaskProgress; owner?: string },
): Promise<boolean> {
  if (to === 'held' || !mayMove(task.status, to)) {
    throw new Error(`A task cannot move from ${task.status} to ${to}.`);
  }
  let rows = tx.updateTable('tasks').where('id', '=', task.id).where('status', '=', task.status);
  if (change.owner !== undefined) rows = rows.where('owner', '=', change.owner);
  const moved = await rows
    .set({
      status: to,
      ...(isActive(to) ? {} : { owner: null, lease_until: null, ended_at: change.at }),
      ...(change.error === undefined ? {} : { error: JSON.stringify(change.error) }),
      ...(change.progress === undefined ? {} : { progress: JSON.stringify(change.progress) }),
    })
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}

function toTask(row: TaskRow): Task {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    targetId: row.target_id,
    refreshId: row.refresh_id,
    status: row.status,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    progress: row.progress,
    ...(row.error === null ? {} : { error: row.error }),
  };
}
