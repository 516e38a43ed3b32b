// The design's table "What can go wrong", line by line, against the sandbox: every contact that can be sent arrives,
// every other one is listed, and the numbers add up, whatever happens on the way.
import { afterEach, describe, expect, it } from 'vitest';
import type { Run } from '../../src/contract/runs.ts';
import { readVerdicts } from '../../src/store/verdicts.ts';
import { ids, openRig, type Rig, type RigOptions, someProfiles } from '../support/rig.ts';

let rig: Rig;

/** The connection is made in peace; the faults begin with the run. */
async function deliver(people: number, fail: string[], options: RigOptions = {}): Promise<Run> {
  rig = await openRig(options);
  await rig.putProfiles(someProfiles(people));
  const segment = await rig.putSegment('Everybody', ids(1, people));
  const exportId = await rig.addExport({ segments: [segment], mapping: { firstName: 'firstName' } });
  rig.sandbox.control.setFail(fail);
  return rig.run(exportId);
}

function expectArrived(people: number, run: Run): void {
  expect(run.error).toBeUndefined();
  expect(run.status).toBe('successful');
  expect(run.counts).toMatchObject({
    members: people,
    contacts: people,
    upserts: people,
    accepted: people,
    rejected: 0,
  });
  const held = new Map(rig.sandbox.control.contacts().map((contact) => [contact.email, contact]));
  for (const id of ids(1, people)) {
    expect(held.get(`person${id}@example.com`)).toMatchObject({
      firstName: `Åsa ${id}`,
      tags: ['Everybody'],
      welcomed: false,
    });
  }
  expect(held.size).toBe(people);
  expect(rig.sandbox.control.numbers().welcomeMessages).toBe(0);
}

afterEach(async () => {
  await rig.close();
});

describe('a fault that passes', () => {
  const faults: [name: string, rules: string[]][] = [
    ['429 with and without a time', ['429:every=15,retryAfter=1@POST /batches', '429:at=4@GET /batches']],
    ['500', ['500:every=4@/batches']],
    ['503 on every list', ['503:every=2@GET /batches']],
    ['524 after the write', ['524:every=3,applied@POST /batches']],
    ['a broken connection', ['drop:every=4@/batches']],
    ['a broken connection after the write', ['drop:every=4,applied@POST /batches']],
    ['no answer in time', ['hang:at=3@POST /batches']],
    ['a batch that is stopped', ['stopped:every=5']],
    ['a batch that is gone', ['gone:every=6']],
    ['a batch that stays pending', ['pending:every=8']],
    ['a batch that stays pending though it worked', ['pending:every=8,applied']],
    ['a contact without a verdict', ['drop-item:every=333']],
  ];
  it.each(faults)('%s: everybody arrives', async (_, fail) => {
    const run = await deliver(1200, fail, { tuning: { omnisendTimeoutMilliseconds: 1_500 } });
    expectArrived(1200, run);
  });

  it('many at once, with a fixed seed: everybody arrives', async () => {
    const run = await deliver(3000, ['chaos:p=0.1,seed=7']);
    expectArrived(3000, run);
  });
});

describe('a fault that stays', () => {
  it('halves a refused batch until the contact at fault stands alone', async () => {
    const run = await deliver(450, ['400-batch:email=person77@']);
    expect(run).toMatchObject({ status: 'successful', counts: { upserts: 450, accepted: 449, rejected: 1 } });
    const verdicts = await readVerdicts(rig.ctx.db, run.id, 'rejection');
    expect(verdicts).toMatchObject([{ code: 'batchRejected' }]);
    expect(rig.sandbox.control.contacts()).toHaveLength(449);
  });

  it('lists contacts that are rejected inside a batch with the reason', async () => {
    const run = await deliver(450, ['item:email=person7']);
    const rejected = ids(1, 450).filter((id) => `person${id}`.startsWith('person7')).length;
    expect(run).toMatchObject({ status: 'successful', counts: { accepted: 450 - rejected, rejected } });
    const verdicts = await readVerdicts(rig.ctx.db, run.id, 'rejection');
    expect(verdicts).toHaveLength(rejected);
    for (const verdict of verdicts) expect(verdict.detail).toBeTruthy();
  });

  it.each([
    ['401', 'omnisendKeyWrong'],
    ['403', 'omnisendKeyScope'],
    ['410', 'omnisendVersionRetired'],
  ])('stops at once on %s in the middle of a run, and keeps what is known', async (status, code) => {
    const run = await deliver(2000, [`${status}:after=20`]);
    expect(run.status).toBe('failedPermanently');
    expect(run.error?.code).toBe(code);
    expect(run.error?.action).toBeTruthy();
    rig.sandbox.control.setFail([]);
    const before = rig.sandbox.control.numbers().requests;
    const again = await rig.run(run.exportId);
    expect(again.status).toBe('successful');
    expect(rig.sandbox.control.contacts()).toHaveLength(2000);
    expect(again.counts.upserts + again.counts.unchanged).toBe(2000);
    expect(rig.sandbox.control.numbers().requests).toBeGreaterThan(before);
  });

  it('fails with what to do when Omnisend stays away, and the next run goes on', async () => {
    const run = await deliver(300, ['503:after=12']);
    expect(run.status).toBe('failed');
    expect(run.error).toMatchObject({ code: 'omnisendUnreachable' });
    rig.sandbox.control.setFail([]);
    const again = await rig.run(run.exportId);
    expect(again.status).toBe('successful');
    expect(rig.sandbox.control.contacts()).toHaveLength(300);
  });
});
