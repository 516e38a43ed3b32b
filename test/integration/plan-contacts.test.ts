// From profiles to contacts: what is sent of them, and what is said about the rest.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ColumnType } from '../../src/contract/columns.ts';
import type { Mapping } from '../../src/contract/mapping.ts';
import { sampleContacts } from '../../src/lake/plan.ts';
import { openPlanWorld, type PlanWorld, type ProfileRow } from '../support/plan-world.ts';

let world: PlanWorld;
beforeAll(async () => {
  world = await openPlanWorld();
});
afterAll(() => world.close());

async function planOf(
  rows: ProfileRow[],
  columns: Record<string, ColumnType>,
  mapping: Mapping,
  more: { sendWelcomeMessage?: boolean; membership?: 'tag' | 'property' | 'none'; idType?: string } = {},
) {
  const { idType, ...input } = more;
  const profiles = await world.table(rows, columns, idType);
  const members = await world.members(
    rows.map(({ id }) => id as string | number),
    idType,
  );
  return world.plan({ profiles, mapping, segments: [{ id: 's', name: 'VIP', members }], ...input });
}

const email = (i: number) => `p${i}@example.com`;
/** One column mapped to one field, one profile for each value. */
async function field(name: string, type: ColumnType, values: (string | number | boolean | null)[]) {
  const rows = values.map((value, i) => ({ id: i, email: email(i), value }));
  const made = await planOf(
    rows,
    { email: 'text', value: type },
    {
      email: 'email',
      ...(name.startsWith('customProperties.')
        ? { customProperties: { [name.slice(17)]: 'value' } }
        : { [name]: 'value' }),
    },
  );
  const byId = new Map(made.upserts.map((upsert) => [upsert.customerId, upsert.contact]));
  return {
    sent: rows.map(({ id }) => {
      const contact = byId.get(String(id)) ?? {};
      const properties = contact.customProperties as Record<string, unknown> | undefined;
      return name.startsWith('customProperties.') ? properties?.[name.slice(17)] : contact[name];
    }),
    warnings: made.warnings.map(({ customer_id, code, detail }) => [Number(customer_id), code, detail]),
    counts: made.plan.counts,
    contacts: rows.map(({ id }) => byId.get(String(id))),
  };
}

