import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ErrorObject } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, test } from 'vitest';
import { person, type SandboxApi, withSandbox } from '../support/sandbox-api.ts';

/** Answers against the published shapes, where a copy of those lies beside the project. */
const contractFile = fileURLToPath(
  new URL('../../../shared/reference/omnisend/contract.json', import.meta.url),
);

type Check = (definition: string, value: unknown) => readonly ErrorObject[];

function loadContract(): Check {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(JSON.parse(readFileSync(contractFile, 'utf8')), 'contract');
  return (definition, value) => {
    const validate = ajv.getSchema(`contract#/$defs/${definition}`);
    if (validate === undefined) throw new Error(`The contract has no ${definition}.`);
    return validate(value) === true ? [] : (validate.errors ?? []);
  };
}

const fullContact = {
  identifiers: [
    {
      type: 'email',
      id: 'ann@x.com',
      channels: { email: { status: 'subscribed', statusChangedAt: '2024-01-01T00:00:00Z' } },
      consent: { source: 'shop', createdAt: '2024-01-01T00:00:00Z', ip: '192.0.2.1', userAgent: 'Browser' },
      sendWelcomeMessage: false,
      source: 'segue',
    },
    {
      type: 'phone',
      id: '+46701234567',
      channels: { sms: { status: 'nonSubscribed' } },
      sendWelcomeMessage: false,
    },
  ],
  firstName: 'Ann',
  lastName: 'Ek',
  address: 'Storgatan 1',
  city: 'Åre',
  state: 'Jämtland',
  postalCode: '01234',
  country: 'Sweden',
  countryCode: 'SE',
  gender: 'f',
  birthdate: '1980-02-29',
  createdAt: '2020-01-01T00:00:00Z',
  tags: ['a tag'],
  customProperties: { text: 'x', number: 1, yes: true, list: ['a'], date: '2024-01-01T00:00:00Z' },
};

async function answersOf(api: SandboxApi): Promise<ReadonlyArray<readonly [string, unknown]>> {
  const { call, deliver } = api;
  const body = async (...request: Parameters<typeof call>) => (await call(...request)).body;
  const created = await call<{ id: string }>('POST', '/contacts', fullContact);
  expect(created.status).toBe(201);
  const { batchID } = await deliver([person('bob@x.com'), person('bad')]);
  const batch = { method: 'POST', endpoint: 'contacts', items: [person('cid@x.com')] };
  return [
    ['BrandResponse', await body('GET', '/brands/current')],
    ['ContactResponse', created.body],
    ['ContactResponse', await body('GET', `/contacts/${created.body.id}`)],
    ['ListContactsResponse', await body('GET', '/contacts?limit=1')],
    ['ListContactsResponse', await body('GET', '/contacts?email=nobody@x.com')],
    ['CreateBatchResponse', await body('POST', '/batches', batch)],
    ['Batch', await body('GET', `/batches/${batchID}`)],
    ['Batch', await body('GET', `/batches/${batchID}/items`)],
    ['ListBatchesResponse', await body('GET', '/batches?endpoint=contacts&limit=1')],
    ['Problem', await body('GET', '/batches?limit=x')],
    ['Problem', await body('GET', '/contacts/0')],
  ];
}

/** Each with one thing wrong that both the contract and the sandbox must see. */
const wrongContacts: readonly unknown[] = [
  { ...fullContact, nickname: 'x' },
  { ...fullContact, identifiers: 'ann@x.com' },
  { ...fullContact, identifiers: [{ type: 'email' }] },
  { ...fullContact, identifiers: [{ type: 'fax', id: '1' }] },
  { ...fullContact, identifiers: [{ type: 'email', id: '' }] },
  { ...fullContact, identifiers: [{ type: 'email', id: 'ann@x.com', channels: { email: {} } }] },
  { ...fullContact, identifiers: [{ type: 'email', id: 'ann@x.com', sendWelcomeMessage: 'false' }] },
  { ...fullContact, gender: 'female' },
  { ...fullContact, countryCode: 'SWE' },
  { ...fullContact, birthdate: '1980-02-30' },
  { ...fullContact, createdAt: '2020-01-01' },
  { ...fullContact, tags: Array(101).fill('a') },
  { ...fullContact, postalCode: 1234 },
  { ...fullContact, customProperties: [] },
];

if (existsSync(contractFile)) {
  const check = loadContract();

  test('answers in the published shapes', async () => {
    await withSandbox({}, async (api) => {
      for (const [definition, value] of await answersOf(api)) {
        expect(value, definition).toBeTypeOf('object');
        expect(check(definition, value), definition).toEqual([]);
      }
    });
  });

  test('accepts what the contract accepts, and refuses what it refuses', async () => {
    expect(check('ContactRequest', fullContact)).toEqual([]);
    await withSandbox({}, async ({ call }) => {
      for (const contact of wrongContacts) {
        expect(check('ContactRequest', contact), JSON.stringify(contact)).not.toEqual([]);
        expect((await call('POST', '/contacts', contact)).status, JSON.stringify(contact)).toBe(400);
      }
    });
  });
}

test('takes a contact with every field there is', async () => {
  await withSandbox({}, async ({ deliver }) => {
    const { responses } = await deliver([fullContact]);
    expect(responses.map((item) => item.responseCode)).toEqual([201]);
  });
});
