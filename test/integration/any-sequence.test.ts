// Whatever the order of snapshots, faults and interruptions: once a run comes through, the sandbox holds what its plan
// says, no more and no less, and others' tags are as they were. Real kills of a process are in test/e2e/kills.test.ts.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ExportId } from '../../src/contract/ids.ts';
import type { Run } from '../../src/contract/runs.ts';
import { isActive } from '../../src/core/transitions.ts';
import { cancelRun } from '../../src/engine/cancel-run.ts';
import { openRig, type Rig } from '../support/rig.ts';

const people = 8;
const person = fc.record({
  /** Which of three addresses; several people may share one. */
  address: fc.integer({ min: 0, max: people }),
  first: fc.constantFrom('Åsa', "O'Brien", '00123', 'Zoë "Z"', '', null),
  one: fc.boolean(),
  two: fc.boolean(),
});
const snapshot = fc.array(person, { minLength: people, maxLength: people });
const fault = fc.constantFrom(
  '503:every=3',
  '524:every=2,applied@POST /batches',
  'drop:every=2@/batches*',
  'stopped:every=2',
  'stopped:every=2,applied',
  'gone:every=2',
  'drop-item:every=3',
  '401:after=5',
);
const step = fc.record({
  snapshot,
  faults: fc.array(fault, { maxLength: 2 }),
  /** After how many requests the run is interrupted, and by what. */
  interruption: fc.option(
    fc.record({ after: fc.integer({ min: 0, max: 25 }), by: fc.constantFrom('stop', 'cancel') }),
    { nil: undefined },
  ),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

let rig: Rig;
beforeAll(async () => {
  rig = await openRig({
    tuning: {
      lookAfterMilliseconds: 60,
      verifyMilliseconds: 4,
      brandPauseMilliseconds: 5,
      beatMilliseconds: 20,
      retryScale: 0.002,
    },
  });
});
afterAll(() => rig.close());

const emailOf = (address: number) => `Person${address}@Example.com`;

async function take(
  one: Step,
  name: string,
  exportId: ExportId | undefined,
  key: string,
): Promise<{ exportId: ExportId; run: Run }> {
  await rig.putProfiles(
    one.snapshot.map(({ address, first }, i) => ({
      id: i + 1,
      email: address === 0 ? 'no address' : emailOf(address),
      first: first ?? null,
    })),
  );
  const members = (of: 'one' | 'two') => one.snapshot.flatMap((who, i) => (who[of] ? [i + 1] : []));
  const segments = [
    await rig.putSegment(`${name} one`, members('one')),
    await rig.putSegment(`${name} two`, members('two')),
  ];
  const [first = '', second = ''] = segments;
  const id =
    exportId ??
    (await rig.addExport({
      segments,
      mapping: { firstName: 'first' },
      membership: { as: 'tag', names: { [first]: 'one', [second]: 'two' } },
      connection: await rig.addConnection(key),
    }));
  rig.sandbox.control.setFail(one.faults);
  const run = await rig.start(id);
  return { exportId: id, run: await executeInterrupted(run, one.interruption) };
}

async function executeInterrupted(run: Run, interruption: Step['interruption']): Promise<Run> {
  if (interruption === undefined) return rig.execute(run);
  const stop = new AbortController();
  const until = rig.sandbox.control.numbers().requests + interruption.after;
  let done = false;
  const unlisten = rig.ctx.signals.on('run', () => {
    if (done || rig.sandbox.control.numbers().requests < until) return;
    done = true;
    if (interruption.by === 'stop') stop.abort();
    else cancelRun(rig.ctx, run.id).catch(() => undefined);
  });
  try {
    return await rig.execute(run, stop.signal);
  } finally {
    unlisten();
  }
}

it('ends with the sandbox equal to the last plan', { timeout: 120_000 }, async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 3 }), snapshot, async (steps, last) => {
      const name = `round ${++round}`;
      const key = `key${round}`;
      // Somebody else's tag on a contact that may come, stay and go.
      await rig.addConnection(key);
      rig.sandbox.control.putContact(
        { identifiers: [{ type: 'email', id: 'person1@example.com' }], tags: ['vip'] },
        key,
      );
      let exportId: ExportId | undefined;
      for (const one of steps) {
        const taken = await take(one, name, exportId, key);
        exportId = taken.exportId;
        // A run that was interrupted in a process goes on before anything else may start.
        if (isActive(taken.run.status)) expect(isActive((await rig.execute(taken.run)).status)).toBe(false);
      }
      const { run } = await take(
        { snapshot: last, faults: [], interruption: undefined },
        name,
        exportId,
        key,
      );
      expect(run).toMatchObject({ status: 'successful' });
      expect(run.counts.accepted + run.counts.rejected).toBe(run.counts.upserts);
      expectPlan(last, key);
    }),
    { numRuns: 15, endOnFailure: true },
  );
});

function expectPlan(last: typeof snapshot extends fc.Arbitrary<infer T> ? T : never, key: string): void {
  const held = new Map(rig.sandbox.control.contacts(key).map((contact) => [contact.email, contact]));
  const wanted = new Map<string, { first: string | null; tags: Set<string> }>();
  for (const { address, first, one, two } of last) {
    if (address === 0 || !(one || two)) continue;
    const email = emailOf(address).toLowerCase();
    const entry = wanted.get(email) ?? { first, tags: new Set<string>() };
    if (one) entry.tags.add('one');
    if (two) entry.tags.add('two');
    wanted.set(email, entry);
  }
  for (const [email, { first, tags }] of wanted) {
    const contact = held.get(email);
    expect(contact, email).toBeDefined();
    // Who left and comes back without a name keeps the one that Omnisend knows: the ledger forgets who leaves.
    if (first) expect(contact?.firstName).toBe(first);
    if (email === 'person1@example.com') tags.add('vip');
    expect(new Set(contact?.tags)).toEqual(tags);
  }
  for (const [email, contact] of held) {
    if (wanted.has(email ?? '')) continue;
    expect(contact.tags, email).toEqual(email === 'person1@example.com' ? ['vip'] : []);
  }
}
