// Runs that lose what they stand on, and what is counted of them.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelRun } from '../../src/engine/cancel-run.ts';
import { executeRun } from '../../src/engine/execute-run.ts';
import { planExport } from '../../src/engine/plan-export.ts';
import { readUsage } from '../../src/store/brand-usage.ts';
import { withdrawExportUser } from '../../src/store/connection-use.ts';
import { deleteExport } from '../../src/store/exports.ts';
import { readRun } from '../../src/store/runs.ts';
import { ids, openRig, type Rig, someProfiles } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;

/** Everybody of this many people, to be sent. */
async function withPeople(people: number) {
  await rig.putProfiles(someProfiles(people));
  const segment = await rig.putSegment('Everybody', ids(1, people));
  return rig.addExport({ segments: [segment], mapping: { firstName: 'firstName' } });
}

const held = () => rig.sandbox.control.contacts().length;

const theAdministrator = async () =>
  (await rig.ctx.db.selectFrom('users').select('id').executeTakeFirstOrThrow()).id;
async function withdraw() {
  const id = await theAdministrator();
  return rig.ctx.db.transaction().execute((tx) => withdrawExportUser(tx, id));
}
async function stand() {
  const id = await theAdministrator();
  await rig.ctx.db.updateTable('connections').set({ export_user_id: id }).execute();
}
const withoutUser = { status: 'failedPermanently', error: { code: 'exportUserMissing' } };

describe('a run under way', () => {
  // 3,000 contacts take more than four seconds: long enough to do something in between, also on a busy machine.
  beforeAll(async () => {
    rig = await openRig({ requestsPerMinute: 400 });
  });
  afterAll(() => rig.close());

  it('whose export user goes stops, says so, and keeps what it has sent', async () => {
    const exportId = await withPeople(3000);
    const run = await rig.start(exportId);
    const ending = rig.execute(run);
    await until(() => held() >= 300, { what: 'some contacts to arrive' });
    expect(await withdraw()).toEqual([run.id]);
    const ended = await ending;
    expect(ended).toMatchObject(withoutUser);
    expect(ended.error?.detail).toContain('"connection 1"');
    expect(ended.counts.accepted).toBeGreaterThan(0);
    expect(ended.counts.accepted).toBeLessThan(3000);
    await expect(rig.start(exportId)).rejects.toMatchObject({ code: 'exportUserMissing' });
    await stand();
    const { counts } = await planExport(rig.ctx, exportId);
    expect(counts.unchanged).toBe(ended.counts.accepted);
  });

  it('whose export is removed stops within a second, without a trace', async () => {
    const exportId = await withPeople(3000);
    const run = await rig.start(exportId);
    const sent = () => rig.sandbox.control.numbers().requests;
    const before = sent();
    const ending = executeRun(rig.ctx, run.id, new AbortController().signal);
    await until(() => sent() >= before + 5, { what: 'some requests' });
    await rig.ctx.db.transaction().execute((tx) => deleteExport(tx, exportId));
    const removedAt = Date.now();
    await ending;
    const lastRequest = rig.sandbox.control.log().at(-1)?.at ?? '';
    expect(Date.parse(lastRequest) - removedAt).toBeLessThan(1_000);
    expect(sent() - before).toBeLessThan(30);
    await expect(readRun(rig.ctx.db, run.id)).rejects.toMatchObject({ code: 'notFound' });
  });
});

describe('a run', () => {
  beforeAll(async () => {
    rig = await openRig();
  });
  afterAll(() => rig.close());

  it('is counted in requests by the minute, with others of the brand', async () => {
    const exportId = await withPeople(300);
    const segment = await rig.putSegment('Some', ids(1, 10));
    const second = await rig.addConnection(rig.key);
    const first = await rig.run(exportId);
    const other = await rig.run(await rig.addExport({ segments: [segment], connection: second }));
    const { brand_id: brandId } = await rig.ctx.db
      .selectFrom('connections')
      .select('brand_id')
      .where('id', '=', second)
      .executeTakeFirstOrThrow();
    const minutes = await readUsage(rig.ctx.db, brandId, 5, rig.ctx.clock.now());
    expect(minutes).toHaveLength(5);
    const requests = minutes.reduce((sum, minute) => sum + minute.requests, 0);
    // Each connection was tried once, when it was made.
    expect(requests).toBe(first.counts.requests + other.counts.requests + 2);
    expect(requests).toBe(rig.sandbox.control.numbers().requests);
  });

  it('whose export user goes while it waits ends the same way, stopped or taken up', async () => {
    const exportId = await withPeople(5);
    const stopped = await rig.start(exportId);
    await withdraw();
    expect(await cancelRun(rig.ctx, stopped.id)).toMatchObject(withoutUser);
    await stand();
    const left = await rig.start(exportId);
    await withdraw();
    expect(await rig.execute(left)).toMatchObject({ ...withoutUser, counts: { requests: 0 } });
  });
});