describe('a contact', () => {
  it('has every mapped field, its tags beside it, and welcomes nobody', async () => {
    const columns = {
      email: 'text',
      first: 'text',
      last: 'text',
      street: 'text',
      town: 'text',
      zip: 'text',
      state: 'text',
      land: 'text',
      tel: 'text',
      sex: 'text',
      born: 'text',
      status: 'text',
      since: 'text',
      income: 'number',
      vip: 'boolean',
      joined: 'date',
      note: 'text',
    } as const;
    const row = {
      id: 7,
      email: ' Anna@Example.com ',
      first: 'Anna',
      last: "O'Brien",
      street: 'Åvägen 1',
      town: 'Umeå',
      zip: '00123',
      state: 'AC',
      land: 'Sverige',
      tel: '070-123 45 67',
      sex: 'Kvinna',
      born: '1966-04-08 00:00',
      status: 'Subscribed',
      since: '2024-05-06T07:08:09+02:00',
      income: 90000,
      vip: true,
      joined: '2016-04-08',
      note: '😀 "q" \\ \n\t',
    };
    const mapping = {
      email: 'email',
      firstName: 'first',
      lastName: 'last',
      address: 'street',
      city: 'town',
      postalCode: 'zip',
      state: 'state',
      country: 'land',
      phone: 'tel',
      gender: 'sex',
      birthdate: 'born',
      emailStatus: 'status',
      emailStatusChangedAt: 'since',
      customProperties: { income: 'income', vip: 'vip', joined: 'joined', note: 'note' },
    };
    const made = await planOf([row], columns, mapping);
    expect(made.upserts).toHaveLength(1);
    expect(made.upserts[0]).toMatchObject({
      row: 0,
      email: 'anna@example.com',
      customerId: '7',
      tags: ['VIP'],
      leaving: false,
      known: false,
    });
    const contact = {
      identifiers: [
        {
          type: 'email',
          id: 'anna@example.com',
          sendWelcomeMessage: false,
          channels: { email: { status: 'subscribed', statusChangedAt: '2024-05-06T05:08:09Z' } },
        },
        { type: 'phone', id: '+46701234567', sendWelcomeMessage: false },
      ],
      firstName: 'Anna',
      lastName: "O'Brien",
      address: 'Åvägen 1',
      state: 'AC',
      city: 'Umeå',
      postalCode: '00123',
      countryCode: 'SE',
      gender: 'f',
      birthdate: '1966-04-08',
      customProperties: { income: 90000, vip: true, joined: '2016-04-08', note: '😀 "q" \\ \n\t' },
    };
    expect(made.upserts[0]?.contact).toEqual(contact);
    expect(made.warnings).toEqual([]);
    expect(await sampleContacts(world.lake, world.storage, made.plan.files, 20)).toEqual([
      { ...contact, tags: ['VIP'] },
    ]);
  });

  it('says only what there is', async () => {
    const columns = { email: 'text', first: 'text', income: 'number' } as const;
    const mapping = { email: 'email', firstName: 'first', customProperties: { income: 'income' } };
    const rows = [null, '', '  ', '\u00a0\t'].map((first, id) => ({
      id,
      email: email(id),
      first,
      income: null,
    }));
    const made = await planOf(rows, columns, mapping, { membership: 'none' });
    expect(made.upserts.map(({ contact, tags }) => [contact, tags])).toEqual(
      rows.map(({ email: id }) => [{ identifiers: [{ type: 'email', id, sendWelcomeMessage: false }] }, []]),
    );
    expect(made.warnings).toEqual([]);
  });

  it('is welcomed only where an administrator said so', async () => {
    const made = await planOf(
      [{ id: 1, email: email(1), tel: '+46701234567' }],
      { email: 'text', tel: 'text' },
      { email: 'email', phone: 'tel' },
      { sendWelcomeMessage: true },
    );
    const identifiers = made.upserts[0]?.contact.identifiers as { sendWelcomeMessage: boolean }[];
    expect(identifiers.map(({ sendWelcomeMessage }) => sendWelcomeMessage)).toEqual([true, true]);
  });

  it('shows its memberships as properties where the export says so', async () => {
    const made = await planOf(
      [{ id: 1, email: email(1) }],
      { email: 'text' },
      { email: 'email' },
      { membership: 'property' },
    );
    expect(made.upserts[0]).toMatchObject({
      tags: [],
      properties: ['VIP'],
      contact: { customProperties: { VIP: true } },
    });
  });

  it('keeps the sort order of addresses in its rows', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => ({
      id: i,
      email: `${(i * 7919) % 3000}.x@example.com`,
    }));
    const made = await planOf(rows, { email: 'text' }, { email: 'email' });
    expect(made.upserts.map(({ row }) => row)).toEqual(rows.map((_, i) => i));
    const emails = made.upserts.map(({ email: address }) => address);
    expect(emails).toEqual([...emails].sort());
  });
});

