// The refresh of everything: sources, then the active dynamic segments, then the exports that go with every refresh.
// Each step is a task of its own, made here and executed by whoever takes its job; what depends on a step that failed
// is skipped and says on what. A refresh that is taken up again goes on with the tasks it had made.
import type { Context } from '../context.ts';
import { TaskId } from '../contract/ids.ts';
import type { RunError } from '../contract/runs.ts';
import type { TaskKind } from '../contract/tasks.ts';
import { tablesOfRules } from '../core/tables-of-rules.ts';
import { isActive } from '../core/transitions.ts';
import { exportsWithRefresh } from '../store/refresh-steps.ts';
import { allSegments } from '../store/segments.ts';
import { allSources } from '../store/sources.ts';
import { findTaskRow, findTaskSince, insertTask, moveTask, type TaskRow } from '../store/tasks.ts';
import { followExport } from './follow-export.ts';
import { startTask } from './start-task.ts';
import { type TaskEnd, type TaskSession, workOnTask } from './work-on-task.ts';

export const wholeRefresh = { kind: 'refresh', name: 'Refresh of everything', targetId: null } as const;

export const startRefresh = (ctx: Context): Promise<TaskId> => startTask(ctx, wholeRefresh);

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

type Failure = { name: string; error: RunError };

async function refresh(ctx: Context, session: TaskSession): Promise<TaskEnd> {
  const stages = await stepsOf(ctx);
  const total = stages.flat().length;
  let done = 0;
  /** What is missing, by what it would have given: a table, a segment. */
  const missing = new Map<string, Failure>();
  const failures: Failure[] = [];
  session.report({ done, total });
  for (const stage of stages) {
    const ends = stage.map(async (step) => {
      const blocked = step.needs.map((need) => missing.get(need)).find((failure) => failure !== undefined);
      const error = await takeStep(ctx, session, step, blocked);
      session.report({ done: ++done, total });
      if (error === undefined) return;
      const failure = { name: `the ${step.kind} "${step.name}"`, error };
      if (blocked === undefined) failures.push(failure);
      for (const given of step.gives) missing.set(given, blocked ?? failure);
    });
    await Promise.all(ends);
  }
  const [first] = failures;
  if (first === undefined) return { status: 'successful' };
  const others = failures.length === 1 ? '' : ` (and ${failures.length - 1} more)`;
  return {
    status: 'failed',
    error: { ...first.error, detail: `${capital(first.name)} failed${others}: ${first.error.detail}` },
  };
}

async function stepsOf(ctx: Context): Promise<Step[][]> {
  const sources = await allSources(ctx.db);
  const segments = (await allSegments(ctx.db)).filter(({ type, active }) => type === 'dynamic' && active);
  const exports = await exportsWithRefresh(ctx.db);
  const profiles = sources.flatMap(({ tables }) => tables).find(({ kind }) => kind === 'profiles');
  const always = profiles === undefined ? [] : [tableKey(profiles.name)];
  return [
    sources.map(({ id, name, tables }) => ({
      ...{ kind: 'source', id, name, needs: [] },
      gives: tables.map((table) => tableKey(table.name)),
    })),
    segments.map(({ id, name, rules }) => ({
      ...{ kind: 'segment', id, name, gives: [`segment ${id}`] },
      needs: [...always, ...tablesOfRules(rules).map(tableKey)],
    })),
    exports.map(({ id, name, segmentIds }) => ({
      ...{ kind: 'export', id, name, gives: [] },
      needs: [...always, ...segmentIds.map((segment) => `segment ${segment}`)],
    })),
  ];
}

/** Answers with what went wrong, if anything did. */
async function takeStep(
  ctx: Context,
  session: TaskSession,
  step: Step,
  blocked: Failure | undefined,
): Promise<RunError | undefined> {
  const made = await findTaskSince(ctx.db, step.kind, step.id, session.task.created_at);
  if (blocked !== undefined) {
    const error = { ...blocked.error, detail: `Not done, because ${blocked.name} failed before it.` };
    if (made === null) await insertSkipped(ctx, step, error);
    return error;
  }
  const id = made ?? (await makeStep(ctx, step));
  for (;;) {
    // A step of a refresh that lost its process may still be leased to that: then this does nothing for a while.
    if (step.kind === 'export') await followExport(ctx, id, session.signal);
    const ended = await ifEnded(ctx, id, session.signal);
    if (ended !== undefined) return ended.error ?? undefined;
  }
}

async function makeStep(ctx: Context, { kind, id, name }: Step): Promise<TaskId> {
  if (kind !== 'export') return startTask(ctx, { kind, name, targetId: id });
  const made = TaskId.parse(ctx.newId());
  const task = { id: made, kind, name, targetId: id };
  await ctx.db.transaction().execute((tx) => insertTask(tx, task, ctx.clock.now()));
  return made;
}

async function insertSkipped(ctx: Context, { kind, id, name }: Step, error: RunError): Promise<void> {
  const made = TaskId.parse(ctx.newId());
  const at = ctx.clock.now();
  await ctx.db.transaction().execute(async (tx) => {
    await insertTask(tx, { id: made, kind, name, targetId: id }, at);
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
