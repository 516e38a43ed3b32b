// A second plan beside the ledger of the first: only what differs is sent, and only what Segue gave is taken away.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ColumnType } from '../../src/contract/columns.ts';
import type { PlanInput } from '../../src/lake/plan.ts';
import {
  allRows,
  allUntags,
  everything,
  type Made,
  openPlanWorld,
  type PlanWorld,
  type ProfileRow,
} from '../support/plan-world.ts';

let world: PlanWorld;
beforeAll(async () => {
  world = await openPlanWorld();
});
afterAll(() => world.close());

const columns: Record<string, ColumnType> = {
  email: 'text',
  first: 'text',
  land: 'text',
  tel: 'text',
  sex: 'text',
  income: 'number',
  note: 'text',
};
const mapping = {
  email: 'email',
  firstName: 'first',
  country: 'land',
  phone: 'tel',
  gender: 'sex',
  customProperties: { income: 'income', note: 'note' },
};

/** Profiles `people`, and segments given as name → ids. */
async function plan(
  people: ProfileRow[],
  segments: Record<string, number[]>,
  more: Partial<PlanInput> = {},
): Promise<Made> {
  const profiles = await world.table(people, columns);
  const named = Object.entries(segments).map(async ([name, ids]) => ({
    id: name,
    name,
    members: await world.members(ids),
  }));
  return world.plan({ profiles, mapping, segments: await Promise.all(named), ...more });
}

const ann = {
  id: 1,
  email: 'ann@x.se',
  first: 'Ann',
  land: 'SE',
  tel: '0701234567',
  sex: 'f',
  income: 5,
  note: 'hi',
};
const bo = { id: 2, email: 'bo@x.se', first: 'Bo' };
const cy = { id: 3, email: 'cy@x.se', first: 'Cy' };

/** The ledger after a first plan that went through. */
async function ledgerOf(
  people: ProfileRow[],
  segments: Record<string, number[]>,
  more: Partial<PlanInput> = {},
): Promise<string> {
  const made = await plan(people, segments, more);
  const ledger = await world.merge(made, more.ledger ?? null, everything(made));
  if (ledger === null) throw new Error('there is no ledger');
  return ledger;
}

const sentOf = (made: Made) => made.upserts.map(({ email, tags }) => [email, tags.join()]);