describe('fields', () => {
  it('keep text as it was, to the last space', async () => {
    const values = [' padded ', 'ÅÄÖ', '00123', '=1+1', '"', '\u0001', '日本', "'"];
    expect((await field('firstName', 'text', values)).sent).toEqual(values);
    expect((await field('customProperties.note', 'text', values)).sent).toEqual(values);
  });

  it('are left out, not cut, when they are too long', async () => {
    const { sent, warnings } = await field('city', 'text', [
      'x'.repeat(255),
      'å'.repeat(255),
      'x'.repeat(256),
      'å'.repeat(256),
    ]);
    expect(sent).toEqual(['x'.repeat(255), 'å'.repeat(255), undefined, undefined]);
    expect(warnings).toEqual([
      [2, 'fieldTooLong', 'x'.repeat(100)],
      [3, 'fieldTooLong', 'å'.repeat(100)],
    ]);
    const property = await field('customProperties.note', 'text', ['x'.repeat(2000), 'x'.repeat(2001)]);
    expect(property.sent).toEqual(['x'.repeat(2000), undefined]);
    expect(property.warnings).toEqual([[1, 'fieldTooLong', 'x'.repeat(100)]]);
  });

  it('turn countries into codes, or send them as written', async () => {
    const { contacts, warnings } = await field('country', 'text', [
      'Sweden',
      'USA',
      'sverige ',
      'Narnia',
      '',
      'DEU',
    ]);
    expect(contacts.map((contact) => [contact?.countryCode, contact?.country])).toEqual([
      ['SE', undefined],
      ['US', undefined],
      ['SE', undefined],
      [undefined, 'Narnia'],
      [undefined, undefined],
      ['DE', undefined],
    ]);
    expect(warnings).toEqual([[3, 'countryUnknown', 'Narnia']]);
  });

  it('take genders and birthdates that can be said, and warn of the rest', async () => {
    const gender = await field('gender', 'text', ['M', 'female', 'man', 'kvinna', 'NA', null, ' ']);
    expect(gender.sent).toEqual(['m', 'f', 'm', 'f', undefined, undefined, undefined]);
    expect(gender.warnings).toEqual([[4, 'genderInvalid', 'NA']]);
    const birth = await field('birthdate', 'text', [
      '04-08-1966',
      '5/14/1965',
      '1899-01-01',
      '2026-08-02',
      'x',
      '',
    ]);
    expect(birth.sent).toEqual(['1966-04-08', '1965-05-14', undefined, undefined, undefined, undefined]);
    expect(birth.warnings.map(([id, code]) => [id, code])).toEqual([
      [2, 'birthdateInvalid'],
      [3, 'birthdateInvalid'],
      [4, 'birthdateInvalid'],
    ]);
    const dates = await field('birthdate', 'date', ['1966-04-08', '1801-01-01', '2030-01-01', null]);
    expect(dates.sent).toEqual(['1966-04-08', undefined, undefined, undefined]);
    expect(dates.warnings).toHaveLength(2);
    const moments = await field('birthdate', 'timestamp', ['1966-04-08 13:00:00']);
    expect(moments.sent).toEqual(['1966-04-08']);
  });

  it('put numbers, booleans and dates into properties as such', async () => {
    const numbers = await field('customProperties.n', 'number', [
      0,
      -1.5,
      1e21,
      9007199254740991,
      0.1,
      1e-7,
      null,
    ]);
    expect(numbers.sent).toEqual([0, -1.5, undefined, 9007199254740991, 0.1, 1e-7, undefined]);
    expect(numbers.warnings).toEqual([[2, 'propertyInvalid', '1e+21']]);
    expect((await field('customProperties.b', 'boolean', [true, false, null])).sent).toEqual([
      true,
      false,
      undefined,
    ]);
    expect((await field('customProperties.d', 'date', ['2016-04-08', null])).sent).toEqual([
      '2016-04-08',
      undefined,
    ]);
    expect(
      (await field('customProperties.t', 'timestamp', ['2016-04-08 10:00:00', '2016-04-08 10:00:00.5'])).sent,
    ).toEqual(['2016-04-08T10:00:00Z', '2016-04-08T10:00:00.5Z']);
  });
});

