// What is done with several exports at once, and what is seen of one that is on its way out.
import { describe, expect, it } from 'vitest';
import { ExportId, type SegmentId, TaskId } from '../../src/contract/ids.ts';
import type { Schedule } from '../../src/contract/schedule.ts';
import { startDue } from '../../src/engine/start-due.ts';
import { exportsWithRefresh } from '../../src/store/refresh-steps.ts';
import { otherLedgers } from '../../src/store/run-inputs.ts';
import { moveMembers } from '../../src/store/segments.ts';
import { findTaskRow } from '../../src/store/tasks.ts';
import { usedFiles } from '../../src/store/used-files.ts';
import { putConnection, putExport, putProfileTable, putSegment } from './api-fixtures.ts';
import { type Api, administrator, withApi } from './api-harness.ts';

const nobody = '00000000-0000-4000-8000-000000000000';
const forbidden = { status: 403, code: 'forbidden' };
const daily: Schedule = { mode: 'custom', recurrence: 'daily', times: ['06:00'], timeZone: 'UTC' };

/** Gives the segment these members, as a refresh would have computed them. */
async function putMembers({ ctx }: Api, id: SegmentId, ids: (string | number)[]): Promise<void> {
  const file = `members/${ctx.newId()}.parquet`;
  const values = ids.map((one) => (typeof one === 'number' ? `(${one})` : `('${one}')`)).join(', ');
  await ctx.storage.write(file, (temporary) =>
    ctx.lake.use(async (duck) => {
      await duck.run(
        `COPY (SELECT * FROM (VALUES ${values}) AS t(customer_id)) TO '${temporary}' (FORMAT parquet)`,
      );
    }),
  );
  await ctx.db
    .transaction()
    .execute((tx) => moveMembers(tx, id, { file, count: ids.length, asOf: ctx.clock.now() }));
}