describe('the second plan', () => {
  it('sends nothing when nothing changed, and everything in full mode', async () => {
    const people = [ann, bo, cy];
    const ledger = await ledgerOf(people, { VIP: [1, 2], New: [2, 3] });
    const again = await plan(people, { VIP: [1, 2], New: [2, 3] }, { ledger });
    expect(again.plan.counts).toMatchObject({ contacts: 3, unchanged: 3, upserts: 0, untags: 0 });
    expect([again.upserts, again.untags]).toEqual([[], []]);
    const full = await plan(people, { VIP: [1, 2], New: [2, 3] }, { ledger, mode: 'full' });
    expect(full.plan.counts).toMatchObject({ unchanged: 0, upserts: 3 });
    expect(full.upserts.map(({ known }) => known)).toEqual([true, true, true]);
  });

  it('does not mind another customer id, the order of segments, or the welcome setting', async () => {
    const ledger = await ledgerOf([ann, bo], { VIP: [1, 2], New: [2] });
    const again = await plan(
      [{ ...ann, id: 7 }, bo],
      { New: [2], VIP: [7, 2] },
      { ledger, sendWelcomeMessage: true },
    );
    expect(again.plan.counts).toMatchObject({ unchanged: 2, upserts: 0 });
  });

  it('sends what changed, what is new, and nothing else', async () => {
    const ledger = await ledgerOf([ann, bo], { VIP: [1, 2] });
    const next = await plan([{ ...ann, first: 'Anna' }, bo, cy], { VIP: [1, 2, 3] }, { ledger });
    expect(next.plan.counts).toMatchObject({ contacts: 3, unchanged: 1, upserts: 2, untags: 0 });
    expect(next.upserts.map(({ row, email, known }) => [row, email, known])).toEqual([
      [0, 'ann@x.se', true],
      [1, 'cy@x.se', false],
    ]);
  });

  it('takes the tag from who left, and gives the new one', async () => {
    const ledger = await ledgerOf([ann, bo, cy], { VIP: [1, 2], New: [3] });
    const next = await plan([ann, bo, cy], { VIP: [1], New: [2] }, { ledger });
    expect(next.plan.counts).toMatchObject({ members: 2, contacts: 2, unchanged: 1, upserts: 1, untags: 2 });
    expect(sentOf(next)).toEqual([['bo@x.se', 'New']]);
    expect(next.untags).toEqual([
      { row: 0, email: 'bo@x.se', customerId: '2', tags: ['VIP'], released: [], gone: false },
      { row: 1, email: 'cy@x.se', customerId: '3', tags: ['New'], released: [], gone: true },
    ]);
    const after = await world.merge(next, ledger, everything(next));
    const rest = await plan([ann, bo, cy], { VIP: [1], New: [2] }, { ledger: after });
    expect(rest.plan.counts).toMatchObject({ unchanged: 2, upserts: 0, untags: 0 });
    expect((await world.rows(String(after), 'email')).map(({ email, tags }) => [email, tags])).toEqual([
      ['ann@x.se', ['VIP']],
      ['bo@x.se', ['New']],
    ]);
  });

  it('moves a person whose address changed', async () => {
    const ledger = await ledgerOf([ann], { VIP: [1] });
    const next = await plan([{ ...ann, email: 'ann@new.se' }], { VIP: [1] }, { ledger });
    expect(sentOf(next)).toEqual([['ann@new.se', 'VIP']]);
    expect(next.untags).toMatchObject([{ email: 'ann@x.se', customerId: '1', tags: ['VIP'], gone: true }]);
  });

  it('leaves alone a tag that another export still gives', async () => {
    const other = await ledgerOf([ann, cy], { VIP: [1], Else: [3] });
    const ledger = await ledgerOf([ann, bo, cy], { VIP: [1, 2, 3], New: [1, 2] });
    const next = await plan([ann, bo, cy], { VIP: [], New: [1] }, { ledger, otherLedgers: [other] });
    expect(next.plan.counts).toMatchObject({ untags: 2, upserts: 1 });
    expect(next.plan.untagRows).toBe(2);
    expect(next.untags).toEqual([
      { row: 0, email: 'bo@x.se', customerId: '2', tags: ['New', 'VIP'], released: [], gone: true },
      { row: 1, email: 'cy@x.se', customerId: '3', tags: ['VIP'], released: [], gone: true },
      { row: 2, email: 'ann@x.se', customerId: '1', tags: [], released: ['VIP'], gone: false },
    ]);
    const after = await world.merge(next, ledger, everything(next));
    expect((await world.rows(String(after))).map(({ email, tags }) => [email, tags])).toEqual([
      ['ann@x.se', ['New']],
    ]);
    // The other export is now the one that gives it, and takes it away in its turn.
    const last = await plan(
      [ann, cy],
      { VIP: [], Else: [3] },
      { ledger: other, otherLedgers: [String(after)] },
    );
    expect(last.untags).toMatchObject([{ email: 'ann@x.se', tags: ['VIP'], gone: true }]);
  });

  it('lets who has nothing to lose go without a word', async () => {
    const other = await ledgerOf([ann], { VIP: [1] });
    const ledger = await ledgerOf([ann, bo], { VIP: [1, 2] });
    const next = await plan([ann, bo], { VIP: [2] }, { ledger, otherLedgers: [other] });
    expect(next.plan).toMatchObject({ upsertRows: 0, untagRows: 0, counts: { untags: 0, unchanged: 1 } });
    const after = await world.merge(next, ledger, everything(next));
    expect((await world.rows(String(after))).map(({ email }) => email)).toEqual(['bo@x.se']);
  });
});

