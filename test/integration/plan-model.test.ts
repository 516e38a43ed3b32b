// Any sequence of snapshots, with any part of each run refused, lost or not reached, and then one run that goes
// through: Omnisend holds what a plan from nothing says, other people's tags included, and the next plan is empty.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Outcome } from '../../src/lake/ledger.ts';
import { everything, type Made, openPlanWorld, type PlanWorld, type Upsert } from '../support/plan-world.ts';

let world: PlanWorld;
beforeAll(async () => {
  world = await openPlanWorld();
});
afterAll(() => world.close());

const columns = {
  email: 'text',
  first: 'text',
  land: 'text',
  tel: 'text',
  sex: 'text',
  note: 'text',
} as const;
const mapping = {
  email: 'email',
  firstName: 'first',
  country: 'land',
  phone: 'tel',
  gender: 'sex',
  customProperties: { note: 'note' },
};
const names = ['A', 'B', 'C'];

type Held = { fields: Record<string, unknown>; properties: Record<string, unknown>; tags: Set<string> };
type Model = Map<string, Held>;

function heldOf(model: Model, email: string): Held {
  const held = model.get(email) ?? { fields: {}, properties: {}, tags: new Set() };
  model.set(email, held);
  return held;
}

/** What Omnisend makes of an upsert: fields that are sent change, the others stay. */
function apply(model: Model, { email, contact, tags }: Upsert): void {
  const held = heldOf(model, email);
  const { identifiers, customProperties, ...fields } = contact;
  Object.assign(held.fields, fields);
  const phone = (identifiers as { type: string; id: string }[]).find(({ type }) => type === 'phone');
  if (phone !== undefined) held.fields.phone = phone.id;
  Object.assign(held.properties, customProperties);
  for (const tag of tags) held.tags.add(tag);
}

/** Carries a plan out, each row as fate has it. */
function carryOut(model: Model, made: Made, fates: string[], untagFates: boolean[]): Outcome {
  const outcome: Outcome = { accepted: [], rejected: [], unknown: [], untagged: [] };
  for (const upsert of made.upserts) {
    const { row } = upsert;
    const fate = fates[row % fates.length];
    if (fate === 'accepted' || fate === 'arrived') apply(model, upsert);
    if (fate === 'accepted') outcome.accepted.push([row, row]);
    if (fate === 'rejected') outcome.rejected.push({ row, code: 'itemRejected', detail: null });
    if (fate === 'arrived' || fate === 'lost') outcome.unknown.push([row, row]);
  }
  for (const { row, email, tags } of made.untags.slice(0, made.plan.untagRows)) {
    if (untagFates[row % untagFates.length] !== true) continue;
    for (const tag of tags) heldOf(model, email).tags.delete(tag);
    outcome.untagged.push([row, row]);
  }
  return outcome;
}

const perhaps = (...values: string[]) => fc.constantFrom(null, '', ...values);
const person = fc.record({
  email: fc.constantFrom('a@x.se', ' A@x.se', 'b@x.se', 'c@x.se', 'd@x.se', 'nobody', null),
  first: perhaps('Ann', 'Bo', ' '),
  land: perhaps('SE', 'Narnia'),
  tel: perhaps('0701234567', '0701234568', '1'),
  sex: perhaps('f', 'x'),
  note: perhaps('hi', '"'),
});
const step = fc.record({
  people: fc.array(person, { minLength: 1, maxLength: 5 }),
  memberships: fc.record({
    A: fc.subarray([0, 1, 2, 3, 4]),
    B: fc.subarray([0, 1, 2, 3, 4]),
    C: fc.subarray([0, 1, 2, 3, 4]),
  }),
  membership: fc.constantFrom('tag' as const, 'tag' as const, 'property' as const, 'none' as const),
  fates: fc.array(fc.constantFrom('accepted', 'accepted', 'rejected', 'arrived', 'lost', 'not sent'), {
    minLength: 1,
    maxLength: 4,
  }),
  untagFates: fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
});

it('ends with Omnisend holding what the last plan says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 3 }), async (steps) => {
      // Another export gives the tag A to one of them, and somebody else another tag.
      const other = await world.plan({
        profiles: await world.table([{ id: 1, email: 'a@x.se' }], { email: 'text' }),
        mapping: { email: 'email' },
        segments: [{ id: 'A', name: 'A', members: await world.members([1]) }],
      });
      const otherLedger = String(await world.merge(other, null, everything(other)));
      const model: Model = new Map();
      for (const upsert of other.upserts) apply(model, upsert);
      for (const email of ['a@x.se', 'b@x.se', 'c@x.se', 'd@x.se']) heldOf(model, email).tags.add('foreign');

      let ledger: string | null = null;
      let last: Made | undefined;
      for (const [index, { people, memberships, membership, fates, untagFates }] of steps.entries()) {
        const input = {
          profiles: await world.table(
            people.map((one, id) => ({ id, ...one })),
            columns,
          ),
          mapping,
          segments: await Promise.all(
            names.map(async (name) => ({
              id: name,
              name,
              members: await world.members(memberships[name as 'A']),
            })),
          ),
          membership,
          otherLedgers: [otherLedger],
        };
        const made: Made = await world.plan({ ...input, ledger });
        expect(made.plan.counts.contacts).toBe(
          made.plan.counts.unchanged + made.upserts.filter(({ leaving }) => !leaving).length,
        );
        ledger = await world.merge(made, ledger, carryOut(model, made, fates, untagFates));
        await forgetGone(model, ledger);
        if (index < steps.length - 1) continue;
        // A full run sends again what was turned down before.
        const full: Made = await world.plan({ ...input, ledger, mode: 'full' });
        ledger = await world.merge(full, ledger, carryOut(model, full, ['accepted'], [true]));
        const next = await world.plan({ ...input, ledger });
        expect([next.upserts, next.untags]).toEqual([[], []]);
        last = await world.plan({ ...input, ledger: null });
      }
      check(model, last?.upserts ?? []);
    }),
    { numRuns: 12 },
  );
}, 300_000);

/** Who has left keeps the fields that they had, and Segue forgets them: nobody empties those when they come back. */
async function forgetGone(model: Model, ledger: string | null): Promise<void> {
  const rows = ledger === null ? [] : await world.rows(ledger);
  const known = new Set(rows.map(({ email }) => email));
  for (const [email, held] of model) {
    if (known.has(email)) continue;
    held.fields = {};
    delete held.properties.note;
  }
}

function check(model: Model, wanted: Upsert[]): void {
  const byEmail = new Map(wanted.map((upsert) => [upsert.email, upsert]));
  for (const [email, { fields, properties, tags }] of model) {
    const upsert = byEmail.get(email);
    const others = email === 'a@x.se' ? ['A', 'foreign'] : ['foreign'];
    expect([...tags].sort(), email).toEqual([...new Set([...others, ...(upsert?.tags ?? [])])].sort());
    const on = names.filter((name) => properties[name] === true);
    expect(on, email).toEqual(upsert?.properties ?? []);
    if (upsert === undefined) continue;
    const { identifiers: _, customProperties, ...contact } = upsert.contact;
    expect(fields, email).toMatchObject(contact);
    expect(fields.firstName ?? '', email).toBe(contact.firstName ?? '');
    expect(properties.note ?? '', email).toBe(
      (customProperties as { note?: string } | undefined)?.note ?? '',
    );
  }
  expect(wanted.every(({ email }) => model.has(email))).toBe(true);
}
