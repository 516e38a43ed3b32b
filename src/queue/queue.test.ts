import { describe, expect, test } from 'vitest';
import { databases, withDatabase } from '../../test/support/database.ts';
import { until } from '../../test/support/until.ts';
import type { RunId } from '../contract/ids.ts';
import { createLogger } from '../logger.ts';
import { type Handlers, openQueue, type Queue } from './queue.ts';

describe.each(databases)('the queue on %s', (kind) => {
  const made = withDatabase(kind);
  const open = () =>
    openQueue({ query: made.database.query, logger: createLogger('silent'), pollMilliseconds: 60_000 });
  const runJob = () => ({ name: 'run', payload: { runId: crypto.randomUUID() as RunId } }) as const;
  const handlersFor = (handle: (runId: RunId) => Promise<void>, atOnce = 1): Handlers => ({
    run: { atOnce, handle: ({ runId }) => handle(runId) },
    source: { atOnce: 1, handle: async () => {} },
    segment: { atOnce: 1, handle: async () => {} },
    refresh: { atOnce: 1, handle: async () => {} },
    notify: { atOnce: 1, handle: async () => {} },
    maintenance: { atOnce: 1, handle: async () => {} },
  });
  const enqueue = (queue: Queue, job: ReturnType<typeof runJob>) =>
    made.db.transaction().execute((tx) => queue.enqueue(tx, job));

  test('does a job once, at once when kicked', async () => {
    const queue = await open();
    const done: RunId[] = [];
    queue.work(handlersFor(async (id) => void done.push(id)));
    const jobs = [runJob(), runJob(), runJob()];
    for (const job of jobs) await enqueue(queue, job);
    queue.kick('run');
    await until(() => done.length === 3);
    expect(done.sort()).toEqual(jobs.map((job) => job.payload.runId).sort());
    await until(async () => (await queue.depths()).run === 0);
    await queue.close();
  });

  test('knows no job of a transaction that was taken back, and keeps one of two that say the same', async () => {
    const queue = await open();
    const job = runJob();
    await enqueue(queue, job);
    await enqueue(queue, job);
    const failing = made.db.transaction().execute(async (tx) => {
      await queue.enqueue(tx, runJob());
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await queue.depths()).run).toBe(1);
    const done: RunId[] = [];
    queue.work(handlersFor(async (id) => void done.push(id)));
    await until(() => done.length === 1);
    expect(done).toEqual([job.payload.runId]);
    await queue.close();
  });

  test('works on as many as it may, survives a handler that throws, and waits for the rest when it stops', async () => {
    const queue = await open();
    let open1 = () => {};
    const gate = new Promise<void>((resolve) => {
      open1 = resolve;
    });
    let underWay = 0;
    let most = 0;
    let ended = 0;
    const handle = async () => {
      most = Math.max(most, ++underWay);
      await gate;
      underWay--;
      ended++;
      throw new Error('this handler always fails');
    };
    for (let i = 0; i < 5; i++) await enqueue(queue, runJob());
    queue.work(handlersFor(handle, 2));
    await until(() => underWay === 2);
    open1();
    await until(() => ended === 5);
    expect(most).toBe(2);
    await queue.stopWork();
    expect(underWay).toBe(0);
    await queue.close();
  });
});
