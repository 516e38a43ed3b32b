// "Never a surprise for a customer": what others put on a contact survives, consent does not move, nobody is greeted.
import { afterEach, describe, expect, it } from 'vitest';
import { readBrand } from '../../src/store/brands.ts';
import { ids, openRig, type Rig, someProfiles } from '../support/rig.ts';

let rig: Rig;
afterEach(() => rig.close());

const tagsOf = (id: number) =>
  [...(rig.sandbox.control.contact(`person${id}@example.com`)?.tags ?? [])].sort();
const brandId = () => rig.sandbox.control.brandIDOf(rig.key) ?? '';

/** Contacts that were at Omnisend before, with a tag and a property of somebody else's. */
function putForeign(...people: number[]): void {
  for (const id of people) {
    rig.sandbox.control.putContact(
      {
        identifiers: [{ type: 'email', id: `person${id}@example.com` }],
        tags: ['vip'],
        customProperties: { shoeSize: 42 },
      },
      rig.key,
    );
  }
}

describe.each(['merge', 'replace'] as const)('tags of an upsert that %s', (tags) => {
  it("others' tags survive arrival, change and leaving", async () => {
    rig = await openRig({ sandbox: { tags } });
    await rig.putProfiles(someProfiles(230));
    putForeign(3, 120, 230);
    const segment = await rig.putSegment('Köpare', ids(1, 230));
    const exportId = await rig.addExport({ segments: [segment], mapping: { firstName: 'firstName' } });

    const first = await rig.run(exportId);
    expect(first).toMatchObject({ status: 'successful', counts: { accepted: 230 } });
    expect(tagsOf(3)).toEqual(['Kopare', 'vip']);
    expect(tagsOf(4)).toEqual(['Kopare']);

    await rig.putProfiles(someProfiles(230, (id) => (id === 3 ? { firstName: 'Anna' } : {})));
    await rig.putSegment('Köpare', ids(1, 119));
    const second = await rig.run(exportId);
    expect(second).toMatchObject({
      status: 'successful',
      counts: { contacts: 119, upserts: 1, untags: 111 },
    });
    expect(tagsOf(3)).toEqual(['Kopare', 'vip']);
    expect(tagsOf(120)).toEqual(['vip']);
    expect(tagsOf(121)).toEqual([]);

    const third = await rig.run(exportId);
    expect(third.counts).toMatchObject({ upserts: 0, untags: 0, unchanged: 119, requests: 0 });
  });

  it('is found out once per brand, and leaves no trace', async () => {
    rig = await openRig({ sandbox: { tags } });
    await rig.putProfiles(someProfiles(20));
    const segment = await rig.putSegment('All', ids(1, 20));
    await rig.run(await rig.addExport({ segments: [segment] }));
    const brand = await readBrand(rig.ctx.db, brandId());
    expect(brand).toMatchObject({ tags_on_upsert: tags === 'merge' ? 'added' : 'replaced', probe: null });
    expect(brand?.tags_found_at).toBeInstanceOf(Date);
    for (const contact of rig.sandbox.control.contacts()) expect(contact.tags).toEqual(['All']);
  });

  it('puts back what a check took from a contact who was there before', async () => {
    rig = await openRig({ sandbox: { tags } });
    await rig.putProfiles(someProfiles(5));
    putForeign(1, 2, 3, 4, 5);
    const segment = await rig.putSegment('All', ids(1, 5));
    await rig.run(await rig.addExport({ segments: [segment] }));
    for (const id of ids(1, 5)) expect(tagsOf(id)).toEqual(['All', 'vip']);
  });

  it('puts it back after a death in the middle of the check', async () => {
    rig = await openRig({ sandbox: { tags } });
    await rig.putProfiles(someProfiles(1));
    putForeign(1);
    const segment = await rig.putSegment('All', [1]);
    const run = await rig.start(await rig.addExport({ segments: [segment] }));
    const stop = new AbortController();
    const seen = rig.ctx.signals.on('run', () => {
      if (tagsOf(1).includes('segue-check')) stop.abort();
    });
    await rig.execute(run, stop.signal);
    seen();
    const ended = await rig.execute(run);
    expect(ended.status).toBe('successful');
    expect(tagsOf(1)).toEqual(['All', 'vip']);
  });
});

