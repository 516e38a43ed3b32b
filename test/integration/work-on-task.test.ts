import { describe, expect, test } from 'vitest';
import { TaskId } from '../../src/contract/ids.ts';
import { sweep } from '../../src/engine/sweep.ts';
import { type TaskEnd, workOnTask } from '../../src/engine/work-on-task.ts';
import { SegueError } from '../../src/errors.ts';
import { abandonedTasks } from '../../src/store/task-leases.ts';
import { findTask, findTaskRow, insertTask } from '../../src/store/tasks.ts';
import { withContext } from '../support/context.ts';
import { databases } from '../support/database.ts';
import { until } from '../support/until.ts';

const never = new AbortController().signal;
const done: TaskEnd = { status: 'successful' };

describe.each(databases)('working on a task, on %s', (database) => {
  const made = withContext({ database, tuning: { heartbeatMilliseconds: 20, retryScale: 0.01 } });
  const insert = async () => {
    const id = TaskId.parse(made.ctx.newId());
    const task = { id, kind: 'source', name: 'shop', targetId: null } as const;
    await made.ctx.db.transaction().execute((tx) => insertTask(tx, task, made.ctx.clock.now()));
    return id;
  };
  const brands = async () =>
    (await made.ctx.db.selectFrom('brands').select('id').execute()).map(({ id }) => id);

  test('what it produced becomes valid with its end, and shows its progress meanwhile', async () => {
    const id = await insert();
    const seen: string[] = [];
    const stop = made.ctx.signals.on('task', (changed) => seen.push(changed));
    await workOnTask(made.ctx, id, never, async (session) => {
      session.report({ done: 1, total: 2 });
      await until(async () => (await findTask(made.ctx.db, id))?.progress?.done === 1);
      return {
        ...{ status: 'successful' },
        commit: async (tx) =>
          void (await tx.insertInto('brands').values({ id: 'kept', name: 'b' }).execute()),
      };
    });
    stop();
    expect(seen).toContain(id);
    expect(await brands()).toContain('kept');
    expect(await findTask(made.ctx.db, id)).toMatchObject({
      status: 'successful',
      progress: { done: 1, total: 2 },
    });
  });

  test('nothing is kept of an end that fails', async () => {
    const id = await insert();
    await made.ctx.db.updateTable('tasks').set({ tries: 2 }).where('id', '=', id).execute();
    await workOnTask(made.ctx, id, never, async () => ({
      ...{ status: 'successful' },
      async commit(tx) {
        await tx.insertInto('brands').values({ id: 'lost', name: 'b' }).execute();
        throw new Error('no');
      },
    }));
    expect(await brands()).not.toContain('lost');
    expect(await findTask(made.ctx.db, id)).toMatchObject({
      status: 'failed',
      error: { code: 'internal' },
    });
  });

  test('an error that may pass is tried again twice, after a growing pause, before it counts', async () => {
    const id = await insert();
    let tries = 0;
    const fail = () =>
      workOnTask(made.ctx, id, never, async () => {
        throw new SegueError('diskFull', { detail: `No space at try ${++tries}.` });
      });
    const pauses: number[] = [];
    for (const expected of [1, 2]) {
      await fail();
      const row = await findTaskRow(made.ctx.db, id);
      const waiting = { status: 'processing', owner: null, starts: 0, tries: expected };
      expect(row).toMatchObject({ ...waiting, error: { detail: `No space at try ${expected}.` } });
      pauses.push((row?.lease_until?.getTime() ?? 0) - Date.now());
      // Nobody can take it before the pause is over; then a look finds it.
      await until(async () => (await abandonedTasks(made.ctx.db)).some((task) => task.id === id));
    }
    expect(pauses[1]).toBeGreaterThan(pauses[0] ?? 0);
    await fail();
    expect(tries).toBe(3);
    expect(await findTask(made.ctx.db, id)).toMatchObject({
      status: 'failed',
      error: { code: 'diskFull', detail: 'No space at try 3.' },
    });
  });

  test('what succeeds at the second try shows no error any more', async () => {
    const id = await insert();
    await workOnTask(made.ctx, id, never, async () => {
      throw new SegueError('diskFull', { detail: 'No space.' });
    });
    await until(async () => (await abandonedTasks(made.ctx.db)).some((task) => task.id === id));
    await workOnTask(made.ctx, id, never, async () => done);
    const task = await findTask(made.ctx.db, id);
    expect([task?.status, task?.error]).toEqual(['successful', undefined]);
  });

  test('an error that needs a person ends it for good, with what to do', async () => {
    const id = await insert();
    await workOnTask(made.ctx, id, never, async () => {
      throw new SegueError('fileMissing', { detail: 'There is no file "a.csv".' });
    });
    expect(await findTask(made.ctx.db, id)).toMatchObject({
      status: 'failedPermanently',
      error: { code: 'fileMissing', detail: 'There is no file "a.csv".', action: expect.any(String) },
    });
  });

  test('a service that stops gives it back, and the next start goes on', async () => {
    const id = await insert();
    const shutdown = new AbortController();
    await workOnTask(made.ctx, id, shutdown.signal, async (session) => {
      shutdown.abort();
      session.signal.throwIfAborted();
      return done;
    });
    expect(await findTaskRow(made.ctx.db, id)).toMatchObject({
      status: 'processing',
      owner: null,
      starts: 0,
    });
    await sweep(made.ctx);
    expect((await made.ctx.queue.depths()).source).toBeGreaterThan(0);
    await workOnTask(made.ctx, id, never, async () => done);
    expect(await findTask(made.ctx.db, id)).toMatchObject({ status: 'successful' });
  });

  test('whoever lost the lease stops and changes nothing', async () => {
    const id = await insert();
    await workOnTask(made.ctx, id, never, async (session) => {
      await made.ctx.db.updateTable('tasks').set({ owner: 'somebody else' }).where('id', '=', id).execute();
      await until(() => session.signal.aborted);
      return done;
    });
    expect(await findTaskRow(made.ctx.db, id)).toMatchObject({
      status: 'processing',
      owner: 'somebody else',
    });
  });

  test('a task that ends its process every time is given up at the fourth start', async () => {
    const id = await insert();
    await made.ctx.db.updateTable('tasks').set({ starts: 3 }).where('id', '=', id).execute();
    let worked = false;
    await workOnTask(made.ctx, id, never, async () => {
      worked = true;
      return done;
    });
    expect(worked).toBe(false);
    expect(await findTask(made.ctx.db, id)).toMatchObject({
      status: 'failedPermanently',
      error: { code: 'runAbandoned' },
    });
  });
});
