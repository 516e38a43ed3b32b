import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { TaskId } from '../../src/contract/ids.ts';
import { createService } from '../../src/service.ts';
import { insertTask } from '../../src/store/tasks.ts';
import { databases } from '../support/database.ts';
import { administrator, type Segue, type SegueOptions, startSegue } from '../support/segue.ts';
import { until } from '../support/until.ts';

let opened: Segue[] = [];
const open = async (options?: SegueOptions) => {
  const segue = await startSegue(options);
  opened.push(segue);
  return segue;
};
afterEach(async () => {
  for (const segue of opened) await segue.close();
  opened = [];
});

const people = 'id,email,city\n1,a@example.com,Malmö\n2,b@example.com,Lund\n3,c@example.com,Malmö\n';
const orders = 'customer,amount\n1,10\n1,20\n3,5\n';
const where = (city: string) => [{ where: { all: [{ attribute: 'city', op: 'eq' as const, value: city }] } }];
const buyers = [{ where: { all: [{ table: 'orders' }] } }];

async function withShop(options?: SegueOptions) {
  const segue = await open(options);
  const { client } = segue;
  const shop = await client.sources.create({
    name: 'shop',
    type: 'file',
    tables: [{ name: 'customers', kind: 'profiles', path: segue.putFile('people.csv', people), key: 'id' }],
  });
  const sales = await client.sources.create({
    name: 'sales',
    type: 'file',
    tables: [
      { name: 'orders', kind: 'related', path: segue.putFile('orders.csv', orders), customerKey: 'customer' },
    ],
  });
  return { segue, shop, sales };
}

describe.each(databases)('a service on %s', (database) => {
  test('reads sources and computes segments', async () => {
    const { segue, shop } = await withShop({ database });
    expect(await segue.ended(await segue.client.sources.refresh(shop.id))).toMatchObject({
      ...{ kind: 'source', name: 'shop', status: 'successful', progress: { done: 1, total: 1 } },
    });
    const segment = await segue.client.segments.create({
      name: 'Malmö',
      type: 'dynamic',
      rules: where('Malmö'),
    });
    expect(await segue.ended(await segue.client.segments.refresh(segment.id))).toMatchObject({
      status: 'successful',
    });
    expect(await segue.client.segments.get(segment.id)).toMatchObject({ members: 2 });
  });

  test('refreshes everything, and skips what depends on a step that failed', async () => {
    const { segue, shop, sales } = await withShop({ database });
    const { client } = segue;
    for (const { id } of [shop, sales]) await segue.ended(await client.sources.refresh(id));
    const city = await client.segments.create({ name: 'in Lund', type: 'dynamic', rules: where('Lund') });
    await client.segments.create({ name: 'buyers', type: 'dynamic', rules: buyers });
    expect(await segue.ended(await client.refresh.start())).toMatchObject({
      ...{ kind: 'refresh', status: 'successful', progress: { done: 4, total: 4 } },
    });
    const broken = { name: 'orders', kind: 'related', path: 'gone.csv', customerKey: 'customer' } as const;
    await client.sources.update(sales.id, { tables: [broken] });
    segue.putFile('people.csv', people.replaceAll('Malmö', 'Lund'));
    const refresh = await segue.ended(await client.refresh.start());
    expect(refresh).toMatchObject({ status: 'failed', error: { code: 'fileMissing' } });
    expect(refresh.error?.detail).toContain('The source "sales" failed');
    expect(await client.segments.get(city.id)).toMatchObject({ members: 3 });
    const { items } = await client.tasks.list({ kind: 'segment', limit: 1000 });
    const skipped = items.filter(({ status }) => status === 'skipped');
    expect(skipped.map(({ name }) => name)).toEqual(['buyers']);
    expect(skipped[0]?.error?.detail).toContain('the source "sales" failed');
  });

  test('runs the exports that go with a refresh, as tasks that end as the runs do', async () => {
    const { segue, shop } = await withShop({ database });
    const { client } = segue;
    await segue.ended(await client.sources.refresh(shop.id));
    const segment = await client.segments.create({ name: 'Malmö', type: 'dynamic', rules: where('Malmö') });
    const connection = await client.connections.create({
      ...{ type: 'omnisend', displayName: 'shop', apiKey: 'key-of-a-shop', consent: { accepted: true } },
    });
    await client.connections.becomeExportUser(connection.id, administrator.password);
    const wish = { segmentIds: [segment.id], connectionId: connection.id, mapping: { email: 'email' } };
    const letters = await client.exports.create({ name: 'letters', ...wish });
    await client.exports.create({ name: 'by hand', ...wish, schedule: { mode: 'off' } });
    expect(await segue.ended(await client.refresh.start())).toMatchObject({ status: 'successful' });
    const { items } = await client.tasks.list({ kind: 'export' });
    expect(items).toMatchObject([{ name: 'letters', status: 'successful' }]);
    const runs = await client.runs.list({});
    expect(runs.items).toMatchObject([
      { exportId: letters.id, trigger: 'refresh', status: 'successful', counts: { accepted: 2 } },
    ]);

    // One that a person started is waited for, and then comes the refresh's own.
    segue.sandbox.control.setFail(['slow:ms=3000,times=1@POST /batches']);
    await client.exports.run(letters.id, { mode: 'full' });
    expect(await segue.ended(await client.refresh.start())).toMatchObject({ status: 'successful' });
    expect((await client.runs.list({ sort: '-createdAt' })).items).toMatchObject([
      { trigger: 'refresh', status: 'successful' },
      { trigger: 'api', mode: 'full', status: 'successful' },
      { trigger: 'refresh' },
    ]);
  });

  test('a broken file leaves the tables as they were', async () => {
    const { segue, shop } = await withShop({ database });
    await segue.ended(await segue.client.sources.refresh(shop.id));
    segue.putFile('people.csv', 'id,email,city\n1,a@example.com,Malmö\n1,b@example.com,Lund\n');
    const task = await segue.ended(await segue.client.sources.refresh(shop.id));
    expect(task).toMatchObject({ status: 'failedPermanently', error: { code: 'keyDuplicate' } });
    expect(await segue.client.tables.get('customers')).toMatchObject({ rows: 3 });
  });

  test('a task that its process left goes on at the next start', async () => {
    const { segue, shop } = await withShop({ database, tuning: { leaseMilliseconds: 300 } });
    const id = TaskId.parse(segue.ctx.newId());
    const { db, clock } = segue.ctx;
    await segue.ctx.queue.stopWork();
    await db.transaction().execute((tx) => {
      return insertTask(tx, { id, kind: 'source', name: 'shop', targetId: shop.id }, clock.now());
    });
    const lease = new Date(clock.now().getTime() + 300);
    const left = { status: 'processing', owner: 'somebody dead', lease_until: lease, starts: 1 } as const;
    await db.updateTable('tasks').set(left).where('id', '=', id).execute();
    await segue.restart();
    expect(await segue.ended({ id })).toMatchObject({ status: 'successful' });
  });
});

