// A run among other things: what stops it, what it waits for, and what it finds when it comes back.
import { writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { cancelRun } from '../../src/engine/cancel-run.ts';
import { recoverRuns } from '../../src/engine/recover.ts';
import { readRun } from '../../src/store/runs.ts';
import { ids, openRig, type Rig, type RigOptions, someProfiles } from '../support/rig.ts';
import { until } from '../support/until.ts';

let rig: Rig;
afterEach(() => rig.close());

async function withPeople(people: number, options: RigOptions = {}) {
  rig = await openRig(options);
  await rig.putProfiles(someProfiles(people));
  const segment = await rig.putSegment('Everybody', ids(1, people));
  return rig.addExport({ segments: [segment], mapping: { firstName: 'firstName' } });
}

/** At this pace 3,000 contacts take three seconds: long enough to do something in between, also on a busy machine. */
const slow = { requestsPerMinute: 600 };
const held = () => rig.sandbox.control.contacts().length;

describe('a run that is cancelled', () => {
  it('sends no more, verifies what it sent, and enters it: the next run sends the rest', async () => {
    const exportId = await withPeople(3000, slow);
    const run = await rig.start(exportId);
    const ending = rig.execute(run);
    await until(() => held() >= 500, { what: 'some contacts to arrive' });
    await cancelRun(rig.ctx, run.id);
    const ended = await ending;
    expect(ended.status).toBe('canceled');
    // A batch without an answer at the moment of the cancelling is known to be unknown: it goes again.
    expect(ended.counts.accepted).toBeLessThanOrEqual(held());
    expect(ended.counts.accepted).toBeGreaterThan(0);
    expect(ended.counts.accepted).toBeLessThan(3000);
    const next = await rig.run(exportId);
    expect(next).toMatchObject({ status: 'successful', counts: { unchanged: ended.counts.accepted } });
    expect(held()).toBe(3000);
  });

  it('ends at once while it waits for a worker', async () => {
    const exportId = await withPeople(10);
    const run = await rig.start(exportId);
    expect((await cancelRun(rig.ctx, run.id)).status).toBe('canceled');
    expect((await rig.execute(run)).status).toBe('canceled');
    expect(held()).toBe(0);
  });
});

describe('a connection', () => {
  it('that is removed stops its runs within a second', async () => {
    const exportId = await withPeople(3000, { requestsPerMinute: 400 });
    const run = await rig.start(exportId);
    const ending = rig.execute(run);
    await until(() => held() >= 300, { what: 'some contacts to arrive' });
    await rig.ctx.db.updateTable('exports').set({ connection_id: null }).execute();
    await rig.ctx.db.deleteFrom('connections').execute();
    const removedAt = Date.now();
    const ended = await ending;
    // What counts is when the last request went, however long a busy machine takes to write down the end.
    expect(ended).toMatchObject({ status: 'failedPermanently', error: { code: 'connectionRemoved' } });
    const lastRequest = rig.sandbox.control.log().at(-1)?.at ?? '';
    expect(Date.parse(lastRequest) - removedAt).toBeLessThan(1_000);
  });

  it('whose limit is lower than the number of contacts sends nothing', async () => {
    rig = await openRig();
    await rig.putProfiles(someProfiles(20));
    const segment = await rig.putSegment('All', ids(1, 20));
    const connection = await rig.addConnection(rig.key, { maxProfilesPerExport: 19 });
    const run = await rig.run(await rig.addExport({ segments: [segment], connection }));
    expect(run).toMatchObject({
      status: 'failedPermanently',
      error: { code: 'limitExceeded' },
      counts: { contacts: 20, requests: 0 },
    });
    expect(run.error?.detail).toContain('19');
    expect(held()).toBe(0);
  });

  it('of another brand starts with an empty ledger', async () => {
    const exportId = await withPeople(12);
    await rig.run(exportId);
    const other = await rig.addConnection('key-of-another-shop');
    await rig.ctx.db.updateTable('exports').set({ connection_id: other }).execute();
    const run = await rig.run(exportId);
    expect(run.counts).toMatchObject({ upserts: 12, unchanged: 0 });
    expect(rig.sandbox.control.contacts('key-of-another-shop')).toHaveLength(12);
  });
});

describe('runs of one export', () => {
  it('never overlap, whoever asks', async () => {
    const exportId = await withPeople(10);
    const asked = await Promise.allSettled([rig.start(exportId), rig.start(exportId), rig.start(exportId)]);
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of asked)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'runActive' });
  });

  it('are executed by one process, however many try', async () => {
    const exportId = await withPeople(500);
    const run = await rig.start(exportId);
    await Promise.all([rig.execute(run), rig.execute(run), rig.execute(run)]);
    const ended = await readRun(rig.ctx.db, run.id);
    expect(ended).toMatchObject({ status: 'successful', counts: { accepted: 500 } });
    expect(rig.sandbox.control.numbers().batches).toBe(5);
  });

  it('send all again in full mode, and only then', async () => {
    const exportId = await withPeople(120);
    await rig.run(exportId);
    expect((await rig.run(exportId)).counts).toMatchObject({ upserts: 0, unchanged: 120, requests: 0 });
    expect((await rig.run(exportId, 'full')).counts).toMatchObject({ upserts: 120, accepted: 120 });
  });
});

