// Runs that stop and wait for a person: what they would do is unusual for their export, or they start quietly.
import { afterEach, describe, expect, it } from 'vitest';
import { cancelRun } from '../../src/engine/cancel-run.ts';
import { confirmRun } from '../../src/engine/confirm-run.ts';
import { readPlan } from '../../src/engine/read-plan.ts';
import { sweep } from '../../src/engine/sweep.ts';
import { requireTakenBack, startTakeBack } from '../../src/engine/take-back.ts';
import { getRun, readRun } from '../../src/store/runs.ts';
import { planTagCalls, setTagCallState } from '../../src/store/tag-calls.ts';
import { ids, openRig, type Rig, type RigOptions, someProfiles } from '../support/rig.ts';

let rig: Rig;
afterEach(() => rig.close());

async function withPeople(people: number, options: RigOptions & { quiet?: boolean; as?: 'property' } = {}) {
  rig = await openRig(options);
  await rig.putProfiles(someProfiles(people));
  const segment = await rig.putSegment('Everybody', ids(1, people));
  const exportId = await rig.addExport({
    segments: [segment],
    mapping: { firstName: 'firstName' },
    membership: { as: options.as ?? 'tag' },
    guards: {},
  });
  if (options.quiet) await rig.ctx.db.updateTable('exports').set({ quiet_start: true }).execute();
  return exportId;
}

const contacts = () => rig.sandbox.control.contacts();
const tagged = () => contacts().filter(({ tags }) => tags?.includes('Everybody')).length;
const writes = () => rig.sandbox.control.log().filter(({ method }) => method !== 'GET').length;
const told = () => rig.ctx.db.selectFrom('notices').select('kind').execute();
const confirm = (id: string, heldAt?: string) => confirmRun(rig.ctx, id, { by: 'Ada', heldAt });

describe('a run that would do unusually much', () => {
  it('waits before its first write, shows its plan, and goes on when a person confirms it', async () => {
    const exportId = await withPeople(100);
    await rig.run(exportId);
    await rig.putSegment('Everybody', ids(1, 60));
    const before = writes();
    const held = await rig.run(exportId);
    expect(held).toMatchObject({
      status: 'held',
      error: { code: 'heldUnusual', detail: expect.stringContaining('40 %') },
      counts: { contacts: 60, untags: 40 },
    });
    expect(held.hold?.reasons.map(({ guard }) => guard)).toEqual(['untagsOver', 'contactsDownBy']);
    expect(writes()).toBe(before);
    const plan = await readPlan(rig.ctx, held.id);
    expect(plan).toMatchObject({
      counts: { untags: 40 },
      leaving: 40,
      sends: { new: 0, changed: 0 },
      hold: { confirmedAt: null },
    });
    expect(plan.losing).toHaveLength(20);
    expect(plan.losing[0]).toMatchObject({ tags: ['Everybody'], gone: true });
    await confirm(held.id);
    const done = await rig.execute(held);
    expect(done).toMatchObject({ status: 'successful', hold: { confirmedBy: 'Ada' } });
    expect(done.error).toBeUndefined();
    expect([contacts().length, tagged()]).toEqual([100, 60]);
  });

  it('is held again by the next start when its process died before it could say so', async () => {
    const exportId = await withPeople(100);
    await rig.run(exportId);
    await rig.putSegment('Everybody', ids(1, 60));
    const held = await rig.run(exportId);
    await rig.ctx.db.updateTable('runs').set({ status: 'processing' }).where('id', '=', held.id).execute();
    const before = writes();
    expect(await rig.execute(held)).toMatchObject({ status: 'held' });
    expect(writes()).toBe(before);
  });

  it('does not wait when somebody canceled it while it planned', async () => {
    const exportId = await withPeople(100);
    await rig.run(exportId);
    await rig.putSegment('Everybody', ids(1, 60));
    const run = await rig.start(exportId);
    const at = rig.ctx.clock.now();
    await rig.ctx.db.updateTable('runs').set({ cancel_requested_at: at }).where('id', '=', run.id).execute();
    expect((await rig.execute(run)).status).toBe('canceled');
    const held = await rig.run(exportId);
    expect(held.status).toBe('held');
    // Whoever told it to stop died before it got there.
    await rig.ctx.db.updateTable('runs').set({ cancel_requested_at: at }).where('id', '=', held.id).execute();
    await sweep(rig.ctx);
    expect((await readRun(rig.ctx.db, held.id)).status).toBe('canceled');
  });

  it('can be canceled instead, and then nothing has happened', async () => {
    const exportId = await withPeople(100);
    await rig.run(exportId);
    await rig.putSegment('Everybody', ids(1, 60));
    const held = await rig.run(exportId);
    expect((await cancelRun(rig.ctx, held.id)).status).toBe('canceled');
    await expect(confirm(held.id)).rejects.toMatchObject({ code: 'conflict' });
    await rig.putSegment('Everybody', ids(1, 100));
    expect(await rig.run(exportId)).toMatchObject({ status: 'successful', counts: { unchanged: 100 } });
    expect(tagged()).toBe(100);
  });

  it('goes ahead within the limits of its export', async () => {
    const exportId = await withPeople(100);
    await rig.run(exportId);
    const guards = JSON.stringify({ untagsOver: 0.5, contactsDownBy: null });
    await rig.ctx.db.updateTable('exports').set({ guards }).execute();
    await rig.putSegment('Everybody', ids(1, 60));
    expect((await rig.run(exportId)).status).toBe('successful');
    await rig.putProfiles(someProfiles(100, (id) => (id % 3 === 0 ? { email: 'nowhere' } : {})));
    const held = await rig.run(exportId);
    expect(held).toMatchObject({ status: 'held', counts: { invalid: 20 } });
    expect(held.hold?.reasons.map(({ guard }) => guard)).toEqual(['rejectionsOver']);
  });
});

