// Runs: their state, their counts, and who executes them. `moveRun` is the one function that changes a status; the
// legal moves stand in core/transitions.ts. A run belongs to the process whose lease has not run out.
import { type Selectable, sql } from 'kysely';
import type { ExportId, RunId, UserId } from '../contract/ids.ts';
import {
  type Counts,
  type Hold,
  type Run,
  type RunError,
  type RunMode,
  type RunPhase,
  type RunTrigger,
  type Status,
  zeroCounts,
} from '../contract/runs.ts';
import { activeStatuses, mayMove } from '../core/transitions.ts';
import { SegueError } from '../errors.ts';
import type { Db, Tx } from './db.ts';
import type { Schema } from './schema.ts';

/** What the plan of a run left behind; files are storage keys. */
export type StoredPlan = {
  files: { upserts: string; untags: string; rejections: string; duplicates: string; warnings: string };
  upsertRows: number;
  untagRows: number;
  /** The ledger it was compared with. */
  ledger: string | null;
  membership: 'tag' | 'property' | 'none';
  /** Whether tags travel inside upserts; decided before the first batch, and then kept to the end of the run. */
  tagsInside?: boolean;
  /** Of a quiet start: the rows before which each stage ends; a person looks before the next one. */
  stages?: number[];
  /** Members that it turns down before anything is sent. */
  rejections?: number;
};

export type RunRow = Omit<Selectable<Schema['runs']>, 'plan'> & { plan: StoredPlan | null };

export function toRun(row: RunRow, progress: Run['progress']): Run {
  return {
    id: row.id,
    exportId: row.export_id,
    mode: row.mode,
    trigger: row.trigger,
    status: row.status,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
    counts: row.counts,
    progress,
    estimate: row.estimate,
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.hold === null ? {} : { hold: row.hold }),
  };
}

/** Contacts that were sent, of all that the run sends. */
function progressOf(row: RunRow, waiting: number, now: Date): Run['progress'] {
  const { accepted, rejected, upserts } = row.counts;
  const done = Math.min(accepted + rejected + waiting, upserts);
  return {
    done,
    total: upserts,
    phase: row.phase,
    etaSeconds: secondsLeft(row, done, now),
    mostPerMinute: row.most_per_minute,
  };
}

/** By the pace since the run was last taken up, so that no wait for a person or a worker counts; else as estimated. */
function secondsLeft(row: RunRow, done: number, now: Date): number | null {
  if (row.ended_at !== null) return 0;
  const { upserts } = row.counts;
  const since = done - row.resumed_done;
  if (row.status === 'processing' && row.resumed_at !== null && since > 0) {
    const elapsed = Math.max(0, now.getTime() - row.resumed_at.getTime()) / 1000;
    return Math.round((elapsed / since) * (upserts - done));
  }
  if (row.estimate === null) return null;
  return Math.round(row.estimate.seconds * (upserts === 0 ? 1 : (upserts - done) / upserts));
}

export async function findRun(db: Db | Tx, id: string): Promise<RunRow | undefined> {
  const row = await db
    .selectFrom('runs')
    .selectAll()
    .where('id', '=', id as RunId)
    .executeTakeFirst();
  return row as RunRow | undefined;
}

export async function getRun(db: Db | Tx, id: string): Promise<RunRow> {
  return present(await findRun(db, id), id);
}

function present(row: RunRow | undefined, id: string): RunRow {
  if (row === undefined) throw new SegueError('notFound', { detail: `There is no run ${id}.` });
  return row;
}

/** Keeps everybody from moving the run, or telling it to stop, until the transaction ends. */
export async function lockRun(tx: Tx, id: string): Promise<RunRow | undefined> {
  const row = await tx
    .selectFrom('runs')
    .selectAll()
    .where('id', '=', id as RunId)
    .forUpdate()
    .executeTakeFirst();
  return row as RunRow | undefined;
}

/** The same; throws `notFound`. */
export const holdRun = async (tx: Tx, id: string): Promise<RunRow> => present(await lockRun(tx, id), id);

export async function readRun(db: Db | Tx, id: string): Promise<Run> {
  const row = await getRun(db, id);
  const waiting = await sentWithoutVerdict(db, [row]);
  return toRun(row, progressOf(row, waiting.get(row.id) ?? 0, new Date()));
}

export type RunFilter = { exportId?: string; status?: Status[]; limit: number; offset: number; sort: string };

const sortable = {
  createdAt: 'created_at',
  startedAt: 'started_at',
  endedAt: 'ended_at',
  status: 'status',
} as const;