describe('a run that loses its process', () => {
  it('is given back at a stop and goes on at the next start', async () => {
    const exportId = await withPeople(3000, slow);
    const run = await rig.start(exportId);
    const stop = new AbortController();
    const ending = rig.execute(run, stop.signal);
    await until(() => held() >= 500, { what: 'some contacts to arrive' });
    stop.abort();
    expect((await ending).status).toBe('processing');
    await rig.reopen();
    expect(await recoverRuns(rig.ctx, true)).toBe(1);
    const ended = await rig.execute(run);
    expect(ended).toMatchObject({ status: 'successful', counts: { accepted: 3000 } });
    expect(held()).toBe(3000);
  });

  it('belongs to nobody else before its lease has run out', async () => {
    const exportId = await withPeople(10, { tuning: { leaseMilliseconds: 60_000 } });
    const run = await rig.start(exportId);
    await rig.ctx.db
      .updateTable('runs')
      .set({ status: 'processing', owner: 'somebody else', lease_until: new Date(Date.now() + 60_000) })
      .execute();
    expect((await rig.execute(run)).status).toBe('processing');
    expect(await recoverRuns(rig.ctx)).toBe(0);
    await rig.ctx.db
      .updateTable('runs')
      .set({ lease_until: new Date(Date.now() - 1) })
      .execute();
    expect(await recoverRuns(rig.ctx)).toBe(1);
    expect((await rig.execute(run)).status).toBe('successful');
  });

  it('is not taken up for ever when it never gets anywhere', async () => {
    const exportId = await withPeople(10);
    const run = await rig.start(exportId);
    await rig.ctx.db.updateTable('runs').set({ starts: 10 }).execute();
    expect(await rig.execute(run)).toMatchObject({
      status: 'failedPermanently',
      error: { code: 'runAbandoned' },
    });
  });
});

describe('what is wrong in the files', () => {
  it('a corrupt ledger is named, and a full run builds a new one', async () => {
    const exportId = await withPeople(30);
    await rig.run(exportId);
    const { ledger_file: file } = await rig.ctx.db
      .selectFrom('exports')
      .select('ledger_file')
      .executeTakeFirstOrThrow();
    writeFileSync(rig.ctx.storage.path(file ?? ''), 'half a ledger');
    const run = await rig.run(exportId);
    expect(run).toMatchObject({ status: 'failedPermanently', error: { code: 'ledgerCorrupt' } });
    expect(run.error?.action).toContain('full');
    expect(await rig.run(exportId, 'full')).toMatchObject({ status: 'successful', counts: { accepted: 30 } });
    expect((await rig.run(exportId)).counts).toMatchObject({ unchanged: 30 });
  });

  it('a corrupt snapshot is named with what to do', async () => {
    const exportId = await withPeople(30);
    const { file } = await rig.ctx.db.selectFrom('tables').select('file').executeTakeFirstOrThrow();
    writeFileSync(rig.ctx.storage.path(file), 'PAR1 and then nothing');
    const run = await rig.run(exportId);
    expect(run.error).toMatchObject({ code: 'snapshotCorrupt' });
    expect(held()).toBe(0);
  });

  it('a column that vanished since the mapping was made stops the run before anything is sent', async () => {
    const exportId = await withPeople(30);
    await rig.putProfiles(ids(1, 30).map((id) => ({ id, email: `person${id}@example.com` })));
    const run = await rig.run(exportId);
    expect(run).toMatchObject({ status: 'failedPermanently', error: { code: 'mappingInvalid' } });
    expect(run.error?.detail).toContain('firstName');
    expect(held()).toBe(0);
  });
});

describe('the pace', () => {
  it('stays inside a window of the brand that the sandbox counts, without a refusal', async () => {
    rig = await openRig({ sandbox: { rpm: 600 }, requestsPerMinute: 600 });
    await rig.putProfiles(someProfiles(3500));
    const segment = await rig.putSegment('All', ids(1, 3500));
    const run = await rig.run(await rig.addExport({ segments: [segment] }));
    expect(run).toMatchObject({ status: 'successful', counts: { throttled: 0 } });
    expect(rig.sandbox.control.numbers()).toMatchObject({ refused429: 0 });
    expect(run.counts.requests).toBe(rig.sandbox.control.numbers().requests - 1);
  });
});