describe('memberships as properties', () => {
  const property = { membership: 'property' } as const;
  const propertiesOf = (made: Made) =>
    made.upserts.map(({ email, contact, leaving }) => [email, contact.customProperties, leaving]);

  it('turn false when they end, on who stays and on who leaves', async () => {
    const ledger = await ledgerOf([ann, bo, cy], { VIP: [1, 2, 3], New: [1] }, property);
    const next = await plan([ann, bo, cy], { VIP: [3], New: [1] }, { ...property, ledger });
    expect(propertiesOf(next)).toEqual([
      ['ann@x.se', { income: 5, note: 'hi', New: true, VIP: false }, false],
      ['bo@x.se', { VIP: false }, true],
    ]);
    expect(next.upserts[1]?.contact).toEqual({
      identifiers: [{ type: 'email', id: 'bo@x.se', sendWelcomeMessage: false }],
      customProperties: { VIP: false },
    });
    expect(next.plan.counts).toMatchObject({ contacts: 2, unchanged: 1, upserts: 2, untags: 2 });
    expect(next.plan.untagRows).toBe(0);
    const after = await world.merge(next, ledger, everything(next));
    const rest = await plan([ann, bo, cy], { VIP: [3], New: [1] }, { ...property, ledger: after });
    expect(rest.plan.counts).toMatchObject({ unchanged: 2, upserts: 0, untags: 0 });
    expect(
      (await world.rows(String(after), 'email')).map(({ email, properties }) => [email, properties]),
    ).toEqual([
      ['ann@x.se', ['New']],
      ['cy@x.se', ['VIP']],
    ]);
  });

  it('do not come up for contacts that never had them', async () => {
    const ledger = await ledgerOf([ann, bo], { VIP: [1, 2] }, property);
    const next = await plan([ann, bo], { VIP: [1, 2], Extra: [1] }, { ...property, ledger });
    expect(propertiesOf(next)).toEqual([
      ['ann@x.se', { income: 5, note: 'hi', VIP: true, Extra: true }, false],
    ]);
  });

  it('stay where another export gives them', async () => {
    const other = await ledgerOf([ann, bo], { VIP: [1, 2] }, property);
    const ledger = await ledgerOf([ann, bo], { VIP: [1, 2], New: [1] }, property);
    const next = await plan([ann, bo], { VIP: [], New: [1] }, { ...property, ledger, otherLedgers: [other] });
    expect(propertiesOf(next)).toEqual([['ann@x.se', { income: 5, note: 'hi', New: true }, false]]);
    const after = await world.merge(next, ledger, everything(next));
    expect((await world.rows(String(after))).map(({ email, properties }) => [email, properties])).toEqual([
      ['ann@x.se', ['New']],
    ]);
  });

  it('that became tags, and tags that became properties, are taken back', async () => {
    const tagged = await ledgerOf([ann], { VIP: [1] });
    const asProperty = await plan([ann], { VIP: [1] }, { ...property, ledger: tagged });
    expect(asProperty.upserts[0]).toMatchObject({ tags: [], contact: { customProperties: { VIP: true } } });
    expect(asProperty.untags).toMatchObject([{ email: 'ann@x.se', tags: ['VIP'], gone: false }]);
    const ledger = await world.merge(asProperty, tagged, everything(asProperty));
    const asTag = await plan([ann], { VIP: [1] }, { ledger });
    expect(asTag.upserts[0]).toMatchObject({ tags: ['VIP'], contact: { customProperties: { VIP: false } } });
    const renamed = await plan([ann], { Best: [1] }, { ...property, ledger });
    expect(renamed.upserts[0]?.contact.customProperties).toMatchObject({ Best: true, VIP: false });
    const none = await plan([ann], { VIP: [1] }, { membership: 'none', ledger: tagged });
    expect([none.upserts[0]?.tags, none.untags[0]?.tags]).toEqual([[], ['VIP']]);
  });
});