describe('two exports of one brand', () => {
  it('that give the same tag do not take it from each other', async () => {
    rig = await openRig();
    await rig.putProfiles(someProfiles(10));
    const one = await rig.putSegment('One', ids(1, 10));
    const two = await rig.putSegment('Two', ids(5, 10));
    const names = { [one]: 'buyers', [two]: 'buyers' };
    const first = await rig.addExport({
      segments: [one],
      membership: { as: 'tag', names: { [one]: names[one] ?? '' } },
    });
    const second = await rig.addExport({
      segments: [two],
      membership: { as: 'tag', names: { [two]: names[two] ?? '' } },
    });
    await rig.run(first);
    await rig.run(second);
    await rig.putSegment('One', [1]);
    const run = await rig.run(first);
    expect(run).toMatchObject({ status: 'successful', counts: { untags: 3 } });
    expect(ids(1, 10).filter((id) => tagsOf(id).includes('buyers'))).toEqual([1, ...ids(5, 10)]);
    await rig.putSegment('Two', [10]);
    await rig.run(second);
    expect(ids(1, 10).filter((id) => tagsOf(id).includes('buyers'))).toEqual([1, 10]);
  });
});

describe('custom properties', () => {
  const mapping = { firstName: 'firstName', customProperties: { city: 'city', points: 'points' } };
  const people = someProfiles(30, (id) => ({ city: 'Göteborg', points: id }));

  it('of others survive where an upsert adds', async () => {
    rig = await openRig();
    await rig.putProfiles(people);
    putForeign(1, 2);
    const segment = await rig.putSegment('All', ids(1, 30));
    const run = await rig.run(await rig.addExport({ segments: [segment], mapping }));
    expect(run.status).toBe('successful');
    expect(rig.sandbox.control.contact('person1@example.com')?.customProperties).toEqual({
      shoeSize: 42,
      city: 'Göteborg',
      points: 1,
    });
  });

  it('hold the export where an upsert replaces, and nobody has lost anything', async () => {
    rig = await openRig({ sandbox: { properties: 'replace' } });
    await rig.putProfiles(people);
    putForeign(...ids(1, 30));
    const segment = await rig.putSegment('All', ids(1, 30));
    const run = await rig.run(await rig.addExport({ segments: [segment], mapping }));
    expect(run).toMatchObject({ status: 'held', error: { code: 'propertiesReplaced' } });
    for (const contact of rig.sandbox.control.contacts())
      expect(contact.customProperties).toMatchObject({ shoeSize: 42 });
  });

  it('as membership become true on arrival and false on leaving', async () => {
    rig = await openRig();
    await rig.putProfiles(someProfiles(6));
    const segment = await rig.putSegment('Big spenders', ids(1, 6));
    const exportId = await rig.addExport({
      segments: [segment],
      membership: { as: 'property', names: { [segment]: 'bigSpender' } },
    });
    await rig.run(exportId);
    await rig.putSegment('Big spenders', [1, 2]);
    const run = await rig.run(exportId);
    expect(run).toMatchObject({ status: 'successful', counts: { upserts: 4, untags: 4, accepted: 4 } });
    const values = ids(1, 6).map(
      (id) => rig.sandbox.control.contact(`person${id}@example.com`)?.customProperties?.bigSpender,
    );
    expect(values).toEqual([true, true, false, false, false, false]);
    expect((await rig.run(exportId)).counts).toMatchObject({ upserts: 0, untags: 0 });
  });
});

describe('consent', () => {
  const unsubscribe = (id: number) =>
    rig.sandbox.control.putContact(
      {
        identifiers: [
          {
            type: 'email',
            id: `person${id}@example.com`,
            channels: { email: { status: 'unsubscribed', statusChangedAt: '2026-01-01T00:00:00Z' } },
          },
        ],
      },
      rig.key,
    );

  it('does not move when contacts who unsubscribed are in the plan; the first of them goes first, alone', async () => {
    rig = await openRig();
    await rig.putProfiles(someProfiles(150));
    unsubscribe(100);
    unsubscribe(7);
    const segment = await rig.putSegment('All', ids(1, 150));
    const run = await rig.run(
      await rig.addExport({ segments: [segment], mapping: { firstName: 'firstName' } }),
    );
    expect(run.status).toBe('successful');
    for (const id of [7, 100]) {
      expect(rig.sandbox.control.contact(`person${id}@example.com`)).toMatchObject({
        status: 'unsubscribed',
        welcomed: false,
      });
    }
    const writes = rig.sandbox.control
      .log()
      .filter(({ method }) => method !== 'GET')
      .map(({ method, url }) => `${method} ${url}`);
    expect(writes[0]).toBe('POST /api/contacts');
    expect(rig.sandbox.control.numbers()).toMatchObject({ welcomeMessages: 0 });
  });

  it('that moves stops the run before anybody else is touched', async () => {
    rig = await openRig({ sandbox: { consent: 'move' } });
    await rig.putProfiles(someProfiles(150));
    unsubscribe(9);
    const segment = await rig.putSegment('All', ids(1, 150));
    const run = await rig.run(await rig.addExport({ segments: [segment] }));
    expect(run).toMatchObject({ status: 'failedPermanently', error: { code: 'consentMoved' } });
    expect(rig.sandbox.control.contacts()).toHaveLength(1);
  });
});
