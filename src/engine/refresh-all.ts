// The refresh of everything: sources, then the active dynamic segments, then the exports that go with every refresh.
// Each step is a task of its own, made here and executed by whoever takes its job; what depends on a step that failed
// is skipped and says on what. A refresh that is taken up again goes on with the tasks it had made.
import type { Context } from '../context.ts';
import { TaskId } from '../contract/ids.ts';
import type { RunError } from '../contract/runs.ts';
import type { TaskKind } from '../contract/tasks.ts';
import { tablesOfRules } from '../core/tables-of-rules.ts';
import { isActive } from '../core/transitions.ts';
import { SegueError } from '../errors.ts';
import type { Tx } from '../store/db.ts';
import { exportsWithRefresh } from '../store/refresh-steps.ts';
import { allSegments } from '../store/segments.ts';
import { allSources } from '../store/sources.ts';
import { findTaskRow, findTaskSince, holdTask, insertTask, moveTask, type TaskRow } from '../store/tasks.ts';
import { followExport } from './follow-export.ts';
import { type Alongside, announceTask, prepareTask, startTask } from './start-task.ts';
import { type TaskEnd, type TaskSession, told, workOnTask } from './work-on-task.ts';

export const wholeRefresh = { kind: 'refresh', name: 'Refresh of everything', targetId: null } as const;

/** @param sharedOnly whether exports stay out whose connection is not shared with contributors */
export const startRefresh = (ctx: Context, sharedOnly: boolean, alongside?: Alongside): Promise<TaskId> =>
  startTask(ctx, { ...wholeRefresh, sharedOnly }, alongside);

export function refreshAll(ctx: Context, taskId: TaskId, shutdown: AbortSignal): Promise<void> {
  return workOnTask(ctx, taskId, shutdown, (session) => refresh(ctx, session));
}

type Step = {
  kind: Exclude<TaskKind, 'refresh'>;
  id: string;
  name: string;
  /** What must have succeeded before: tables that are read in this refresh, and segments. */
  needs: string[];
  gives: string[];
};

type Failure = { what: string; error: RunError; isCanceled: boolean };
type StepEnd = { error: RunError; isCanceled: boolean };

async function refresh(ctx: Context, session: TaskSession): Promise<TaskEnd> {
  const steps = await stepsOf(ctx, session.task.shared_only);
  const total = steps.length;
  let done = 0;
  /** By what a step gives (a table, a segment), the failure for which that will be missing, once it is known. */
  const given = new Map<string, Promise<Failure | undefined>>();
  const failures: Failure[] = [];
  session.report({ done, total });
  const take = async (step: Step, needed: (Promise<Failure | undefined> | undefined)[]) => {
    const blocked = (await Promise.all(needed)).find((failure) => failure !== undefined);
    const end = await takeStep(ctx, session, step, blocked);
    session.report({ done: ++done, total });
    if (end === undefined || blocked !== undefined) return blocked;
    const failure = {
      what: `the ${step.kind} "${step.name}" ${end.isCanceled ? 'was canceled' : 'failed'}`,
      ...end,
    };
    failures.push(failure);
    return failure;
  };
  const ends = steps.map((step) => {
    const end = take(
      step,
      step.needs.map((need) => given.get(need)),
    );
    for (const gift of step.gives) given.set(gift, end);
    return end;
  });
  await Promise.all(ends);
  return endOf(failures);
}

function endOf(all: Failure[]): TaskEnd {
  const failures = all.filter(({ isCanceled }) => !isCanceled);
  const [first] = failures;
  if (first === undefined) return { status: all.length === 0 ? 'successful' : 'canceled' };
  const others = failures.length === 1 ? '' : ` (and ${failures.length - 1} more)`;
  return {
    status: 'failed',
    error: { ...first.error, detail: `${capital(first.what)}${others}: ${first.error.detail}` },
  };
}

