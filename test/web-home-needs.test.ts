// What of the exports and tasks waits for a person.
import { expect, it } from 'vitest';
import { zeroCounts } from '../src/contract/runs.ts';
import type { Schemas } from '../web/api/client.ts';
import { needsOf } from '../web/pages/home/needs.ts';

const at = '2026-11-25T06:00:00.000Z';

function exportWith(name: string, change: Partial<Schemas['Run']> | null, connectionId: string | null = 'c') {
  const progress = { done: 0, total: 0, phase: 'done' as const, etaSeconds: null, mostPerMinute: null };
  const run: Schemas['Run'] | null =
    change === null
      ? null
      : {
          ...{
            id: `run of ${name}`,
            exportId: name,
            mode: 'incremental',
            trigger: 'manual',
            status: 'successful',
          },
          ...{ createdAt: at, startedAt: at, endedAt: at, counts: zeroCounts, progress, estimate: null },
          ...change,
        };
  return { id: name, name, connectionId, lastRun: run } as Schemas['Export'];
}

const task = (
  id: string,
  name: string,
  status: Schemas['Task']['status'],
  kind: Schemas['Task']['kind'] = 'source',
) => ({ id, kind, name, status }) as Schemas['Task'];

const kinds = (...needs: Parameters<typeof needsOf>) => needsOf(...needs).map(({ kind }) => kind);

it('is calm when runs went well, failed for a while, or have not been', () => {
  const exports = [
    exportWith('new', null),
    exportWith('well', { counts: { ...zeroCounts, accepted: 1000, rejected: 49 } }),
    exportWith('passing', { status: 'failed' }),
    exportWith('running', { status: 'processing' }),
  ];
  expect(kinds(exports, [])).toEqual([]);
});

it('names held, failed, detached and turned-down ones, the most urgent first', () => {
  const exports = [
    exportWith('turned down', { counts: { ...zeroCounts, accepted: 95, rejected: 5 } }),
    exportWith('detached', null, null),
    exportWith('failed', { status: 'failedPermanently' }),
    exportWith('held', { status: 'held' }),
  ];
  expect(kinds(exports, [task('1', 'shop', 'failedPermanently')])).toEqual([
    ...['held', 'failed', 'taskFailed', 'detached', 'rejections'],
  ]);
});

it('looks at the latest task of each source and segment alone', () => {
  const tasks = [
    task('3', 'shop', 'successful'),
    task('2', 'shop', 'failedPermanently'),
    task('1', 'shop', 'failedPermanently', 'segment'),
    task('0', 'all', 'failedPermanently', 'refresh'),
  ];
  expect(needsOf([], tasks).map(({ id }) => id)).toEqual(['1']);
});