describe('a process', () => {
  test('keeps its files for its owner alone, and turns a second one away', async () => {
    const segue = await open({ database: 'pglite' });
    for (const name of ['storage', 'secret.key', 'operator.json', 'lock']) {
      expect(statSync(join(segue.dataDir, name)).mode & 0o077, name).toBe(0);
    }
    const again = createService({ config: segue.config, roles: { api: true, worker: true } });
    await expect(again).rejects.toMatchObject({ code: 'dataDirInUse' });
  });

  test('can be closed twice, and starts again on the same data', async () => {
    const { segue, shop } = await withShop();
    await Promise.all([segue.stop(), segue.stop()]);
    await segue.restart();
    expect((await segue.client.sources.list()).items.map(({ id }) => id)).toContain(shop.id);
  });

  test('counts what waits and what ended', async () => {
    const { segue, shop } = await withShop();
    await segue.ended(await segue.client.sources.refresh(shop.id));
    const text = await until(async () => {
      const shown = await segue.ctx.metrics.registry.metrics();
      return /segue_tasks_total\{kind="source",status="successful"\} 1/.test(shown) && shown;
    });
    expect(text).toMatch(/segue_queue_jobs\{queue="run"\} 0/);
  });

  test('that stores elsewhere than in a folder does not start, and says so', async () => {
    const segue = await open();
    const config = { ...segue.config, storage: { kind: 's3', bucket: 'b', prefix: '' } } as const;
    await expect(createService({ config, roles: { api: false, worker: true } })).rejects.toMatchObject({
      code: 'configInvalid',
      fields: [{ field: 'SEGUE_STORAGE_URL' }],
    });
  });
});
