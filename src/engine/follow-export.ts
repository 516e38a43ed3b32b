// The task of an export in a refresh: it starts the export's run and ends as that does.
import type { Context } from '../context.ts';
import type { ExportId, TaskId } from '../contract/ids.ts';
import type { Run } from '../contract/runs.ts';
import { isActive } from '../core/transitions.ts';
import { SegueError } from '../errors.ts';
import { runsOfRefresh } from '../store/refresh-steps.ts';
import { activeRunOf, readRun } from '../store/runs.ts';
import { holdTask, type TaskRow } from '../store/tasks.ts';
import { prepareRun } from './start-run.ts';
import { type TaskEnd, workOnTask } from './work-on-task.ts';

export function followExport(ctx: Context, taskId: TaskId, shutdown: AbortSignal): Promise<void> {
  return workOnTask(ctx, taskId, shutdown, async (session) => {
    const report: Report = (progress) => session.report(progress);
    for (;;) {
      const runId = (await runOf(ctx, session.task)) ?? (await start(ctx, session.task));
      if (runId !== null) return endOf(await follow(ctx, runId, session.signal, report));
      // One that somebody else started is under way, and two at once there are not.
      const other = await activeRunOf(ctx.db, exportOf(session.task));
      if (other === undefined) continue;
      const ended = await follow(ctx, other.id, session.signal);
      if (ended.status === 'held') return endOf(ended);
    }
  });
}

type Report = (progress: { done: number; total: number }) => void;

/** The run to follow; null when there is none yet, or when the last one failed and another try is due. */
async function runOf(ctx: Context, task: TaskRow): Promise<string | null> {
  const runs = await runsOfRefresh(ctx.db, exportOf(task), task.created_at);
  const last = runs.at(-1);
  if (last === undefined || (last.status === 'failed' && runs.length <= task.tries)) return null;
  return last.id;
}

/** Null while another run of the export is under way. */
async function start(ctx: Context, task: TaskRow): Promise<string | null> {
  const exportId = exportOf(task);
  const starting = ctx.db.transaction().execute(async (tx) => {
    // Whoever cancels the task cancels its run, and must not miss it.
    if (!(await holdTask(tx, task.id))) {
      throw new SegueError('taskCanceled', { detail: `The export "${task.name}" was canceled.` });
    }
    return prepareRun(ctx, tx, { exportId, mode: 'incremental', trigger: 'refresh', requestedBy: null });
  });
  const id = await starting.catch((thrown: unknown) => {
    if (thrown instanceof SegueError && thrown.code === 'runActive') return null;
    throw thrown;
  });
  if (id !== null) ctx.queue.kick('run');
  return id;
}

function exportOf(task: TaskRow): ExportId {
  if (task.target_id === null) throw new Error('The task of an export names none.');
  return task.target_id as ExportId;
}

/** Until it has ended or is held. */
async function follow(ctx: Context, runId: string, signal: AbortSignal, report?: Report): Promise<Run> {
  for (;;) {
    signal.throwIfAborted();
    const changed = new AbortController();
    const stop = ctx.signals.on('run', (run) => run === runId && changed.abort());
    try {
      const run = await readRun(ctx.db, runId);
      report?.({ done: run.progress.done, total: run.progress.total });
      if (!isActive(run.status) || run.status === 'held') return run;
      const { pollMilliseconds } = ctx.config.tuning;
      await ctx.clock.pause(pollMilliseconds, AbortSignal.any([signal, changed.signal]));
    } finally {
      stop();
    }
  }
}

/** A run that is held waits for a person, and the refresh does not wait with it. */
function endOf(run: Run): TaskEnd {
  switch (run.status) {
    case 'successful':
      return { status: 'successful' };
    case 'failed':
    case 'failedPermanently':
      return { status: run.status, error: run.error ?? unexplained(run), ofRun: true };
    case 'held':
      return { status: 'failedPermanently', error: run.error ?? unexplained(run), ofRun: true };
    case 'canceled':
    case 'skipped':
      return { status: 'canceled' };
    case 'notStarted':
    case 'queued':
    case 'processing':
      throw new Error('The run has not ended.');
  }
}

function unexplained(run: Run) {
  const { code, title, detail, action } = new SegueError('internal', { detail: `See the run ${run.id}.` });
  return { code, title, detail, action };
}