describe('a status', () => {
  const columns = { email: 'text', status: 'text', since: 'text' } as const;
  const mapping = { email: 'email', emailStatus: 'status', emailStatusChangedAt: 'since' };
  const channelsOf = (contact: Record<string, unknown> = {}) =>
    (contact.identifiers as { channels?: { email: unknown } }[])[0]?.channels?.email;

  it('is sent with its date, and subscribed never without', async () => {
    const rows = [
      ['subscribed', '2024-05-06'],
      ['SUBSCRIBED', ''],
      ['subscribed', 'yesterday'],
      ['subscribed', '2027-01-01'],
      ['Unsubscribed', null],
      ['nonsubscribed', '2024-05-06 10:11'],
      ['unsubscribed', '05/06/2024'],
      ['maybe', '2024-05-06'],
      [null, '2024-05-06'],
    ].map(([status, since], id) => ({ id, email: email(id), status: status ?? null, since: since ?? null }));
    const made = await planOf(rows, columns, mapping);
    expect(made.upserts.map(({ contact }) => channelsOf(contact))).toEqual([
      { status: 'subscribed', statusChangedAt: '2024-05-06T00:00:00Z' },
      undefined,
      undefined,
      undefined,
      { status: 'unsubscribed' },
      { status: 'nonSubscribed', statusChangedAt: '2024-05-06T10:11:00Z' },
      { status: 'unsubscribed' },
      undefined,
      undefined,
    ]);
    expect(made.warnings.map(({ customer_id, code, detail }) => [Number(customer_id), code, detail])).toEqual(
      [
        [1, 'statusWithoutDate', 'SUBSCRIBED'],
        [2, 'statusDateInvalid', 'yesterday'],
        [3, 'statusDateInvalid', '2027-01-01'],
        [6, 'statusDateInvalid', '05/06/2024'],
        [7, 'statusInvalid', 'maybe'],
      ],
    );
  });

  it('is never sent as subscribed when no date is mapped', async () => {
    const made = await planOf(
      [{ id: 1, email: email(1), status: 'subscribed', since: '2024-01-01' }],
      columns,
      { email: 'email', emailStatus: 'status' },
    );
    expect(channelsOf(made.upserts[0]?.contact)).toBeUndefined();
    expect(made.warnings.map(({ code }) => code)).toEqual(['statusWithoutDate']);
  });
});

describe('a phone', () => {
  const columns = { email: 'text', tel: 'text', land: 'text' } as const;
  const mapping = { email: 'email', phone: 'tel', country: 'land' };
  const phoneOf = (contact: Record<string, unknown>) => (contact.identifiers as { id: string }[])[1]?.id;

  it('is read by the country of its profile', async () => {
    const rows = [
      ['070-123 45 67', 'SE'],
      ['+46 (0)70 123 45 68', 'USA'],
      ['(206) 555-1234', 'United States'],
      ['070-123 45 69', ''],
      ['0046701234560', 'Narnia'],
      ['12', 'SE'],
      ['', 'SE'],
    ].map(([tel, land], id) => ({ id, email: email(id), tel: tel ?? '', land: land ?? '' }));
    const made = await planOf(rows, columns, mapping);
    expect(made.upserts.map(({ contact }) => phoneOf(contact))).toEqual([
      '+46701234567',
      '+46701234568',
      '+12065551234',
      undefined,
      '+46701234560',
      undefined,
      undefined,
    ]);
    expect(
      made.warnings
        .filter(({ field: name }) => name === 'phone')
        .map(({ customer_id, code }) => [customer_id, code]),
    ).toEqual([
      ['3', 'phoneInvalid'],
      ['5', 'phoneInvalid'],
    ]);
  });

  it('goes to the lowest customer id that has it', async () => {
    const rows = ['10', '9', '11'].map((id) => ({
      id,
      email: `a${id}@example.com`,
      tel: '0701234567',
      land: 'SE',
    }));
    const made = await planOf(rows, columns, mapping, { idType: 'VARCHAR' });
    expect(made.upserts.map(({ customerId, contact }) => [customerId, phoneOf(contact)])).toEqual([
      ['10', undefined],
      ['11', undefined],
      ['9', '+46701234567'],
    ]);
    expect(made.warnings.map(({ customer_id, code }) => [customer_id, code])).toEqual([
      ['10', 'phoneShared'],
      ['11', 'phoneShared'],
    ]);
    expect(made.plan.warnings).toEqual([
      {
        code: 'phoneShared',
        message: expect.stringContaining('Another contact'),
        count: 2,
        examples: ['10: 0701234567', '11: 0701234567'],
      },
    ]);
  });
});

