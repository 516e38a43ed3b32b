// What the ledger says after a run, whatever came of it.
import { truncate, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanInput } from '../../src/lake/plan.ts';
import {
  allRows,
  everything,
  type Made,
  now,
  openPlanWorld,
  type PlanWorld,
  type ProfileRow,
} from '../support/plan-world.ts';

let world: PlanWorld;
beforeAll(async () => {
  world = await openPlanWorld();
});
afterAll(() => world.close());

const mapping = { email: 'email', firstName: 'first' };
const people = [1, 2, 3, 4].map((id) => ({ id, email: `p${id}@x.se`, first: `P${id}` }));
const none = { accepted: [], rejected: [], unknown: [], untagged: [] };

async function plan(
  rows: ProfileRow[],
  segments: Record<string, number[]>,
  more: Partial<PlanInput> = {},
): Promise<Made> {
  const profiles = await world.table(rows, { email: 'text', first: 'text' });
  const named = Object.entries(segments).map(async ([name, ids]) => ({
    id: name,
    name,
    members: await world.members(ids),
  }));
  return world.plan({ profiles, mapping, segments: await Promise.all(named), ...more });
}

async function ledgerRows(key: string | null) {
  const rows = await world.rows(String(key), 'email');
  return rows.map(({ email, state, tags, properties, body, code, detail, run_id }) => ({
    email,
    state,
    tags,
    properties,
    firstName: body === null ? null : (JSON.parse(String(body)) as { firstName?: string }).firstName,
    code,
    detail,
    run_id,
  }));
}

const changed = people.map((person) => ({ ...person, first: `${person.first}!` }));
const row = (n: number, state: string, firstName: string | null, tags: string[], more = {}) => ({
  email: `p${n}@x.se`,
  state,
  tags,
  properties: [],
  firstName,
  code: null,
  detail: null,
  run_id: 'run',
  ...more,
});

