// One task from its claim to its end, whatever it is about: the lease is kept, progress is shown, and what the work
// produced is made valid in the same transaction that ends the task.
import type { Context } from '../context.ts';
import type { TaskId } from '../contract/ids.ts';
import type { TellableKind } from '../contract/notices.ts';
import type { RunError, Status } from '../contract/runs.ts';
import { asSegueError, SegueError } from '../errors.ts';
import type { Tx } from '../store/db.ts';
import { beatTask, claimTask, putOffTask, releaseTask } from '../store/task-leases.ts';
import { moveTask, type TaskProgress, type TaskRow } from '../store/tasks.ts';
import { tellOfTask } from './tell.ts';

export type TaskSession = {
  task: TaskRow;
  /** Aborted when the service stops and when the task belongs to somebody else: nothing more may be written. */
  signal: AbortSignal;
  report(progress: TaskProgress): void;
};

/** What ends the task: `commit` runs in the transaction that does. */
export type TaskEnd =
  | { status: 'successful'; commit?: (tx: Tx) => Promise<void> }
  /** `ofRun`: the run that the task follows has ended so, and people have heard it from that. */
  | { status: 'failed' | 'failedPermanently' | 'skipped'; error: RunError; ofRun?: true }
  | { status: 'canceled' };

/** How often a task may be taken up before it is given up: something about it ends the process every time. */
const mostStarts = 3;

/** The pauses before a task that failed is tried again, where that may help; without one left it has failed. */
const pausesBeforeTries = [10_000, 60_000];

/** Executes a task if nobody else does; safe to call at any time, for any task. Never rejects for a failed task. */
export async function workOnTask(
  ctx: Context,
  id: TaskId,
  shutdown: AbortSignal,
  work: (session: TaskSession) => Promise<TaskEnd>,
): Promise<void> {
  const { leaseMilliseconds } = ctx.config.tuning;
  const task = await ctx.db.transaction().execute((tx) => claimTask(tx, id, ctx.worker, leaseMilliseconds));
  if (task === undefined) return;
  ctx.signals.emit('task', id);
  const lease = keepLease(ctx, task, shutdown);
  try {
    await close(ctx, task, await outcome(task, work, lease.session), lease.progress());
  } catch (error) {
    if (!lease.session.signal.aborted) await close(ctx, task, failure(ctx, task, error), lease.progress());
    else if (!lease.lost()) await releaseTask(ctx.db, id, ctx.worker);
  } finally {
    await lease.close();
    ctx.signals.emit('task', id);
  }
}

async function outcome(
  task: TaskRow,
  work: (session: TaskSession) => Promise<TaskEnd>,
  session: TaskSession,
): Promise<TaskEnd> {
  if (task.starts <= mostStarts) return work(session);
  throw new SegueError('runAbandoned', {
    detail: `The process ended ${mostStarts} times while it worked on this. What was there before is unchanged.`,
  });
}

function failure(ctx: Context, task: TaskRow, thrown: unknown): TaskEnd {
  const error = asSegueError(thrown);
  const facts = { task: task.id, kind: task.kind, code: error.code };
  if (error.code === 'internal') ctx.logger.error({ ...facts, err: error.cause }, 'a task failed');
  else ctx.logger.warn(facts, 'a task failed');
  return { status: error.passing ? 'failed' : 'failedPermanently', error: told(error) };
}

/** The part of an error that is stored and shown. */
export function told({ code, title, detail, action }: SegueError): RunError {
  return { code, title, detail, action };
}

async function close(
  ctx: Context,
  task: TaskRow,
  ending: TaskEnd,
  progress: TaskProgress | null,
): Promise<void> {
  const pause = pausesBeforeTries[task.tries];
  // The steps of a refresh were tried again each by itself.
  const isTriedAgain = ending.status === 'failed' && task.kind !== 'refresh' && pause !== undefined;
  if (!isTriedAgain) return end(ctx, task, ending, progress);
  const milliseconds = pause * ctx.config.tuning.retryScale;
  await putOffTask(ctx.db, task.id, ctx.worker, { milliseconds, error: ending.error });
}

async function end(
  ctx: Context,
  task: TaskRow,
  ending: TaskEnd,
  progress: TaskProgress | null,
): Promise<void> {
  const status: Status = ending.status;
  const ended = await ctx.db.transaction().execute(async (tx) => {
    const moved = await moveTask(tx, { id: task.id, status: 'processing' }, status, {
      at: ctx.clock.now(),
      owner: ctx.worker,
      ...('error' in ending ? { error: ending.error } : {}),
      ...(progress === null ? {} : { progress }),
    });
    // Whoever has the task now will come to an end of its own; what was made here stays unused.
    if (moved && ending.status === 'successful') await ending.commit?.(tx);
    if (moved) await tellEnd(ctx, tx, task, ending);
    return moved;
  });
  if (ended) ctx.metrics.tasks.inc({ kind: task.kind, status });
}

/** Of a refresh its steps tell; an export's task tells only of a run that never came to be. */
async function tellEnd(ctx: Context, tx: Tx, task: TaskRow, ending: TaskEnd): Promise<void> {
  const { kind, target_id: id } = task;
  if (kind === 'refresh' || id === null) return;
  if (kind === 'export' && (!('error' in ending) || ending.ofRun)) return;
  const target: { kind: TellableKind; id: string } = { kind, id };
  const code = 'error' in ending ? { code: ending.error.code } : {};
  await tellOfTask(ctx, tx, target, { taskId: task.id, status: ending.status, ...code });
}

function keepLease(ctx: Context, task: TaskRow, shutdown: AbortSignal) {
  const { leaseMilliseconds, heartbeatMilliseconds } = ctx.config.tuning;
  const closed = new AbortController();
  const taken = new AbortController();
  let progress = task.progress;
  let heard = ctx.clock.monotonic();
  const beat = async () => {
    try {
      if (!(await beatTask(ctx.db, task.id, ctx.worker, leaseMilliseconds, progress))) taken.abort();
      heard = ctx.clock.monotonic();
    } catch (error) {
      // Without the database nobody knows whose task this is once the lease has run out.
      if (ctx.clock.monotonic() - heard > leaseMilliseconds) taken.abort();
      ctx.logger.warn({ task: task.id, err: error }, 'the beat of a task failed');
    }
  };
  const beating = (async () => {
    for (;;) {
      await ctx.clock.pause(heartbeatMilliseconds, closed.signal);
      if (closed.signal.aborted) return;
      await beat();
      ctx.signals.emit('task', task.id);
    }
  })();
  const session: TaskSession = {
    task,
    signal: AbortSignal.any([shutdown, taken.signal]),
    report(next) {
      progress = next;
    },
  };
  return {
    session,
    progress: () => progress,
    lost: () => taken.signal.aborted,
    async close() {
      closed.abort();
      await beating;
    },
  };
}
