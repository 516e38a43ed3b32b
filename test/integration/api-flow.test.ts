// The whole way through the public API: a file of customers, segments of it, Omnisend.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../src/contract/runs.ts';
import { administrator, type Segue, startSegue } from '../support/segue.ts';

const people = Array.from(
  { length: 30 },
  (_, n) => `${n + 1},person${n + 1}@example.com,Åsa ${n + 1},${n % 2 ? 'SE' : 'NO'}`,
);
const customers = [
  'CustomerKey,EmailAddress,FirstName,Country',
  ...people,
  '31,no address at all,Bo,SE',
  '32,PERSON1@example.com,Twin,SE',
  '33,"half a line',
].join('\n');
const sales = ['OrderKey,CustomerKey,Amount', '1,1,10', '2,1,20', '3,2,5'].join('\n');

describe('from a file of customers to Omnisend', () => {
  let segue: Segue;
  beforeAll(async () => {
    segue = await startSegue();
    segue.putFile('customers.csv', customers);
    segue.putFile('sales.csv', sales);
  });
  afterAll(() => segue?.close());

  it('reads a source and shows its tables', async () => {
    const { client } = segue;
    const source = await client.sources.create({
      name: 'Shop',
      type: 'file',
      tables: [
        { name: 'Customers', kind: 'profiles', path: 'customers.csv', key: 'CustomerKey' },
        { name: 'Sales', kind: 'related', path: 'sales.csv', customerKey: 'CustomerKey' },
      ],
    });
    expect((await client.tables.list()).total).toBe(0);
    const task = await client.tasks.wait((await client.sources.refresh(source.id)).id);
    expect(task).toMatchObject({ kind: 'source', name: 'Shop', status: 'successful' });
    const table = await client.tables.get('Customers', { sample: 3, profile: 'Country' });
    expect(table).toMatchObject({ kind: 'profiles', rows: 32, badLines: 1, idColumn: 'CustomerKey' });
    expect(table.sample).toHaveLength(3);
    expect(table.sample?.[0]).toMatchObject({ FirstName: 'Åsa 1', Country: 'NO' });
    expect(table.profile).toMatchObject({ column: 'Country', count: 32, nulls: 0, distinct: 2 });
    expect(table.profile?.top[0]).toEqual({ value: 'SE', count: 17 });
    const bad = await client.tables.badLines('Customers');
    expect(bad.total).toBe(1);
    expect(bad.items[0]).toMatchObject({
      file: 'customers.csv',
      text: expect.stringContaining('half a line'),
    });
    await expect(client.tables.get('Customers', { profile: 'Shoes' })).rejects.toMatchObject({
      code: 'columnMissing',
    });
    await expect(client.tables.get('Orders')).rejects.toMatchObject({ code: 'notFound' });
  });

  it('previews, makes and refreshes segments', async () => {
    const { client } = segue;
    const swedes = [{ where: { all: [{ attribute: 'Country', op: 'eq' as const, value: 'se' }] } }];
    const preview = await client.segments.preview({ rules: swedes });
    expect(preview.count).toBe(17);
    expect(preview.sample[0]).toMatchObject({ Country: 'SE' });
    await expect(
      client.segments.preview({ rules: [{ where: { all: [{ attribute: 'Land', op: 'eq', value: 1 }] } }] }),
    ).rejects.toMatchObject({ code: 'ruleInvalid', errors: [{ field: 'rules[0].where.all[0].attribute' }] });
    const segment = await client.segments.create({ name: 'Svenskar', type: 'dynamic', rules: swedes });
    await expect(client.segments.members(segment.id)).rejects.toMatchObject({ code: 'notIngested' });
    await client.tasks.wait((await client.segments.refresh(segment.id)).id);
    expect(await client.segments.get(segment.id)).toMatchObject({ members: 17 });
    const members = await client.segments.members(segment.id, { limit: 5 });
    expect(members.total).toBe(17);
    expect(members.items).toHaveLength(5);
    let csv = '';
    for await (const text of client.segments.membersCsv(segment.id)) csv += text;
    expect(csv.trim().split('\n')).toHaveLength(18);
    const buyers = await client.segments.create({
      name: 'Buyers',
      type: 'dynamic',
      rules: [{ where: { all: [{ table: 'Sales', aggregate: { fn: 'count', op: 'gte', value: 2 } }] } }],
    });
    expect(buyers).toMatchObject({ active: true, members: null, description: '' });
  });

  it('plans and runs an export, and explains what did not go', async () => {
    const { client } = segue;
    const connection = await client.connections.create({
      type: 'omnisend',
      displayName: 'Shop',
      apiKey: 'the-key-of-a-shop-0001',
      consent: { accepted: true },
    });
    await client.connections.becomeExportUser(connection.id, administrator.password);
    const segments = (await client.segments.list()).items;
    const { id } = await client.exports.create({
      name: 'Newsletter',
      connectionId: connection.id,
      segmentIds: segments.map((segment) => segment.id),
      mapping: { email: 'EmailAddress', firstName: 'FirstName', country: 'Country' },
    });
    const plan = await client.exports.plan(id);
    expect(plan.counts).toMatchObject({ invalid: 1, upserts: 16 });
    expect(plan.sample).toHaveLength(16);

    const seen: Run[] = [];
    const started = await client.exports.run(id);
    const run = await client.runs.wait(started.id, { onChange: (state) => seen.push(state) });
    expect(run).toMatchObject({ status: 'successful', counts: { upserts: 16, accepted: 16, rejected: 0 } });
    expect(seen.at(-1)).toEqual(run);
    const rejections = await client.runs.rejections(run.id);
    expect(rejections).toMatchObject({ total: 1, items: [{ customerId: '31', code: 'emailInvalid' }] });
    expect((await client.runs.rejections(run.id, { kind: 'duplicates' })).total).toBe(run.counts.duplicates);
    let csv = '';
    for await (const text of client.runs.rejectionsCsv(run.id)) csv += text;
    expect(csv.trim().split('\n')).toHaveLength(2);
    expect(csv).toContain('emailInvalid');

    const again = await client.runs.wait((await client.exports.run(id)).id);
    expect(again.counts).toMatchObject({ unchanged: 16, upserts: 0 });
    const status = await client.refresh.status();
    expect(status.activeRuns).toEqual([]);
    expect(status.lastRuns.map((last) => last.id)).toEqual([again.id, run.id]);
    expect(status.kinds).toContainEqual({ kind: 'source', counts: { successful: 1 } });
    await expect(client.segments.delete(segments[0]?.id ?? '')).rejects.toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining('"Newsletter"'),
    });
  });

  it('refreshes everything', async () => {
    const { client } = segue;
    const task = await client.tasks.wait((await client.refresh.start()).id);
    expect(task).toMatchObject({ kind: 'refresh', status: 'successful' });
    expect((await client.tasks.list({ kind: 'segment' })).total).toBeGreaterThan(0);
    expect(await client.refresh.schedule()).toMatchObject({ enabled: false });
  });
});