describe('a quiet start', () => {
  it.each(['merge', 'replace'] as const)('sends 50, then 500, then all (%s)', async (mode) => {
    const exportId = await withPeople(780, { quiet: true, sandbox: { tags: mode } });
    const run = await rig.run(exportId);
    expect(run).toMatchObject({
      status: 'held',
      error: { code: 'heldQuietStart' },
      counts: { accepted: 50 },
    });
    expect(run.hold?.reasons).toEqual([{ guard: 'quietStart', found: 50, limit: 780 }]);
    expect(contacts()).toHaveLength(50);
    const first = run.hold?.heldAt;
    // Held overnight: the wait says nothing about how long the rest takes.
    const yesterday = new Date(Date.now() - 86_400_000);
    await rig.ctx.db.updateTable('runs').set({ started_at: yesterday, resumed_at: yesterday }).execute();
    const { progress, estimate } = await readRun(rig.ctx.db, run.id);
    expect(progress.etaSeconds).toBeLessThanOrEqual(estimate?.seconds ?? 0);
    expect(progress.mostPerMinute).toBe(97_000_000);
    await confirm(run.id, first);
    await rig.reopen();
    expect(await rig.execute(run)).toMatchObject({ status: 'held', counts: { accepted: 550 } });
    expect(contacts()).toHaveLength(550);
    expect((await told()).map(({ kind }) => kind)).toEqual(['held', 'held']);
    // Whoever looked at the first 50 has not seen these.
    await expect(confirm(run.id, first)).rejects.toMatchObject({ code: 'conflict' });
    await confirm(run.id);
    const done = await rig.execute(run);
    const row = await rig.ctx.db.selectFrom('runs').selectAll().executeTakeFirstOrThrow();
    expect(row.resumed_done).toBe(550);
    expect(Number(row.resumed_at)).toBeGreaterThan(Number(yesterday));
    expect(done).toMatchObject({ status: 'successful', counts: { upserts: 780, accepted: 780 } });
    expect([contacts().length, tagged()]).toEqual([780, 780]);
    expect((await rig.run(exportId)).counts).toMatchObject({ unchanged: 780, upserts: 0 });
  });

  it('tries out how a brand behaves on nobody beyond its first stage', async () => {
    const exportId = await withPeople(780, { quiet: true });
    const statusChangedAt = '2026-01-01T00:00:00Z';
    const put = (status: 'subscribed' | 'unsubscribed', tags: string[], people: number[]) => {
      for (const person of people) {
        const channels = { email: { status, statusChangedAt } };
        const identifiers = [{ type: 'email' as const, id: `person${person}@example.com`, channels }];
        rig.sandbox.control.putContact({ identifiers, tags }, rig.key);
      }
    };
    // Whom a check would choose of all: those who unsubscribed, and those who have no tags to lose.
    const byAddress = ids(1, 780).sort((one, other) => (`person${one}@` < `person${other}@` ? -1 : 1));
    put('subscribed', ['Theirs'], byAddress.slice(0, 50));
    put('unsubscribed', [], byAddress.slice(50));
    expect(await rig.run(exportId)).toMatchObject({ status: 'held', counts: { accepted: 50 } });
    const touched = contacts().filter(({ firstName }) => firstName !== undefined);
    expect(touched.map(({ tags }) => tags?.includes('Theirs'))).toEqual(Array(50).fill(true));
  });

  it('knows what it sent when it is canceled at a stage, and starts quietly again', async () => {
    const exportId = await withPeople(200, { quiet: true });
    const run = await rig.run(exportId);
    await cancelRun(rig.ctx, run.id);
    const again = await rig.run(exportId);
    expect(again).toMatchObject({ status: 'held', counts: { unchanged: 50, upserts: 150, accepted: 50 } });
    await confirm(again.id);
    expect((await rig.execute(again)).status).toBe('successful');
    expect(contacts()).toHaveLength(200);
  });
});

