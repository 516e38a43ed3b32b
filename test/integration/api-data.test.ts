// What the pages look at besides the things themselves: files, values, counts over time, and one person's fate.
import { readdirSync } from 'node:fs';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rule } from '../../src/contract/rules.ts';
import { administrator, type Segue, startSegue } from '../support/segue.ts';
import { until } from '../support/until.ts';

const people = Array.from(
  { length: 12 },
  (_, n) => `${n + 1},person${n + 1}@example.com,${n % 3 === 0 ? 'NO' : 'SE'},${n}`,
);
const customers = (...more: string[]) => ['Key,Email,Country,Points', ...people, ...more].join('\n');
const first = customers(
  '13,not an address,SE,',
  '14,PERSON2@example.com,SE,',
  '15,rejected@example.com,SE,1',
);

const inCountry = (value: string): Rule => ({ where: { all: [{ attribute: 'Country', op: 'eq', value }] } });
const bytesOf = (text: string) => new TextEncoder().encode(text);

let segue: Segue;
beforeAll(async () => {
  segue = await startSegue();
});
afterAll(() => segue?.close());

const refreshSegment = async (id: string) =>
  segue.client.tasks.wait((await segue.client.segments.refresh(id)).id);
const importFolder = () => segue.config.importDirs[0] ?? '';

describe('files', () => {
  it('are put into the import folder as they are, and listed', async () => {
    const { client } = segue;
    expect(await client.files.upload('kunder åäö.csv', bytesOf('a,b\n1,2\n'))).toEqual({
      name: 'kunder åäö.csv',
      bytes: 8,
    });
    await client.files.upload('customers.csv', new Blob([first]));
    const { items, total } = await client.files.list({ q: 'CUSTOM' });
    expect(total).toBe(1);
    expect(items).toMatchObject([{ name: 'customers.csv', bytes: bytesOf(first).length }]);
    expect(segue.ctx.config.uploadBytes).toBe(5 * 2 ** 30);
  });

  it('are refused with another name, without content, or too large', async () => {
    const { client, ctx } = segue;
    for (const name of ['../up.csv', '..\\up.csv', '.hidden.csv', 'program.exe']) {
      await expect(client.files.upload(name, bytesOf('x'))).rejects.toMatchObject({
        code: 'badRequest',
        errors: [{ field: 'name' }],
      });
    }
    await expect(client.files.upload('empty.csv', bytesOf(''))).rejects.toMatchObject({ code: 'badRequest' });
    ctx.config.uploadBytes = 10;
    await expect(client.files.upload('large.csv', bytesOf('12345678901'))).rejects.toMatchObject({
      code: 'bodyTooLarge',
    });
    ctx.config.uploadBytes = 5 * 2 ** 30;
    expect(readdirSync(importFolder()).sort()).toEqual(['customers.csv', 'kunder åäö.csv']);
  });

  it('leave nothing behind when the caller goes away', async () => {
    const { token } = await segue.client.tokens.create({ name: 'uploads' });
    const upload = request(`${segue.url}/api/files/half.csv`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    });
    upload.on('error', () => undefined);
    upload.write('the first half');
    const parts = () => readdirSync(importFolder()).filter((name) => name.endsWith('.part'));
    await until(() => parts().length === 1, { what: 'the upload to begin' });
    upload.destroy();
    await until(() => parts().length === 0, { what: 'the upload to be cleared away' });
    expect((await segue.client.files.list()).total).toBe(2);
  });
});

