// What of all there is needs a person, the most urgent first.
import type { Schemas } from '../../api/client.ts';

type Export = Schemas['Export'];
type Run = Schemas['Run'];

export type Need =
  | { kind: 'held'; id: string; export: Export; run: Run }
  | { kind: 'failed'; id: string; export: Export; run: Run }
  | { kind: 'detached'; id: string; export: Export }
  | { kind: 'rejections'; id: string; export: Export; run: Run; turnedDown: number; share: number }
  | { kind: 'taskFailed'; id: string; task: Schemas['Task'] };

/** From this share of those that were to be sent, rejections are worth a look; fewer are as every list has them. */
const manyRejections = 0.05;

const urgency: Record<Need['kind'], number> = {
  held: 0,
  failed: 1,
  taskFailed: 2,
  detached: 3,
  rejections: 4,
};

export function needsOf(exports: readonly Export[], tasks: readonly Schemas['Task'][]): Need[] {
  const needs = [...exports.flatMap(needOfExport), ...latestOfEach(tasks).flatMap(needOfTask)];
  return needs.sort((one, other) => urgency[one.kind] - urgency[other.kind]);
}

function needOfExport(one: Export): Need[] {
  const run = one.lastRun;
  if (run?.status === 'held') return [{ kind: 'held', id: run.id, export: one, run }];
  if (one.connectionId === null) return [{ kind: 'detached', id: one.id, export: one }];
  if (run === null) return [];
  if (run.status === 'failedPermanently') return [{ kind: 'failed', id: run.id, export: one, run }];
  const { accepted, rejected } = run.counts;
  const share = rejected / Math.max(accepted + rejected, 1);
  if (run.status !== 'successful' || share < manyRejections) return [];
  return [{ kind: 'rejections', id: run.id, export: one, run, turnedDown: rejected, share }];
}

/** Of sources and segments; an export tells for itself by its run. */
function needOfTask(task: Schemas['Task']): Need[] {
  const isOwn = task.kind === 'source' || task.kind === 'segment';
  return isOwn && task.status === 'failedPermanently' ? [{ kind: 'taskFailed', id: task.id, task }] : [];
}

/** @param tasks the latest first */
function latestOfEach(tasks: readonly Schemas['Task'][]): Schemas['Task'][] {
  const seen = new Set<string>();
  return tasks.filter(({ kind, name, targetId }) => {
    // By id: a source that was given another name is the same one.
    const key = `${kind} ${targetId ?? name}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