export async function listRuns(db: Db, filter: RunFilter): Promise<{ items: Run[]; total: number }> {
  let query = db.selectFrom('runs');
  if (filter.exportId !== undefined) query = query.where('export_id', '=', filter.exportId as ExportId);
  if (filter.status !== undefined) query = query.where('status', 'in', filter.status);
  const name = filter.sort.replace(/^-/, '') as keyof typeof sortable;
  if (!Object.hasOwn(sortable, name)) {
    throw new SegueError('badRequest', {
      detail: `Runs can be sorted by ${Object.keys(sortable).join(', ')}.`,
    });
  }
  const total = await query.select(sql<number>`count(*)::int`.as('n')).executeTakeFirstOrThrow();
  const rows = await query
    .selectAll()
    .orderBy(sortable[name], filter.sort.startsWith('-') ? 'desc' : 'asc')
    .orderBy('id')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
  const now = new Date();
  const waiting = await sentWithoutVerdict(db, rows as RunRow[]);
  const items = (rows as RunRow[]).map((row) => toRun(row, progressOf(row, waiting.get(row.id) ?? 0, now)));
  return { items, total: total.n };
}

export const contactsOfBatch = sql`coalesce(jsonb_array_length(only_rows), last_row - first_row + 1)`;

/** Contacts in batches that Omnisend has taken and not yet answered for, by run. */
async function sentWithoutVerdict(db: Db | Tx, rows: RunRow[]): Promise<Map<RunId, number>> {
  const ids = rows.filter(({ status }) => status === 'processing').map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const sums = await db
    .selectFrom('batches')
    .select(['run_id', sql<number>`sum(${contactsOfBatch})::int`.as('contacts')])
    .where('run_id', 'in', ids)
    .where('state', '=', 'sent')
    .groupBy('run_id')
    .execute();
  return new Map(sums.map(({ run_id, contacts }) => [run_id, contacts]));
}

export type NewRun = {
  id: RunId;
  exportId: ExportId;
  connectionId: Schema['runs']['connection_id'];
  brandId: string;
  mode: RunMode;
  trigger: RunTrigger;
  requestedBy: UserId | null;
  at: Date;
};

/** Queues a run; one export has at most one that has not ended. */
export async function insertRun(tx: Tx, run: NewRun): Promise<void> {
  const active = await activeRunOf(tx, run.exportId);
  if (active !== undefined) throw runActive(active.id);
  const inserted = await tx
    .insertInto('runs')
    .values({
      id: run.id,
      export_id: run.exportId,
      connection_id: run.connectionId,
      brand_id: run.brandId,
      mode: run.mode,
      trigger: run.trigger,
      status: 'queued',
      phase: 'waiting',
      counts: JSON.stringify(zeroCounts),
      requested_by: run.requestedBy,
      created_at: run.at,
    })
    // The unique index on active runs decides between two who ask at the same moment.
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (inserted === undefined) throw runActive(undefined);
}

function runActive(id: string | undefined): SegueError {
  return new SegueError('runActive', {
    detail: `This export has a run that has not ended${id ? ` (${id})` : ''}.`,
  });
}

export async function activeRunOf(db: Db | Tx, exportId: string): Promise<RunRow | undefined> {
  const row = await db
    .selectFrom('runs')
    .selectAll()
    .where('export_id', '=', exportId as ExportId)
    .where('status', 'in', activeStatuses)
    .executeTakeFirst();
  return row as RunRow | undefined;
}

export async function activeRunsOfConnection(db: Db | Tx, connectionId: string): Promise<RunRow[]> {
  const rows = await db
    .selectFrom('runs')
    .selectAll()
    .where('connection_id', '=', connectionId as NonNullable<Schema['runs']['connection_id']>)
    .where('status', 'in', activeStatuses)
    .execute();
  return rows as RunRow[];
}

/** Plans of other runs of the brand that are under way: what they send may not be in a ledger yet. */
export async function activePlansOfBrand(db: Db, brandId: string, except: RunId): Promise<StoredPlan[]> {
  const rows = await db
    .selectFrom('runs')
    .select('plan')
    .where('brand_id', '=', brandId)
    .where('id', '!=', except)
    .where('status', 'in', activeStatuses)
    .where('plan', 'is not', null)
    .execute();
  return rows.map((row) => row.plan as unknown as StoredPlan);
}

/** Changes the status, if that is a legal move; false when somebody else moved it first. */
export async function moveRun(
  tx: Tx,
  run: Pick<RunRow, 'id' | 'status'>,
  to: Status,
  change: { at: Date; error?: RunError | null; counts?: Counts; phase?: RunPhase; hold?: Hold },
): Promise<boolean> {
  if (!mayMove(run.status, to)) throw new Error(`A run cannot move from ${run.status} to ${to}.`);
  const ends = !(activeStatuses as readonly Status[]).includes(to);
  const moved = await tx
    .updateTable('runs')
    .set({
      status: to,
      ...(to === 'processing' ? {} : { owner: null, lease_until: null }),
      ...(ends ? { ended_at: change.at, phase: change.phase ?? 'done' } : {}),
      ...(change.phase === undefined ? {} : { phase: change.phase }),
      ...(change.error === undefined
        ? {}
        : { error: change.error === null ? null : JSON.stringify(change.error) }),
      ...(change.hold === undefined ? {} : { hold: JSON.stringify(change.hold) }),
      ...(change.counts === undefined ? {} : { counts: JSON.stringify(change.counts) }),
    })
    .where('id', '=', run.id)
    .where('status', '=', run.status)
    .returning('id')
    .executeTakeFirst();
  return moved !== undefined;
}
