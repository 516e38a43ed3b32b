import { afterEach, describe, expect, test } from 'vitest';
import { SourceId, TaskId } from '../../src/contract/ids.ts';
import type { TaskKind } from '../../src/contract/tasks.ts';
import { refreshAll } from '../../src/engine/refresh-all.ts';
import { refreshSource } from '../../src/engine/refresh-source.ts';
import { databases } from '../support/database.ts';
import { type Segue, startSegue } from '../support/segue.ts';
import { until } from '../support/until.ts';

let opened: Segue[] = [];
afterEach(async () => {
  for (const segue of opened) await segue.close();
  opened = [];
});

const never = new AbortController().signal;

/** A server without a worker: each step waits until the test works it off. */
async function open(database: (typeof databases)[number]) {
  const segue = await startSegue({ database, roles: { api: true, worker: false } });
  opened.push(segue);
  const { client, ctx } = segue;
  const people = { path: segue.putFile('people.csv', 'id,email\n1,a@example.com\n'), key: 'id' };
  const orders = { path: segue.putFile('orders.csv', 'customer,amount\n1,10\n'), customerKey: 'customer' };
  const shop = await client.sources.create({
    ...{ name: 'shop', type: 'file', tables: [{ name: 'people', kind: 'profiles', ...people }] },
  });
  const sales = await client.sources.create({
    ...{ name: 'sales', type: 'file', tables: [{ name: 'orders', kind: 'related', ...orders }] },
  });
  const read = async (id: string) => {
    const task = await client.sources.refresh(SourceId.parse(id));
    await refreshSource(ctx, TaskId.parse(task.id), never);
  };
  for (const { id } of [shop, sales]) await read(id);
  const reachable = [{ where: { all: [{ attribute: 'email', op: 'isNotEmpty' as const }] } }];
  const buyers = [{ where: { all: [{ table: 'orders' }] } }];
  await client.segments.create({ name: 'reachable', type: 'dynamic', rules: reachable });
  await client.segments.create({ name: 'buyers', type: 'dynamic', rules: buyers });
  await client.segments.create({ name: 'frozen', type: 'static', rules: buyers });
  const begin = async () => {
    const refresh = TaskId.parse((await client.refresh.start()).id);
    return { refresh, working: refreshAll(ctx, refresh, never) };
  };
  /** Of this kind, the tasks that have not ended, or have in that way. */
  const names = async (kind: TaskKind, status: string) =>
    (await client.tasks.list({ kind })).items.filter((task) => task.status === status);
  const waiting = (kind: TaskKind, name: string) =>
    until(async () => (await names(kind, 'queued')).find((task) => task.name === name), { what: name });
  return { client, ctx, sales, begin, names, waiting };
}

describe.each(databases)('the steps of a refresh on %s', (database) => {
  test('start as soon as what they need is there, and end with it when it is canceled', async () => {
    const { client, ctx, begin, names, waiting } = await open(database);
    const { refresh, working } = await begin();
    const shop = await waiting('source', 'shop');
    const sales = await waiting('source', 'sales');
    expect(await names('segment', 'queued')).toEqual([]);
    await refreshSource(ctx, TaskId.parse(shop.id), never);
    const reachable = await waiting('segment', 'reachable');
    // The other source has not been read, and what needs it waits.
    expect(await names('segment', 'queued')).toHaveLength(1);
    expect(await client.tasks.cancel(refresh)).toMatchObject({ status: 'canceled' });
    await working;
    for (const { id } of [sales, reachable]) {
      expect(await client.tasks.get(id)).toMatchObject({ status: 'canceled', endedAt: expect.any(String) });
    }
    expect(await client.tasks.get(refresh)).toMatchObject({ status: 'canceled' });
    expect((await client.tasks.list({ kind: 'segment' })).items).toHaveLength(1);
    await expect(client.tasks.cancel(refresh)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('are skipped when one that they need is canceled, and say so', async () => {
    const { client, ctx, begin, names, waiting } = await open(database);
    const { refresh, working } = await begin();
    const sales = await waiting('source', 'sales');
    await client.tasks.cancel(sales.id);
    const shop = await waiting('source', 'shop');
    await refreshSource(ctx, TaskId.parse(shop.id), never);
    await client.tasks.cancel((await waiting('segment', 'reachable')).id);
    await working;
    expect(await names('segment', 'skipped')).toMatchObject([
      {
        name: 'buyers',
        error: {
          code: 'taskCanceled',
          detail: 'Not done, because the source "sales" was canceled before it.',
        },
      },
    ]);
    expect(await client.tasks.get(refresh)).toMatchObject({
      status: 'canceled',
      progress: { done: 4, total: 4 },
    });
  });

  test('that somebody asked for on their own stay when the refresh is canceled', async () => {
    const { client, sales, begin, waiting } = await open(database);
    const asked = await client.sources.refresh(sales.id);
    const { refresh, working } = await begin();
    const shop = await waiting('source', 'shop');
    await client.tasks.cancel(refresh);
    expect(await client.tasks.get(shop.id)).toMatchObject({ status: 'canceled' });
    expect(await client.tasks.get(asked.id)).toMatchObject({ status: 'queued' });
    await client.tasks.cancel(asked.id);
    await working;
  });
});