/** In an order in which each comes after what it needs. */
async function stepsOf(ctx: Context, sharedOnly: boolean): Promise<Step[]> {
  const sources = await allSources(ctx.db);
  const segments = (await allSegments(ctx.db)).filter(({ type, active }) => type === 'dynamic' && active);
  const exports = await exportsWithRefresh(ctx.db, sharedOnly);
  const profiles = sources.flatMap(({ tables }) => tables).find(({ kind }) => kind === 'profiles');
  const always = profiles === undefined ? [] : [tableKey(profiles.name)];
  return [
    ...sources.map(
      ({ id, name, tables }): Step => ({
        ...{ kind: 'source', id, name, needs: [] },
        gives: tables.map((table) => tableKey(table.name)),
      }),
    ),
    ...segments.map(
      ({ id, name, rules }): Step => ({
        ...{ kind: 'segment', id, name, gives: [`segment ${id}`] },
        needs: [...always, ...tablesOfRules(rules).map(tableKey)],
      }),
    ),
    ...exports.map(
      ({ id, name, segmentIds }): Step => ({
        ...{ kind: 'export', id, name, gives: [] },
        needs: [...always, ...segmentIds.map((segment) => `segment ${segment}`)],
      }),
    ),
  ];
}

/** Answers with what went wrong, if anything did. */
async function takeStep(
  ctx: Context,
  session: TaskSession,
  step: Step,
  blocked: Failure | undefined,
): Promise<StepEnd | undefined> {
  const made = await findTaskSince(ctx.db, step.kind, step.id, session.task.created_at);
  if (blocked !== undefined) {
    const error = { ...blocked.error, detail: `Not done, because ${blocked.what} before it.` };
    if (made === null) await insertSkipped(ctx, session, step, error);
    return { error, isCanceled: false };
  }
  const id = made ?? (await makeStep(ctx, session, step));
  for (;;) {
    // A step of a refresh that lost its process may still be leased to that: then this does nothing for a while.
    if (step.kind === 'export') await followExport(ctx, id, session.signal);
    const ended = await ifEnded(ctx, id, session.signal);
    if (ended !== undefined) return wrongWith(ended);
  }
}

function wrongWith({ kind, name, status, error }: TaskRow): StepEnd | undefined {
  if (status === 'canceled') {
    const canceled = new SegueError('taskCanceled', { detail: `The ${kind} "${name}" was canceled.` });
    return { error: told(canceled), isCanceled: true };
  }
  return error === null ? undefined : { error, isCanceled: false };
}

async function makeStep(ctx: Context, session: TaskSession, { kind, id, name }: Step): Promise<TaskId> {
  const refreshId = session.task.id;
  const made = await ctx.db.transaction().execute(async (tx) => {
    await requireWanted(tx, session);
    if (kind !== 'export') return prepareTask(ctx, tx, { kind, name, targetId: id, refreshId });
    const task = { id: TaskId.parse(ctx.newId()), kind, name, targetId: id, refreshId };
    await insertTask(tx, task, ctx.clock.now());
    return task.id;
  });
  if (kind !== 'export') announceTask(ctx, kind, made);
  return made;
}

/** Nothing more is begun for a refresh that was canceled; its lease is lost by that, so that nobody reads this. */
async function requireWanted(tx: Tx, { task }: TaskSession): Promise<void> {
  if (await holdTask(tx, task.id)) return;
  throw new SegueError('taskCanceled', { detail: 'The refresh has ended.' });
}

async function insertSkipped(
  ctx: Context,
  session: TaskSession,
  { kind, id, name }: Step,
  error: RunError,
): Promise<void> {
  const made = TaskId.parse(ctx.newId());
  const at = ctx.clock.now();
  await ctx.db.transaction().execute(async (tx) => {
    await requireWanted(tx, session);
    await insertTask(tx, { id: made, kind, name, targetId: id, refreshId: session.task.id }, at);
    await moveTask(tx, { id: made, status: 'queued' }, 'skipped', { at, error });
  });
}

/** Waits for a change; another process may execute the step, of which no signal comes, so that it waits not long. */
async function ifEnded(ctx: Context, id: TaskId, signal: AbortSignal): Promise<TaskRow | undefined> {
  const changed = new AbortController();
  const stop = ctx.signals.on('task', (task) => task === id && changed.abort());
  try {
    signal.throwIfAborted();
    const task = await findTaskRow(ctx.db, id);
    if (task === null) throw new Error('A step of the refresh vanished.');
    if (!isActive(task.status)) return task;
    await ctx.clock.pause(ctx.config.tuning.pollMilliseconds, AbortSignal.any([signal, changed.signal]));
    return undefined;
  } finally {
    stop();
  }
}

/** Names of tables compare without regard to case. */
const tableKey = (name: string): string => `table ${name.toLowerCase()}`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