describe('tables and segments', () => {
  it('suggest values and profile every column', async () => {
    const { client } = segue;
    const { id } = await client.sources.create({
      name: 'Shop',
      type: 'file',
      tables: [{ name: 'Customers', kind: 'profiles', path: 'customers.csv', key: 'Key' }],
    });
    expect(await client.tasks.wait((await client.sources.refresh(id)).id)).toMatchObject({
      status: 'successful',
    });
    expect(await client.tables.values('Customers', { column: 'Country' })).toEqual({
      items: ['SE', 'NO'],
      complete: true,
    });
    expect(await client.tables.values('Customers', { column: 'Country', q: 'n' })).toMatchObject({
      items: ['NO'],
    });
    const some = await client.tables.values('Customers', { column: 'Points', limit: 3 });
    expect(some).toEqual({ items: [1, 0, 2], complete: false });
    await expect(client.tables.values('Customers', { column: 'Land' })).rejects.toMatchObject({
      code: 'columnMissing',
    });
    const { profiles } = await client.tables.get('Customers', { profile: '*' });
    const { profile } = await client.tables.get('Customers', { profile: 'Points' });
    expect(profiles?.map(({ column }) => column)).toEqual(['Key', 'Email', 'Country', 'Points']);
    expect(profiles?.[3]).toEqual(profile);
  });

  it('count every rule of a preview and the running total', async () => {
    const rules: Rule[] = [
      inCountry('se'),
      { set: 'intersect', where: { all: [{ attribute: 'Points', op: 'gte', value: 7 }] } },
      { set: 'union', where: { all: [{ attribute: 'Country', op: 'eq', value: 'NO' }] } },
      { set: 'except', where: { all: [{ attribute: 'Key', op: 'lte', value: 4 }] } },
    ];
    const preview = await segue.client.segments.preview({ rules });
    expect(preview.rules).toEqual([
      { count: 11, total: 11 },
      { count: 5, total: 4 },
      { count: 4, total: 8 },
      { count: 4, total: 6 },
    ]);
    expect(preview.count).toBe(6);
    expect(preview.sample.map(({ Key }) => Key)).toEqual([7, 8, 9, 10, 11, 12]);
  });

  it('keep tags, find by them, and are copied with their members', async () => {
    const { client } = segue;
    const swedes = await client.segments.create({
      ...{ name: 'Swedes', type: 'static', rules: [inCountry('SE')], tags: ['Nordic', 'Åre'] },
    });
    expect(swedes.tags).toEqual(['Nordic', 'Åre']);
    await expect(client.segments.update(swedes.id, { tags: ['a', 'A'] })).rejects.toMatchObject({
      code: 'badRequest',
      errors: [{ field: 'tags' }],
    });
    await client.segments.update(swedes.id, { tags: ['Nordic'] });
    expect((await client.segments.list({ q: 'nordic' })).items).toMatchObject([
      { id: swedes.id, tags: ['Nordic'] },
    ]);
    expect((await client.segments.list({ q: 'åre' })).total).toBe(0);
    await refreshSegment(swedes.id);
    const copies = [await client.segments.duplicate(swedes.id), await client.segments.duplicate(swedes.id)];
    expect(copies).toMatchObject([
      { name: 'Swedes (copy)', type: 'static', tags: ['Nordic'], members: 11 },
      { name: 'Swedes (copy 2)' },
    ]);
    expect(await client.segments.trend(copies[0]?.id ?? '')).toMatchObject({ items: [{ members: 11 }] });
    expect((await client.segments.members(copies[0]?.id ?? '')).total).toBe(11);
    for (const { id } of copies) await client.segments.delete(id);
  });

  it('show how many they share', async () => {
    const { client } = segue;
    const rich = await client.segments.create({
      name: 'Rich',
      type: 'dynamic',
      rules: [{ where: { all: [{ attribute: 'Points', op: 'gte', value: 7 }] } }],
    });
    await expect(client.segments.overlap(rich.id)).rejects.toMatchObject({ code: 'notIngested' });
    await refreshSegment(rich.id);
    expect((await client.segments.overlap(rich.id)).items).toMatchObject([
      { name: 'Swedes', members: 11, both: 4 },
    ]);
    await client.segments.update(rich.id, { rules: [inCountry('NO')] });
    await refreshSegment(rich.id);
    expect((await client.segments.trend(rich.id)).items.map(({ members }) => members)).toEqual([5, 4]);
    expect((await client.segments.overlap(rich.id)).items).toMatchObject([{ name: 'Swedes', both: 0 }]);
    await client.segments.delete(rich.id);
  });
});

