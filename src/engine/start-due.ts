// What is due starts by itself: the refresh of everything, and exports with a schedule of their own. The moment is
// taken in the transaction that starts the work, so that it happens once, whatever the number of processes and
// wherever one of them ends.
import type { Context } from '../context.ts';
import { TaskId } from '../contract/ids.ts';
import { nextOfExport, nextOfSystem } from '../core/next-time.ts';
import { SegueError } from '../errors.ts';
import {
  type DueExport,
  dueExports,
  readSystemSchedule,
  takeExportMoment,
  takeSystemMoment,
} from '../store/schedules.ts';
import { hasActiveTask, insertTask, moveTask } from '../store/tasks.ts';
import { wholeRefresh } from './refresh-all.ts';
import { prepareRun } from './start-run.ts';
import { announceTask, prepareTask } from './start-task.ts';
import { tellOfTask } from './tell.ts';
import { told } from './work-on-task.ts';

/** What was missed while nobody was there happens once, unless it is so late that the next time is the better one. */
const latestMilliseconds = 12 * 60 * 60_000;

/** Starts what is due. Safe to call at any time, in any process. */
export async function startDue(ctx: Context): Promise<void> {
  await startDueRefresh(ctx);
  for (const due of await dueExports(ctx.db, ctx.clock.now())) {
    try {
      await startDueExport(ctx, due);
    } catch (error) {
      // The moment stays: the next look tries again. The others must not wait for that.
      ctx.logger.warn({ export: due.id, err: error }, 'an export that is due could not be started');
    }
  }
}

async function startDueRefresh(ctx: Context): Promise<void> {
  const now = ctx.clock.now();
  const { schedule, nextAt } = await readSystemSchedule(ctx.db);
  if (nextAt === null || nextAt > now) return;
  const id = await ctx.db.transaction().execute(async (tx) => {
    if (!(await takeSystemMoment(tx, nextAt, nextOfSystem(schedule, now)))) return null;
    if (isTooLate(ctx, nextAt, now, {})) return null;
    if (!(await hasActiveTask(tx, 'refresh'))) return prepareTask(ctx, tx, wholeRefresh);
    ctx.logger.warn('a refresh was due while one is under way: it is left out');
    return null;
  });
  if (id !== null) announceTask(ctx, 'refresh', id);
}

async function startDueExport(ctx: Context, due: DueExport): Promise<void> {
  const now = ctx.clock.now();
  const next = nextOfExport(due.schedule, now);
  try {
    const started = await ctx.db.transaction().execute(async (tx) => {
      if (!(await takeExportMoment(tx, due, next))) return false;
      // Detached exports stay, and cannot run: that is no failure of theirs.
      if (due.isDetached || due.at === null || isTooLate(ctx, due.at, now, { export: due.id })) return false;
      const wish = { exportId: due.id, mode: 'incremental', trigger: 'schedule', requestedBy: null } as const;
      await prepareRun(ctx, tx, wish);
      return true;
    });
    if (started) ctx.queue.kick('run');
  } catch (error) {
    if (!(error instanceof SegueError)) throw error;
    await leaveOut(ctx, due, next, error);
  }
}

/** A run that is refused at once has no row of its own: a task says why it did not come. */
async function leaveOut(ctx: Context, due: DueExport, next: Date | null, error: SegueError): Promise<void> {
  const at = ctx.clock.now();
  const id = TaskId.parse(ctx.newId());
  const taken = await ctx.db.transaction().execute(async (tx) => {
    if (!(await takeExportMoment(tx, due, next))) return false;
    await insertTask(tx, { id, kind: 'export', name: due.name, targetId: due.id }, at);
    const status = error.passing ? 'failed' : 'failedPermanently';
    await moveTask(tx, { id, status: 'queued' }, status, { at, error: told(error) });
    await tellOfTask(ctx, tx, { kind: 'export', id: due.id }, { taskId: id, status, code: error.code });
    return true;
  });
  if (!taken) return;
  ctx.signals.emit('task', id);
  ctx.logger.warn({ export: due.id, code: error.code }, 'an export that was due could not run');
}

function isTooLate(ctx: Context, at: Date, now: Date, facts: object): boolean {
  if (now.getTime() - at.getTime() <= latestMilliseconds) return false;
  ctx.logger.warn({ ...facts, at }, 'a scheduled time was missed by more than 12 hours: the next one counts');
  return true;
}
