import { z } from 'zod';
import { TaskId } from './ids.ts';
import { Run, RunError, statuses } from './runs.ts';

export const taskKinds = ['refresh', 'source', 'segment', 'export'] as const;
export type TaskKind = (typeof taskKinds)[number];

export const Task = z.object({
  id: TaskId,
  kind: z.enum(taskKinds),
  name: z.string(),
  /** The source, segment or export; null for the refresh of everything. */
  targetId: z.string().nullable(),
  /** The refresh of everything that this is a step of. */
  refreshId: TaskId.nullable(),
  status: z.enum(statuses),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  progress: z.object({ done: z.int(), total: z.int() }).nullable(),
  error: RunError.optional(),
});
export type Task = z.infer<typeof Task>;

/** The answer of a call that starts work: the id of its task. */
export const TaskStarted = z.object({ id: TaskId });
export type TaskStarted = z.infer<typeof TaskStarted>;

/** Contacts of runs by the day (UTC) on which these ended, every day, the earliest first. */
export const StatusTrend = z.object({
  items: z.array(z.object({ day: z.iso.date(), accepted: z.int(), rejected: z.int(), runs: z.int() })),
});
export type StatusTrend = z.infer<typeof StatusTrend>;

/** By kind, how many sources, segments, exports … stand where: each counts once, by its latest task. */
export const StatusSummary = z.object({
  kinds: z.array(
    z.object({ kind: z.enum(taskKinds), counts: z.partialRecord(z.enum(statuses), z.int().min(1)) }),
  ),
  activeRuns: z.array(Run),
  lastRuns: z.array(Run),
});
export type StatusSummary = z.infer<typeof StatusSummary>;
