import { afterEach, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../src/clock.ts';
import type { Schedule, SystemSchedule } from '../../src/contract/schedule.ts';
import { startDue } from '../../src/engine/start-due.ts';
import { databases } from '../support/database.ts';
import { administrator, type Segue, startSegue } from '../support/segue.ts';

/** Stands still until it is set. */
function heldClock(): Clock & { set(moment: string): void } {
  let now = new Date('2026-03-28T00:00:00Z');
  return {
    ...systemClock,
    now: () => now,
    set(moment) {
      now = new Date(moment);
    },
  };
}

let opened: Segue[] = [];
afterEach(async () => {
  for (const segue of opened) await segue.close();
  opened = [];
});

const everyMorning: SystemSchedule = {
  ...{ enabled: true, recurrence: 'daily', times: ['06:00'], timeZone: 'Europe/Stockholm' },
};
const own: Extract<Schedule, { mode: 'custom' }> = {
  mode: 'custom',
  recurrence: 'daily',
  times: ['02:30'],
  timeZone: 'Europe/Stockholm',
};

describe.each(databases)('clocks on %s', (database) => {
  /** A server without a worker: what is due starts when the test looks, and nothing is worked off. */
  async function open() {
    const clock = heldClock();
    const segue = await startSegue({ database, roles: { api: true, worker: false }, overrides: { clock } });
    opened.push(segue);
    const { client, ctx } = segue;
    const refreshes = async () => (await client.tasks.list({ kind: 'refresh' })).items;
    /** As several processes would that all wake at the same moment. */
    const look = async (moment: string) => {
      clock.set(moment);
      await Promise.all([startDue(ctx), startDue(ctx), startDue(ctx)]);
    };
    const endRefreshes = () =>
      ctx.db.updateTable('tasks').set({ status: 'successful' }).where('kind', '=', 'refresh').execute();
    return { segue, client, ctx, refreshes, look, endRefreshes };
  }

  async function withExport(schedule: Schedule) {
    const made = await open();
    const { client, segue, ctx } = made;
    const path = segue.putFile('people.csv', 'id,email\n1,a@example.com\n');
    const tables = [{ name: 'people', kind: 'profiles' as const, path, key: 'id' }];
    const { id } = await client.sources.create({ name: 'shop', type: 'file', tables });
    await ctx.db
      .insertInto('tables')
      .values({
        ...{ name: 'people', source_id: id, kind: 'profiles', file: 'none', id_column: 'id', rows: 0 },
        columns: JSON.stringify(['id', 'email'].map((name) => ({ name, type: 'text' }))),
        ...{ bad_lines: 0, refreshed_at: ctx.clock.now() },
      })
      .execute();
    const rules = [{ where: { all: [{ attribute: 'email', op: 'isNotEmpty' as const }] } }];
    const segment = await client.segments.create({ name: 'all', type: 'static', rules });
    const connection = await client.connections.create({
      ...{ type: 'omnisend', displayName: 'shop', apiKey: 'key-of-a-shop', consent: { accepted: true } },
    });
    await client.connections.becomeExportUser(connection.id, administrator.password);
    const exported = await client.exports.create({
      ...{ name: 'letters', connectionId: connection.id, segmentIds: [segment.id] },
      ...{ mapping: { email: 'email' }, schedule },
    });
    const runs = async () => (await client.runs.list({})).items;
    return { ...made, exported, connection, runs };
  }

  test('the refresh is off at first, and starts once at each of its times', async () => {
    const { client, refreshes, look, endRefreshes } = await open();
    expect(await client.refresh.schedule()).toMatchObject({ enabled: false });
    await look('2026-03-28T12:00:00Z');
    expect(await client.refresh.setSchedule(everyMorning)).toEqual(everyMorning);
    expect(await client.refresh.schedule()).toEqual(everyMorning);
    await look('2026-03-29T03:59:59Z');
    expect(await refreshes()).toEqual([]);
    // The first morning of summer time: an hour earlier than the day before.
    await look('2026-03-29T04:00:00Z');
    await look('2026-03-29T04:00:05Z');
    expect(await refreshes()).toMatchObject([{ status: 'queued', createdAt: '2026-03-29T04:00:00.000Z' }]);
    // The same schedule again does not lose its moment.
    await endRefreshes();
    await client.refresh.setSchedule(everyMorning);
    await look('2026-03-30T04:00:01Z');
    expect(await refreshes()).toHaveLength(2);
    // One that is under way is enough.
    await look('2026-03-31T04:00:01Z');
    expect(await refreshes()).toHaveLength(2);
    await endRefreshes();
    await client.refresh.setSchedule({ ...everyMorning, enabled: false });
    await look('2026-04-01T12:00:00Z');
    expect(await refreshes()).toHaveLength(2);
  });

  test('what was missed happens once, and what was missed by half a day waits for the next time', async () => {
    const { client, refreshes, look, endRefreshes } = await open();
    await client.refresh.setSchedule({ ...everyMorning, times: ['06:00', '07:00', '08:00'] });
    await look('2026-03-28T16:59:00Z');
    await look('2026-03-28T17:00:00Z');
    expect(await refreshes()).toHaveLength(1);
    await endRefreshes();
    await look('2026-03-30T23:00:00Z');
    expect(await refreshes()).toHaveLength(1);
    await look('2026-03-31T04:00:00Z');
    expect(await refreshes()).toHaveLength(2);
  });

  test('refuses more than four times, days that no week has, and unknown zones', async () => {
    const { client, refreshes } = await open();
    const wrong = [
      { times: ['01:00', '02:00', '03:00', '04:00', '05:00'] },
      { times: [] },
      { days: [8] },
      { timeZone: 'Europe/Nowhere' },
      { recurrence: 'monthly' },
    ] as Partial<SystemSchedule>[];
    for (const change of wrong) {
      const put = client.refresh.setSchedule({ ...everyMorning, ...change });
      await expect(put, JSON.stringify(change)).rejects.toMatchObject({ code: 'badRequest' });
    }
    expect(await refreshes()).toEqual([]);
  });

  test('an export with its own schedule says when it runs, and runs once, for that reason', async () => {
    const { client, exported, runs, look } = await withExport(own);
    expect(exported.nextRunAt).toBe('2026-03-28T01:30:00.000Z');
    await look('2026-03-28T01:30:00Z');
    expect(await runs()).toMatchObject([{ trigger: 'schedule', mode: 'incremental', status: 'queued' }]);
    const after = await client.exports.get(exported.id);
    // 02:30 is left out on that day; clocks go from 02:00 to 03:00.
    expect(after).toMatchObject({ nextRunAt: '2026-03-29T01:00:00.000Z', lastRun: { trigger: 'schedule' } });
    // Another change keeps the moment, a new schedule moves it.
    expect((await client.exports.update(exported.id, { name: 'news' })).nextRunAt).toBe(after.nextRunAt);
    const monthly: Schedule = { ...own, recurrence: 'monthly', days: [31] };
    expect((await client.exports.update(exported.id, { schedule: monthly })).nextRunAt).toBe(
      '2026-03-31T00:30:00.000Z',
    );
    expect((await client.exports.update(exported.id, { schedule: { mode: 'off' } })).nextRunAt).toBeNull();
    const schedule: Schedule = { ...own, recurrence: 'weekly', days: [8] };
    await expect(client.exports.update(exported.id, { schedule })).rejects.toMatchObject({
      code: 'badRequest',
    });
  });

  test('a run that cannot start is told by a task, and the next time is another try', async () => {
    const { client, ctx, exported, look } = await withExport(own);
    await ctx.db.updateTable('connections').set({ export_user_id: null }).execute();
    await look('2026-03-28T01:31:00Z');
    expect((await client.tasks.list({ kind: 'export' })).items).toMatchObject([
      { name: 'letters', status: 'failedPermanently', error: { code: 'exportUserMissing' } },
    ]);
    expect((await client.exports.get(exported.id)).nextRunAt).toBe('2026-03-29T01:00:00.000Z');
  });

  test('an export that goes with the refresh says when that is, and a detached one never', async () => {
    const { client, exported, runs, look } = await withExport({ mode: 'refresh' });
    expect(exported.nextRunAt).toBeNull();
    await client.refresh.setSchedule(everyMorning);
    const { items } = await client.exports.list();
    expect(items).toMatchObject([{ nextRunAt: '2026-03-28T05:00:00.000Z' }]);
    await client.exports.update(exported.id, { schedule: own });
    await client.exports.detach(exported.id);
    expect((await client.exports.get(exported.id)).nextRunAt).toBeNull();
    await look('2026-03-28T01:30:00Z');
    expect(await runs()).toEqual([]);
    expect((await client.tasks.list({ kind: 'export' })).items).toEqual([]);
  });
});