describe('removing an export', () => {
  it.each(['tag', 'property'] as const)('takes back its %s first, and nothing else', async (as) => {
    const exportId = await withPeople(130, as === 'property' ? { as } : {});
    await rig.run(exportId);
    const other = await rig.addExport({
      segments: [await rig.putSegment('Everybody', ids(1, 130))],
      membership: { as },
      name: 'Other',
    });
    await rig.putSegment('Everybody', ids(1, 10));
    await rig.run(other);
    const wish = { exportId, trigger: 'api', requestedBy: null } as const;
    const run = await rig.execute(await startTakeBack(rig.ctx, wish));
    expect(run).toMatchObject({ status: 'successful', mode: 'takeBack', counts: { untags: 120 } });
    const has = contacts().filter(({ tags, customProperties }) =>
      as === 'tag' ? tags?.includes('Everybody') : customProperties?.Everybody === true,
    );
    expect(has.map(({ email }) => email)).toHaveLength(10);
    expect(contacts()).toHaveLength(130);
    const row = await rig.ctx.db
      .selectFrom('exports')
      .selectAll()
      .where('id', '=', exportId)
      .executeTakeFirstOrThrow();
    expect(row).toMatchObject({ removed_at: expect.any(Date), connection_id: null, ledger_file: null });
  });

  it('keeps the export and its ledger while something is left, and goes on from there', async () => {
    const exportId = await withPeople(130, { as: 'property' });
    await rig.run(exportId);
    const wish = { exportId, trigger: 'api', requestedBy: null } as const;
    const takeBack = async () => rig.execute(await startTakeBack(rig.ctx, wish));
    const has = () =>
      contacts().flatMap((one) => (one.customProperties?.Everybody === true ? one.email : []));
    rig.sandbox.control.setFail(['item:email=person7@example.com']);
    // Also the second time: that a contact was refused before is no reason to leave it quietly.
    for (const upserts of [130, 1]) {
      expect(await takeBack()).toMatchObject({
        status: 'failedPermanently',
        error: { code: 'takeBackIncomplete' },
        counts: { upserts, rejected: 1 },
      });
      expect(has()).toEqual(['person7@example.com']);
      const row = await rig.ctx.db.selectFrom('exports').selectAll().executeTakeFirstOrThrow();
      expect(row).toMatchObject({ removing_at: null, removed_at: null, ledger_file: expect.any(String) });
    }
    rig.sandbox.control.setFail([]);
    expect(await takeBack()).toMatchObject({ status: 'successful', counts: { upserts: 1, rejected: 0 } });
    expect(has()).toEqual([]);
  });

  it('is not done while a removal of tags has had no effect', async () => {
    const exportId = await withPeople(3);
    const { id } = await rig.start(exportId);
    const run = await getRun(rig.ctx.db, id);
    const session = { ctx: rig.ctx, run, counts: run.counts };
    const { db } = rig.ctx;
    await db
      .transaction()
      .execute((tx) => planTagCalls(tx, run.id, 'remove', [{ rows: [0], tags: ['Everybody'] }]));
    await expect(requireTakenBack(session)).rejects.toMatchObject({ code: 'takeBackIncomplete' });
    await setTagCallState(db, run.id, { number: 0, action: 'remove' }, 'done', new Date());
    await requireTakenBack(session);
  });

  it('leaves the export where it was when that does not succeed, with no schedule to undo it', async () => {
    const exportId = await withPeople(50);
    await rig.run(exportId);
    const wish = { exportId, trigger: 'api', requestedBy: null } as const;
    const run = await startTakeBack(rig.ctx, wish);
    await cancelRun(rig.ctx, run.id);
    const row = await rig.ctx.db.selectFrom('exports').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ removing_at: null, removed_at: null, schedule: { mode: 'off' } });
    expect(tagged()).toBe(50);
  });
});