describe('a field that was sent and is empty now', () => {
  const empty = {
    id: 1,
    email: 'ann@x.se',
    first: ' ',
    land: null,
    tel: '',
    sex: null,
    income: null,
    note: null,
  };

  it('is cleared where that can be said, else warned of, once', async () => {
    const ledger = await ledgerOf([ann], { VIP: [1] });
    const next = await plan([empty], { VIP: [1] }, { ledger });
    expect(next.upserts.map(({ contact }) => contact)).toEqual([
      {
        identifiers: [{ type: 'email', id: 'ann@x.se', sendWelcomeMessage: false }],
        firstName: '',
        customProperties: { note: '' },
      },
    ]);
    expect(next.warnings.map(({ code, field }) => [code, field])).toEqual([
      ['fieldNotCleared', 'country'],
      ['fieldNotCleared', 'customProperties.income'],
      ['fieldNotCleared', 'gender'],
      ['fieldNotCleared', 'phone'],
    ]);
    const after = await world.merge(next, ledger, everything(next));
    const rest = await plan([empty], { VIP: [1] }, { ledger: after });
    expect(rest.plan.counts).toMatchObject({ unchanged: 1, upserts: 0, warnings: 0 });
    const later = await plan([{ ...empty, sex: 'f' }], { VIP: [1] }, { ledger: after });
    expect(later.upserts[0]?.contact).toEqual({
      identifiers: [{ type: 'email', id: 'ann@x.se', sendWelcomeMessage: false }],
      gender: 'f',
    });
  });

  it('is the same contact as one that never had it', async () => {
    const ledger = await ledgerOf([ann], { VIP: [1] });
    const cleared = await plan([empty], { VIP: [1] }, { ledger });
    const fresh = await plan([empty], { VIP: [1] });
    expect(cleared.upserts[0]?.fingerprint).toBe(fresh.upserts[0]?.fingerprint);
  });

  it('is left alone when it is mapped no more, or unusable instead of empty', async () => {
    const ledger = await ledgerOf([ann], { VIP: [1] });
    const unmapped = await plan(
      [ann],
      { VIP: [1] },
      { ledger, mapping: { email: 'email', firstName: 'first' } },
    );
    expect(unmapped.upserts[0]?.contact).toEqual({
      identifiers: [{ type: 'email', id: 'ann@x.se', sendWelcomeMessage: false }],
      firstName: 'Ann',
    });
    const unusable = await plan([{ ...ann, first: 'x'.repeat(300) }], { VIP: [1] }, { ledger });
    expect(unusable.upserts[0]?.contact.firstName).toBeUndefined();
    expect(unusable.warnings).toMatchObject([{ code: 'fieldTooLong' }]);
  });

  it('is a country sent as text', async () => {
    const ledger = await ledgerOf([{ ...bo, land: 'Narnia' }], { VIP: [2] });
    const next = await plan([bo], { VIP: [2] }, { ledger });
    expect(next.upserts[0]?.contact).toMatchObject({ country: '' });
  });
});

describe('a contact that was turned down', () => {
  it('waits until it changes, or for a full run, and is listed meanwhile', async () => {
    const first = await plan([ann, bo], { VIP: [1, 2] });
    const ledger = await world.merge(first, null, {
      accepted: [[1, 1]],
      rejected: [{ row: 0, code: 'itemRejected', detail: 'phone is taken' }],
      unknown: [],
      untagged: [],
    });
    const next = await plan([ann, bo], { VIP: [1, 2] }, { ledger });
    expect(next.plan.counts).toMatchObject({ contacts: 2, unchanged: 2, upserts: 0 });
    expect(next.rejections).toEqual([
      { customer_id: '1', email: 'ann@x.se', code: 'itemRejected', detail: 'phone is taken' },
    ]);
    const changed = await plan([{ ...ann, tel: null }, bo], { VIP: [1, 2] }, { ledger });
    expect(sentOf(changed)).toEqual([['ann@x.se', 'VIP']]);
    expect(changed.rejections).toEqual([]);
    const full = await plan([ann, bo], { VIP: [1, 2] }, { ledger, mode: 'full' });
    expect(full.plan.counts).toMatchObject({ upserts: 2, unchanged: 0 });
    expect(full.rejections).toEqual([]);
  });

  it('is sent again when its fate is not known', async () => {
    const first = await plan([ann, bo], { VIP: [1, 2] });
    const ledger = await world.merge(first, null, {
      accepted: [[0, 0]],
      rejected: [],
      unknown: [[1, 1]],
      untagged: [],
    });
    const next = await plan([ann, bo], { VIP: [1, 2] }, { ledger });
    expect(sentOf(next)).toEqual([['bo@x.se', 'VIP']]);
    const gone = await plan([ann, bo], { VIP: [1] }, { ledger });
    expect(gone.untags).toMatchObject([{ email: 'bo@x.se', tags: ['VIP'], gone: true }]);
  });

  it('still loses the tags that it had before', async () => {
    const ledger = await ledgerOf([ann], { VIP: [1] });
    const change = await plan([{ ...ann, first: 'X' }], { New: [1] }, { ledger });
    const after = await world.merge(change, ledger, {
      accepted: [],
      rejected: [{ row: 0, code: 'itemRejected', detail: null }],
      unknown: [],
      untagged: [],
    });
    const next = await plan([{ ...ann, first: 'X' }], { New: [1] }, { ledger: after });
    expect(next.plan.counts).toMatchObject({ upserts: 0, untags: 1 });
    expect(next.untags).toMatchObject([{ tags: ['VIP'], gone: false }]);
    expect([allRows(next), allUntags(next)]).toEqual([[], [[0, 0]]]);
  });
});