describe('addresses', () => {
  it('that cannot be used keep a profile out, with the reason', async () => {
    const rows = [
      { id: 1, email: 'fine@example.com' },
      { id: 2, email: null },
      { id: 3, email: 'no address' },
      { id: 4, email: 'ANDRÉS@example.com' },
      { id: 5, email: 'anna@bücher.example' },
    ];
    const made = await planOf(rows, { email: 'text' }, { email: 'email' });
    expect(made.plan.counts).toMatchObject({
      members: 5,
      invalid: 3,
      duplicates: 0,
      contacts: 2,
      upserts: 2,
      unchanged: 0,
    });
    expect(made.rejections).toEqual([
      { customer_id: '2', email: null, code: 'emailMissing', detail: null },
      { customer_id: '3', email: 'no address', code: 'emailInvalid', detail: 'There is no @ in it.' },
      { customer_id: '4', email: 'ANDRÉS@example.com', code: 'emailNotAscii', detail: null },
    ]);
    expect(made.upserts.map(({ email: address }) => address)).toEqual([
      'anna@xn--bcher-kva.example',
      'fine@example.com',
    ]);
  });

  it('that several profiles share make one contact, of the lowest id and all segments', async () => {
    const rows = [
      { id: 10, email: 'A@x.se', first: 'Ten' },
      { id: 9, email: 'a@X.se ', first: 'Nine' },
      { id: 11, email: 'a@x.se', first: 'Eleven' },
      { id: 12, email: 'b@x.se', first: 'Twelve' },
    ];
    for (const idType of ['BIGINT', 'VARCHAR']) {
      const profiles = await world.table(rows, { email: 'text', first: 'text' }, idType);
      const made = await world.plan({
        profiles,
        mapping: { email: 'email', firstName: 'first' },
        segments: [
          { id: 'a', name: 'Zeta', members: await world.members([9, 12], idType) },
          { id: 'b', name: 'Alpha', members: await world.members([10], idType) },
          { id: 'c', name: 'Mid', members: await world.members([11, 404], idType) },
        ],
      });
      expect(made.plan.counts).toMatchObject({
        members: 4,
        invalid: 0,
        duplicates: 2,
        contacts: 2,
        upserts: 2,
      });
      expect(
        made.upserts.map(({ customerId, contact, tags }) => [customerId, contact.firstName, tags]),
      ).toEqual([
        ['9', 'Nine', ['Alpha', 'Mid', 'Zeta']],
        ['12', 'Twelve', ['Zeta']],
      ]);
      expect(made.duplicates).toEqual([
        { customer_id: '10', email: 'a@x.se', kept_customer_id: '9' },
        { customer_id: '11', email: 'a@x.se', kept_customer_id: '9' },
      ]);
    }
  });

  it('are ordered by id as text where one id is no number', async () => {
    const rows = ['10', '9', 'x1'].map((id) => ({ id, email: 'a@x.se' }));
    const made = await planOf(rows, { email: 'text' }, { email: 'email' }, { idType: 'VARCHAR' });
    expect(made.upserts.map(({ customerId }) => customerId)).toEqual(['10']);
  });
});

/** The published shape of a contact, where a copy lies beside the project. */
const contractFile = join(import.meta.dirname, '../../../shared/reference/omnisend/contract.json');