describe('one address', () => {
  const find = (email: string, exportId?: string) =>
    segue.client.runs.findContact({ email, ...(exportId === undefined ? {} : { exportId }) });
  const fatesOf = async (email: string) =>
    (await find(email)).items.flatMap(({ fates }) =>
      fates.map(({ fate, code }) => (code ? `${fate} ${code}` : fate)),
    );
  const run = async (id: string) => segue.client.runs.wait((await segue.client.exports.run(id)).id);
  let exportId = '';

  it('has its fate in the first run', async () => {
    const { client, sandbox } = segue;
    const connection = await client.connections.create({
      type: 'omnisend',
      displayName: 'Shop',
      apiKey: 'the-key-of-a-shop-0001',
      consent: { accepted: true },
    });
    await client.connections.becomeExportUser(connection.id, administrator.password);
    const [swedes] = (await client.segments.list({ q: 'Swedes' })).items;
    const made = await client.exports.create({
      name: 'Newsletter',
      connectionId: connection.id,
      segmentIds: [swedes?.id ?? ''],
      mapping: { email: 'Email' },
    });
    exportId = made.id;
    await client.segments.update(swedes?.id ?? '', { type: 'dynamic' });
    expect((await find('person2@example.com')).items).toEqual([]);
    sandbox.control.setFail(['item:email=rejected@example.com']);
    const first = await run(exportId);
    expect(first).toMatchObject({ status: 'successful', counts: { accepted: 8, rejected: 1 } });
    const { items } = await find(' Person2@EXAMPLE.com ', exportId);
    expect(items).toMatchObject([
      {
        exportName: 'Newsletter',
        held: { state: 'accepted', tags: ['Swedes'], runId: first.id },
        fates: [
          { runId: first.id, at: first.endedAt, fate: 'accepted' },
          { runId: first.id, fate: 'duplicate', code: 'duplicate', detail: 'kept: 2' },
        ],
      },
    ]);
    expect(await fatesOf('rejected@example.com')).toEqual(['rejected itemRejected']);
    expect(await fatesOf('Not an ADDRESS')).toEqual(['invalid emailInvalid']);
    expect(await find('person1@example.com')).toEqual({ items: [] });
    await expect(find('a@example.com', swedes?.id ?? '')).rejects.toMatchObject({ code: 'notFound' });
  });

  it('has another in each run after it', async () => {
    const { client } = segue;
    await client.files.upload(
      'customers.csv',
      bytesOf(first.replace('person5@example.com,SE', 'person5@example.com,NO')),
    );
    const [source] = (await client.sources.list()).items;
    await client.tasks.wait((await client.sources.refresh(source?.id ?? '')).id);
    expect((await run(exportId)).counts).toMatchObject({ upserts: 0, untags: 1, unchanged: 8 });
    expect(await fatesOf('person5@example.com')).toEqual(['untagged', 'accepted']);
    expect((await find('person5@example.com')).items).toMatchObject([{ held: null }]);
    expect(await fatesOf('person3@example.com')).toEqual(['unchanged', 'accepted']);
    expect(await fatesOf('rejected@example.com')).toEqual(['rejected itemRejected', 'rejected itemRejected']);
  });

  it('stands in the trend of its day as a number only', async () => {
    const { client } = segue;
    const { items } = await client.refresh.trend({ days: 3 });
    expect(items).toHaveLength(3);
    expect(items.at(-1)).toEqual({
      day: new Date().toISOString().slice(0, 10),
      accepted: 8,
      rejected: 1,
      runs: 2,
    });
    expect(items[0]).toMatchObject({ accepted: 0, rejected: 0, runs: 0 });
    expect(await client.refresh.about()).toEqual({
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      database: segue.config.database.kind,
      node: process.version,
    });
  });
});
