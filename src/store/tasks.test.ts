import { beforeEach, describe, expect, test } from 'vitest';
import { databases, withDatabase } from '../../test/support/database.ts';
import { TaskId } from '../contract/ids.ts';
import type { TaskKind } from '../contract/tasks.ts';
import { abandonedTasks, beatTask, claimTask, releaseTask, voidTaskLeases } from './task-leases.ts';
import { countLatestTasks, findTask, insertTask, listTasks, moveTask } from './tasks.ts';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const minute = 60_000;

describe.each(databases)('tasks on %s', (kind) => {
  const made = withDatabase(kind);
  const insert = async (of: TaskKind = 'source', targetId: string | null = null, second = 0) => {
    const id = TaskId.parse(crypto.randomUUID());
    const task = { id, kind: of, name: `a ${of}`, targetId };
    await made.db.transaction().execute((tx) => insertTask(tx, task, at(second)));
    return id;
  };
  const claim = (id: TaskId, owner: string, lease = minute) =>
    made.db.transaction().execute((tx) => claimTask(tx, id, owner, lease));
  const move = (id: TaskId, to: Parameters<typeof moveTask>[2], owner?: string) =>
    made.db.transaction().execute((tx) =>
      moveTask(tx, { id, status: 'processing' }, to, {
        at: at(5),
        ...(owner === undefined ? {} : { owner }),
      }),
    );
  beforeEach(async () => {
    await made.db.deleteFrom('tasks').execute();
  });

  test('one of several takes a task, until its lease runs out', async () => {
    const id = await insert();
    const claims = await Promise.all([claim(id, 'a'), claim(id, 'b'), claim(id, 'c')]);
    const [owner] = claims.flatMap((row) => (row === undefined ? [] : [row.owner ?? '']));
    expect(claims.filter((row) => row !== undefined)).toHaveLength(1);
    expect(await abandonedTasks(made.db)).toEqual([]);
    expect(await beatTask(made.db, id, owner ?? '', -minute, { done: 1, total: 3 })).toBe(true);
    expect(await abandonedTasks(made.db)).toEqual([{ id, kind: 'source' }]);
    expect(await claim(id, 'd')).toMatchObject({ owner: 'd', starts: 2, progress: { done: 1, total: 3 } });
    expect(await beatTask(made.db, id, owner ?? '', minute, null)).toBe(false);
    expect(await move(id, 'successful', owner)).toBe(false);
    expect(await move(id, 'successful', 'd')).toBe(true);
    expect(await claim(id, 'e')).toBeUndefined();
    expect(await findTask(made.db, id)).toMatchObject({ status: 'successful', endedAt: at(5).toISOString() });
  });

  test('a task that is given back does not count that start', async () => {
    const id = await insert();
    await claim(id, 'a');
    await releaseTask(made.db, id, 'a');
    expect(await claim(id, 'b')).toMatchObject({ starts: 1 });
    await voidTaskLeases(made.db);
    expect(await claim(id, 'c')).toMatchObject({ starts: 2 });
  });

  test('only legal moves are made', async () => {
    const id = await insert();
    await claim(id, 'a');
    await expect(move(id, 'queued')).rejects.toThrow('cannot move from processing to queued');
    await expect(move(id, 'held')).rejects.toThrow('cannot move');
    expect(await move(id, 'failed')).toBe(true);
    expect(await move(id, 'successful')).toBe(false);
  });

  test('each thing counts by its latest task', async () => {
    const target = crypto.randomUUID();
    const old = await insert('source', target, 0);
    await claim(old, 'a');
    await move(old, 'failed');
    await insert('source', target, 1);
    await insert('source', crypto.randomUUID(), 1);
    await insert('segment', crypto.randomUUID(), 1);
    expect(await countLatestTasks(made.db)).toEqual([
      { kind: 'segment', counts: { queued: 1 } },
      { kind: 'source', counts: { queued: 2 } },
    ]);
    const page = await listTasks(made.db, { limit: 2, offset: 0, kind: 'source' });
    expect([page.items.length, page.total]).toEqual([2, 3]);
    expect((await listTasks(made.db, { limit: 9, offset: 0, status: 'failed' })).items[0]?.id).toBe(old);
  });
});