describe('exports together', () => {
  const made = withApi();

  async function onShared() {
    const { api } = made;
    const shared = await putConnection(api, { shared: true });
    const own = await putConnection(api);
    const [onShared, onOwn] = [
      await putExport(api, { connectionId: shared }),
      await putExport(api, { connectionId: own }),
    ];
    return { api, shared, own, onShared, onOwn };
  }

  it('says what each person may do, and names the connection to those who see it', async () => {
    const { api, onShared: theirs, onOwn } = await onShared();
    const seen = async (client: Api['client']) => {
      const { items } = await client.exports.list({ limit: 1000 });
      return [theirs, onOwn].map(({ id }) => {
        const one = items.find((item) => item.id === id);
        return [one?.yourPermissions, one?.connectionName !== null];
      });
    };
    const [contributor, viewer] = [await api.as('contributor'), await api.as('viewer')];
    expect(await seen(api.client)).toEqual([
      ['edit', true],
      ['edit', true],
    ]);
    expect(await seen(contributor.client)).toEqual([
      ['edit', true],
      ['view', false],
    ]);
    expect(await seen(viewer.client)).toEqual([
      ['view', false],
      ['view', false],
    ]);
    expect((await contributor.client.exports.get(onOwn.id)).yourPermissions).toBe('view');
    await api.client.exports.detach(theirs.id);
    expect(await contributor.client.exports.get(theirs.id)).toMatchObject({
      ...{ connectionName: null, yourPermissions: 'view' },
    });
  });

  it('keeps guards and the quiet start, each as a whole', async () => {
    const { api, onShared: stored } = await onShared();
    expect(stored).toMatchObject({ guards: {}, quietStart: false, removing: false });
    const guards = { untagsOver: 0.5, rejectionsOver: null };
    const changed = await api.client.exports.update(stored.id, { guards, quietStart: true });
    expect(changed).toMatchObject({ guards, quietStart: true });
    expect((await api.client.exports.update(stored.id, { guards: {} })).guards).toEqual({});
    await expect(api.client.exports.update(stored.id, { guards: { untagsOver: 20 } })).rejects.toMatchObject({
      code: 'badRequest',
      errors: [{ field: 'guards.untagsOver' }],
    });
  });

  it('counts somebody who is in several segments once, against the limit of the connection', async () => {
    const { api } = made;
    const [one, two, three] = [await putSegment(api), await putSegment(api), await putSegment(api)];
    const connectionId = await putConnection(api);
    await api.client.connections.update(connectionId, { limits: { maxProfilesPerExport: 4 } });
    expect(await api.client.exports.members({ segmentIds: [one, two] })).toEqual({
      ...{ members: null, limit: 1_000_000, overLimit: false },
      segments: [one, two].map((id) => ({ id, members: null })),
    });
    await putMembers(api, one, [1, 2, 3]);
    // From a time when ids were text.
    await putMembers(api, two, ['2', '3', 'x']);
    await putMembers(api, three, [8, 9]);
    const count = async (segmentIds: string[]) => {
      const { members, limit, overLimit } = await api.client.exports.members({ segmentIds, connectionId });
      return [members, limit, overLimit];
    };
    expect(await count([one])).toEqual([3, 4, false]);
    expect(await count([one, two])).toEqual([4, 4, false]);
    expect(await count([one, two, three])).toEqual([6, 4, true]);
    await expect(count([one, nobody])).rejects.toMatchObject({
      ...{ code: 'segmentMissing', errors: [{ field: 'segmentIds[1]' }] },
    });
    const { client } = await api.as('contributor');
    await expect(client.exports.members({ segmentIds: [one], connectionId })).rejects.toMatchObject(
      forbidden,
    );
    expect((await client.exports.members({ segmentIds: [one] })).members).toBe(3);
  });

  it('leaves what is not shared out of a refresh that a contributor asks for', async () => {
    const { api, onShared: theirs, onOwn } = await onShared();
    const { db } = api.ctx;
    const { client } = await api.as('contributor');
    const { id } = await client.refresh.start();
    const task = await findTaskRow(db, TaskId.parse(id));
    const steps = (await exportsWithRefresh(db, task?.shared_only ?? false)).map((one) => one.id);
    expect([theirs, onOwn].map((one) => steps.includes(ExportId.parse(one.id)))).toEqual([true, false]);
    // An administrator's is another task, and leaves nothing out.
    const whole = await api.client.refresh.start();
    expect(whole.id).not.toBe(id);
    expect(await findTaskRow(db, TaskId.parse(whole.id))).toMatchObject({ shared_only: false });
  });

  it('shows the first contacts as a run would send them, and who would be turned down', async () => {
    const { api } = made;
    await putProfileTable(api);
    const { ctx } = api;
    await ctx.storage.write('tables/none.parquet', (temporary) =>
      ctx.lake.use(async (duck) => {
        await duck.run(
          `COPY (SELECT * FROM (VALUES ('1', 'no@body.com', 'Not', 'Chosen'), ('2', ' Ann@Shop.COM ', 'Ann', '070-174 06 05'),
           ('3', 'nobody@', 'Bo', NULL)) t(CustomerKey, EmailAddress, FirstName, LastName)) TO '${temporary}' (FORMAT parquet)`,
        );
      }),
    );
    const segment = await putSegment(api, 'Chosen ones');
    await putMembers(api, segment, ['2', '3']);
    const mapping = { email: 'EmailAddress', firstName: 'FirstName', phone: 'LastName' };
    const { client } = await api.as('contributor');
    const seen = await client.exports.preview({ mapping, segmentIds: [segment] });
    expect(seen.contacts).toEqual([
      {
        identifiers: [{ type: 'email', id: 'ann@shop.com', sendWelcomeMessage: false }],
        ...{ firstName: 'Ann', tags: ['Chosen ones'] },
      },
    ]);
    expect(seen.rejections).toMatchObject([{ customerId: '3', email: 'nobody@', code: 'emailInvalid' }]);
    expect(seen.warnings).toMatchObject([{ code: 'phoneInvalid', count: 1 }]);
    const wrong = { mapping: { email: 'Nothing' }, segmentIds: [segment] };
    await expect(client.exports.preview(wrong)).rejects.toMatchObject({ code: 'mappingInvalid' });
    const connectionId = await putConnection(api);
    await expect(
      client.exports.preview({ mapping, segmentIds: [segment], connectionId }),
    ).rejects.toMatchObject(forbidden);
    const viewer = await api.as('viewer');
    await expect(viewer.client.exports.preview({ mapping, segmentIds: [segment] })).rejects.toMatchObject(
      forbidden,
    );
  });

  it('makes a copy without schedule and history, under a name of its own', async () => {
    const { api, onShared: stored } = await onShared();
    const { client } = await api.as('contributor');
    await api.client.exports.update(stored.id, {
      ...{ sendWelcomeMessage: true, quietStart: true, guards: { untagsOver: 0.4 }, schedule: daily },
    });
    const copies = [
      await api.client.exports.duplicate(stored.id),
      await client.exports.duplicate(stored.id),
      await client.exports.duplicate(stored.id, { name: 'Spring' }),
    ];
    expect(copies.map(({ name }) => name)).toEqual([
      ...[`${stored.name} (copy)`, `${stored.name} (copy 2)`, 'Spring'],
    ]);
    for (const copy of copies) {
      const { connectionId, segmentIds, mapping } = stored;
      expect(copy).toMatchObject({ connectionId, segmentIds, mapping, quietStart: true });
      expect(copy).toMatchObject({ guards: { untagsOver: 0.4 }, schedule: { mode: 'off' }, lastRun: null });
    }
    // Only an administrator lets Omnisend greet people, by copying too.
    expect(copies.map(({ sendWelcomeMessage }) => sendWelcomeMessage)).toEqual([true, false, false]);
    await expect(client.exports.duplicate(stored.id, { name: 'SPRING' })).rejects.toMatchObject({
      ...{ code: 'conflict', errors: [{ field: 'name' }] },
    });
  });

  it('runs those with an active schedule that the caller may run, and says of the others why not', async () => {
    const { api, shared, onShared: stored, onOwn } = await onShared();
    await api.client.connections.becomeExportUser(shared, administrator.password);
    const off = await putExport(api, { connectionId: shared });
    await api.client.exports.update(off.id, { schedule: { mode: 'off' } });
    const { client } = await api.as('contributor');
    const theirs = (await client.exports.runAll()).items;
    const of = (items: typeof theirs, id: string) => items.find(({ exportId }) => exportId === id);
    expect(of(theirs, stored.id)?.runId).toBe((await client.exports.get(stored.id)).lastRun?.id);
    expect([of(theirs, off.id), of(theirs, onOwn.id)]).toEqual([undefined, undefined]);
    const all = (await api.client.exports.runAll()).items;
    expect(of(all, stored.id)).toMatchObject({ runId: null, problem: { code: 'runActive' } });
    expect(of(all, onOwn.id)).toMatchObject({ runId: null, problem: { code: 'exportUserMissing' } });
    await expect((await api.as('viewer')).client.exports.runAll()).rejects.toMatchObject(forbidden);
  });

  it('gives several exports one schedule, or leaves each its own: all of them or none', async () => {
    const { api, shared, onShared: one, onOwn } = await onShared();
    const two = await putExport(api, { connectionId: shared });
    const { client } = await api.as('contributor');
    const { items } = await client.exports.setSchedules([two.id, one.id], daily);
    expect(items.map(({ id, schedule }) => [id, schedule])).toEqual([
      [two.id, daily],
      [one.id, daily],
    ]);
    expect(items[0]?.nextRunAt).toMatch(/T06:00:00/);
    expect((await client.exports.setSchedules([one.id, two.id], null)).items).toMatchObject([
      ...[{ schedule: daily }, { schedule: daily }],
    ]);
    const off: Schedule = { mode: 'off' };
    await expect(client.exports.setSchedules([one.id, onOwn.id], off)).rejects.toMatchObject(forbidden);
    await expect(api.client.exports.setSchedules([one.id, nobody], off)).rejects.toMatchObject({
      code: 'notFound',
    });
    expect((await client.exports.get(one.id)).schedule).toEqual(daily);
  });

  it('adds a segment to exports from its own side: to all of them or to none', async () => {
    const { api, shared, onShared: one, onOwn } = await onShared();
    const two = await putExport(api, { connectionId: shared });
    const segment = await putSegment(api, 'Norrköping');
    const { client } = await api.as('contributor');
    const { items } = await client.segments.addToExports(segment, [one.id, two.id]);
    expect(items.map(({ segmentIds }) => segmentIds.at(-1))).toEqual([segment, segment]);
    const again = await client.segments.addToExports(segment, [one.id]);
    expect(again.items).toEqual([items[0]]);
    await expect(client.segments.addToExports(segment, [onOwn.id])).rejects.toMatchObject(forbidden);
    // Would share its tag with the one that is there.
    const alike = await putSegment(api, 'Norrkoping');
    const three = await putExport(api, { connectionId: shared });
    await expect(client.segments.addToExports(alike, [three.id, one.id])).rejects.toMatchObject({
      code: 'membershipNameTaken',
    });
    expect((await client.exports.get(three.id)).segmentIds).toEqual(three.segmentIds);
    await expect(client.segments.addToExports(nobody, [one.id])).rejects.toMatchObject({ code: 'notFound' });
  });

  it('neither changes nor runs one that is being removed', async () => {
    const { api, shared, onShared: stored } = await onShared();
    await api.client.connections.becomeExportUser(shared, administrator.password);
    await api.client.exports.update(stored.id, { schedule: daily });
    const { db, clock } = api.ctx;
    await db.updateTable('exports').set({ removing_at: clock.now() }).where('id', '=', stored.id).execute();
    const { exports, segments } = api.client;
    expect(await exports.get(stored.id)).toMatchObject({ removing: true, nextRunAt: null });
    for (const call of [
      () => exports.update(stored.id, { name: 'Staying' }),
      () => exports.detach(stored.id),
      () => exports.run(stored.id),
      () => exports.setSchedules([stored.id], { mode: 'off' }),
      () => putSegment(api).then((id) => segments.addToExports(id, [stored.id])),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'conflict', detail: /being removed/ });
    }
    const { items } = await exports.runAll();
    expect(items.some(({ exportId }) => exportId === stored.id)).toBe(false);
    api.advance(25 * 60 * 60_000);
    await startDue(api.ctx);
    expect((await exports.get(stored.id)).lastRun).toBeNull();
    await db
      .updateTable('exports')
      .set({ schedule: '{"mode":"refresh"}' })
      .where('id', '=', stored.id)
      .execute();
    expect((await exportsWithRefresh(db, false)).some(({ id }) => id === stored.id)).toBe(false);
  });

  it('shows one that was removed to nobody, and gives its name free', async () => {
    const { api, shared, onShared: stored } = await onShared();
    const { db, clock } = api.ctx;
    const { client } = await api.as('contributor');
    const gone = { removed_at: clock.now(), ledger_file: 'ledgers/gone.parquet', ledger_brand_id: 'b1' };
    await db.updateTable('exports').set(gone).where('id', '=', stored.id).execute();
    const { exports, segments } = api.client;
    const [segmentId = ''] = stored.segmentIds;
    for (const call of [
      () => exports.get(stored.id),
      () => exports.update(stored.id, { name: 'Back' }),
      () => exports.delete(stored.id),
      () => exports.run(stored.id),
      () => exports.plan(stored.id),
      () => exports.detach(stored.id),
      () => exports.duplicate(stored.id),
      () => exports.setSchedules([stored.id], { mode: 'off' }),
      () => client.exports.get(stored.id),
      () => client.exports.run(stored.id),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: 'notFound' });
    }
    expect(await exports.list({ q: stored.name })).toEqual({ items: [], total: 0 });
    expect((await exportsWithRefresh(db, false)).some(({ id }) => id === stored.id)).toBe(false);
    expect(await otherLedgers(db, 'b1', ExportId.parse(nobody))).toEqual([]);
    expect((await usedFiles(db, clock.now())).has('ledgers/gone.parquet')).toBe(false);
    await segments.delete(segmentId);
    expect((await putExport(api, { connectionId: shared, name: stored.name })).name).toBe(stored.name);
    await exports.delete((await exports.list({ q: stored.name })).items[0]?.id ?? '');
    // No export holds the connection any more.
    await api.client.connections.delete(shared);
  });
});