describe('mergeLedger', () => {
  it('enters what was accepted, what was turned down, what is not known, and nothing of what was not sent', async () => {
    const first = await plan(people, { VIP: [1, 2, 3, 4] });
    const ledger = await world.merge(first, null, {
      ...none,
      accepted: [[0, 2]],
      rejected: [{ row: 1, code: 'itemRejected', detail: 'no' }],
      unknown: [[2, 2]],
    });
    expect(await ledgerRows(ledger)).toEqual([
      row(1, 'accepted', 'P1', ['VIP']),
      row(2, 'rejected', null, [], { code: 'itemRejected', detail: 'no' }),
      row(3, 'unknown', 'P3', ['VIP']),
    ]);
    expect(await world.rows(String(ledger), 'email')).toMatchObject([
      { customer_id: '1', fingerprint: first.upserts[0]?.fingerprint, sent_at: '2026-08-01 12:00:00' },
      { fingerprint: first.upserts[1]?.fingerprint },
      {},
    ]);
  });

  it('keeps what is there when a change is turned down or its fate is not known', async () => {
    const first = await plan(people, { VIP: [1, 2, 3, 4] });
    const old = await world.merge(first, null, everything(first));
    const second = await plan(changed, { New: [1, 2, 3, 4] }, { ledger: old });
    const ledger = await world.merge(second, old, {
      accepted: [[0, 0]],
      rejected: [{ row: 1, code: 'itemRejected', detail: null }],
      unknown: [[2, 2]],
      untagged: [],
    });
    expect(await ledgerRows(ledger)).toEqual([
      row(1, 'accepted', 'P1!', ['New', 'VIP']),
      row(2, 'rejected', 'P2', ['VIP'], { code: 'itemRejected' }),
      row(3, 'unknown', 'P3!', ['New', 'VIP']),
      row(4, 'accepted', 'P4', ['VIP']),
    ]);
    const done = await world.merge(second, old, { ...everything(second), accepted: [[0, 3]] });
    expect(await ledgerRows(done)).toEqual([1, 2, 3, 4].map((n) => row(n, 'accepted', `P${n}!`, ['New'])));
  });

  it('forgets who is gone only when nothing of Segue is left on them', async () => {
    const first = await plan(people, { VIP: [1, 2, 3, 4] });
    const old = await world.merge(first, null, everything(first));
    const second = await plan(people, { VIP: [1] }, { ledger: old });
    const some = await world.merge(second, old, {
      ...none,
      untagged: [
        [0, 0],
        [2, 2],
      ],
    });
    expect((await ledgerRows(some)).map(({ email, tags }) => [email, tags])).toEqual([
      ['p1@x.se', ['VIP']],
      ['p3@x.se', ['VIP']],
    ]);
  });

  it('forgets who leaves by a property when the upsert is accepted, and the tags are gone too', async () => {
    const property = { membership: 'property' } as const;
    const first = await plan(people, { VIP: [1, 2, 3, 4] });
    const tagged = await world.merge(first, null, everything(first));
    const second = await plan(people, { VIP: [1, 2, 3, 4] }, { ...property, ledger: tagged });
    // The tags are not taken away yet, so both are there.
    const both = await world.merge(second, tagged, { ...none, accepted: allRows(second) });
    expect((await ledgerRows(both))[0]).toMatchObject({ tags: ['VIP'], properties: ['VIP'] });
    const third = await plan(people, { VIP: [1] }, { ...property, ledger: both });
    expect(third.upserts.map(({ email, leaving }) => [email, leaving])).toEqual(
      [2, 3, 4].map((n) => [`p${n}@x.se`, true]),
    );
    expect(third.untags.map(({ email, gone }) => [email, gone])).toEqual(
      [1, 2, 3, 4].map((n) => [`p${n}@x.se`, n > 1]),
    );
    const ledger = await world.merge(third, both, {
      accepted: [
        [0, 0],
        [2, 2],
      ],
      rejected: [{ row: 1, code: 'itemRejected', detail: 'no' }],
      unknown: [],
      untagged: [[0, 2]],
    });
    expect(
      (await ledgerRows(ledger)).map(({ email, state, tags, properties }) => [
        email,
        state,
        tags,
        properties,
      ]),
    ).toEqual([
      ['p1@x.se', 'accepted', [], ['VIP']],
      ['p3@x.se', 'rejected', [], ['VIP']],
      ['p4@x.se', 'accepted', ['VIP'], []],
    ]);
    const fourth = await plan(people, { VIP: [1] }, { ...property, ledger });
    expect([fourth.plan.upsertRows, fourth.plan.untagRows]).toEqual([0, 1]);
    const again = await plan(people, { VIP: [1] }, { ...property, ledger, mode: 'full' });
    expect(again.upserts.filter(({ leaving }) => leaving).map(({ email }) => email)).toEqual(['p3@x.se']);
  });

  it('is not written anew when nothing happened', async () => {
    const first = await plan(people, { VIP: [1, 2] });
    expect(await world.merge(first, null, none)).toBeNull();
    const old = await world.merge(first, null, everything(first));
    const second = await plan(people, { VIP: [1, 2, 3] }, { ledger: old });
    expect(await world.merge(second, old, none)).toBe(old);
  });

  it('comes out the same however often it is made, and however the ranges are cut', async () => {
    const first = await plan(people, { VIP: [1, 2, 3, 4] });
    const whole = await world.merge(first, null, { ...none, accepted: [[0, 3]] });
    const cut = Array.from({ length: 80 }, (_, i): [number, number] => [i % 4, i % 4]);
    const pieces = await world.merge(first, null, { ...none, accepted: cut });
    expect(await world.rows(String(pieces), 'email')).toEqual(await world.rows(String(whole), 'email'));
    const later = await plan(changed, { VIP: [1, 2, 3] }, { ledger: whole });
    const outcome = everything(later);
    const once = await world.merge(later, whole, outcome);
    expect(await world.rows(String(await world.merge(later, whole, outcome)), 'email')).toEqual(
      await world.rows(String(once), 'email'),
    );
  });
});

describe('a damaged ledger', () => {
  const damaged = async (damage: (path: string) => Promise<void>) => {
    const first = await plan(people, { VIP: [1, 2] });
    const ledger = String(await world.merge(first, null, everything(first)));
    await damage(world.storage.path(ledger));
    return ledger;
  };

  it.each([
    ['half-written', (path: string) => truncate(path, 700)],
    ['empty', (path: string) => truncate(path, 0)],
    ['no ledger at all', (path: string) => writeFile(path, 'a,b,c')],
  ])('is noticed: %s', async (_, damage) => {
    const ledger = await damaged(damage);
    const segments = { VIP: [1, 2] };
    await expect(plan(people, segments, { ledger })).rejects.toMatchObject({ code: 'ledgerCorrupt' });
    await expect(plan(people, segments, { ledger: 'ledgers/gone.parquet' })).rejects.toMatchObject({
      code: 'ledgerCorrupt',
    });
    const made = await plan(people, segments);
    await expect(world.merge(made, ledger, everything(made), now)).rejects.toMatchObject({
      code: 'ledgerCorrupt',
    });
    await expect(plan(people, segments, { otherLedgers: [ledger] })).resolves.toBeDefined();
  });
});