describe.runIf(existsSync(contractFile))('any contact', () => {
  it('has the shape that Omnisend asks for', async () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema(JSON.parse(readFileSync(contractFile, 'utf8')), 'contract');
    const validate = ajv.getSchema('contract#/$defs/ContactRequest');
    const columns = {
      email: 'text',
      text: 'text',
      number: 'number',
      tel: 'text',
      land: 'text',
      date: 'text',
      status: 'text',
    } as const;
    const mapping = {
      email: 'email',
      firstName: 'text',
      lastName: 'text',
      address: 'text',
      city: 'text',
      state: 'text',
      postalCode: 'text',
      country: 'land',
      phone: 'tel',
      gender: 'status',
      birthdate: 'date',
      emailStatus: 'status',
      emailStatusChangedAt: 'date',
      customProperties: { a: 'text', b: 'number', c: 'date' },
    };
    const text = fc.option(fc.string({ unit: 'binary', maxLength: 20 }));
    const row = fc.record({
      text,
      number: fc.option(fc.double({ noNaN: true })),
      tel: fc.oneof(text, fc.constantFrom('070-1234567', '+1 206 555 1234', '12')),
      land: fc.oneof(text, fc.constantFrom('SE', 'USA', 'Norge')),
      date: fc.oneof(
        text,
        fc.constantFrom('2020-02-30', '2020-02-28', '1/2/1990', '2024-05-06T07:08:09.123456+02:00'),
      ),
      status: fc.oneof(text, fc.constantFrom('m', 'F', 'subscribed', 'UNSUBSCRIBED')),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 20, maxLength: 60 }), async (rows) => {
        const people = rows.map((one, id) => ({
          ...one,
          id,
          email: email(id),
        }));
        const made = await planOf(people, columns, mapping);
        expect(made.upserts).toHaveLength(rows.length);
        for (const { contact } of made.upserts)
          expect([validate?.(contact), validate?.errors]).toEqual([true, null]);
        const byId = new Map(made.upserts.map(({ customerId, contact }) => [customerId, contact]));
        for (const { id, text: words } of people) {
          expect(byId.get(String(id))?.firstName).toBe(
            words === null || words.trim() === '' ? undefined : words,
          );
        }
      }),
      { numRuns: 8 },
    );
  });
});

describe('a plan', () => {
  it('of no members is empty', async () => {
    const profiles = await world.table([{ id: 1, email: email(1) }], { email: 'text' });
    const made = await world.plan({
      profiles,
      mapping: { email: 'email' },
      segments: [{ id: 's', name: 'VIP', members: await world.members([]) }],
    });
    expect(made.plan.counts).toEqual({
      members: 0,
      invalid: 0,
      duplicates: 0,
      contacts: 0,
      unchanged: 0,
      upserts: 0,
      untags: 0,
      warnings: 0,
    });
    expect(made.upserts).toEqual([]);
  });

  it('has room for a hundred segments', async () => {
    const profiles = await world.table(
      [1, 2].map((id) => ({ id, email: email(id) })),
      { email: 'text' },
    );
    const segments = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => ({
        id: `s${i}`,
        name: `T${String(i).padStart(2, '0')}`,
        members: await world.members(i % 2 === 0 ? [1] : [1, 2]),
      })),
    );
    const made = await world.plan({ profiles, mapping: { email: 'email' }, segments });
    expect(made.upserts.map(({ tags }) => tags.length)).toEqual([100, 50]);
  });

  it('refuses a mapping whose column is not there any more, naming it', async () => {
    const profiles = await world.table([{ id: 1, email: email(1) }], { email: 'text' });
    const segments = [{ id: 's', name: 'VIP', members: await world.members([1]) }];
    await expect(
      world.plan({ profiles, mapping: { email: 'email', city: 'Town' }, segments }),
    ).rejects.toMatchObject({
      code: 'mappingInvalid',
      fields: [{ field: 'mapping.city', message: 'The profile table has no column "Town".' }],
    });
  });

  it('takes any column name as it is', async () => {
    const odd = `we"ird; DROP TABLE x --'`;
    const made = await planOf(
      [{ id: 1, [odd]: email(1) }],
      { [odd]: 'text' },
      { email: odd, customProperties: { q: odd } },
    );
    expect(made.upserts[0]?.contact).toMatchObject({ customProperties: { q: email(1) } });
  });
});
