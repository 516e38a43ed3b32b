import { expect, test } from 'vitest';
import { person, type SandboxApi, usualHeaders, withSandbox } from '../support/sandbox-api.ts';

function headersWithout(name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(usualHeaders).filter(([each]) => each !== name));
}

test('asks for both headers, in the form of this version', async () => {
  await withSandbox({}, async ({ refusal }) => {
    const brand = (headers: Record<string, string>) => refusal('GET', '/brands/current', undefined, headers);
    const withVersion = (version: string) => brand({ ...usualHeaders, 'omnisend-version': version });
    const withKey = (authorization: string) => brand({ ...usualHeaders, authorization });
    expect(await brand(headersWithout('authorization'))).toMatchObject({ status: 401 });
    expect(await brand({ ...headersWithout('authorization'), 'x-api-key': 'test' })).toMatchObject({
      status: 401,
    });
    expect(await withKey('Bearer test')).toMatchObject({ status: 401 });
    expect(await withKey('Omnisend-API-Key wrong-key')).toMatchObject({ status: 401 });
    expect(await brand(headersWithout('omnisend-version'))).toMatchObject({ status: 400 });
    expect(await withVersion('2025-01-01')).toMatchObject({ status: 410 });
    expect(await withVersion('v5')).toMatchObject({ status: 400 });
  });
});

test('answers problems in the form of RFC 9457', async () => {
  await withSandbox({}, async ({ call }) => {
    const answer = await call('GET', '/contacts/nobody');
    expect(answer).toMatchObject({ status: 404, type: 'application/problem+json' });
    expect(answer.body).toEqual({
      type: 'https://problems.omnisend.com/not-found',
      title: 'Not found',
      status: 404,
      detail: 'There is no such contact.',
      instance: expect.stringMatching(/^urn:omnisend:request:[0-9a-f-]{36}$/),
    });
  });
});

test('names the brand of a key, the same one for all of its keys', async () => {
  await withSandbox({}, async ({ call, sandbox }) => {
    const of = async (key: string) =>
      (
        await call<{ brandID: string }>('GET', '/brands/current', undefined, {
          ...usualHeaders,
          authorization: `Omnisend-API-Key ${key}`,
        })
      ).body;
    expect(await of('first@acme')).toEqual(await of('second@acme'));
    expect(await of('first@acme')).toMatchObject({ name: 'acme', connected: true });
    expect((await of('first')).brandID).not.toBe((await of('second')).brandID);
    expect((await of('first')).brandID).toBe(sandbox.control.brandIDOf('first'));
    expect(JSON.stringify(await of('a-secret-key'))).not.toContain('secret');
  });
});

test('knows the brands it was started with, and their scopes', async () => {
  const brand = { brandID: 'abc', name: 'Acme', website: 'https://acme.example' };
  const brands = [
    { key: 'full', ...brand },
    { key: 'reader', ...brand, scopes: ['brands.read', 'contacts.read'] },
  ];
  await withSandbox({ brands }, async ({ call }) => {
    const as = (key: string) => ({ ...usualHeaders, authorization: `Omnisend-API-Key ${key}` });
    expect((await call('GET', '/brands/current', undefined, as('reader'))).body).toMatchObject(brand);
    expect((await call('POST', '/contacts', person('ann@x.com'), as('full'))).status).toBe(201);
    expect((await call('GET', '/contacts?email=ann@x.com', undefined, as('reader'))).body).toMatchObject({
      contacts: [{ email: 'ann@x.com' }],
    });
    expect((await call('POST', '/contacts', person('ann@x.com'), as('reader'))).status).toBe(403);
    expect((await call('GET', '/brands/current', undefined, as('noscope'))).status).toBe(200);
    expect((await call('GET', '/contacts', undefined, as('noscope'))).status).toBe(403);
  });
});

test('stops a revoked key at once', async () => {
  await withSandbox({}, async ({ call, sandbox }) => {
    expect((await call('GET', '/brands/current')).status).toBe(200);
    sandbox.control.revokeKey('test@brand');
    expect((await call('GET', '/brands/current')).status).toBe(401);
  });
});

test('refuses what it does not know: endpoints, methods, parameters, media types, bodies', async () => {
  await withSandbox({}, async ({ refusal }) => {
    expect(await refusal('GET', '/segments')).toMatchObject({ status: 404 });
    expect(await refusal('DELETE', '/contacts')).toMatchObject({ status: 405 });
    expect(await refusal('GET', '/contacts?mail=a@x.com&sort=name')).toMatchObject({
      status: 400,
      errors: [{ field: 'mail' }, { field: 'sort' }],
    });
    const asText = { ...usualHeaders, 'content-type': 'text/plain' };
    expect(await refusal('POST', '/contacts', person('a@x.com'), asText)).toMatchObject({ status: 415 });
    for (const body of ['', '{', '[]', 'null', '{"identifiers":[}']) {
      expect(await refusal('POST', '/contacts', body)).toMatchObject({ status: 400 });
    }
  });
});

test('lists every error of a contact at once', async () => {
  await withSandbox({}, async ({ refusal }) => {
    const contact = {
      identifiers: [
        {
          type: 'email',
          id: 'not an address',
          sendWelcomeMessage: 'no',
          channels: {
            email: { status: 'SUBSCRIBED', statusChangedAt: '2024-01-01' },
            sms: { status: 'subscribed' },
          },
          consent: { createdAt: 'yesterday', place: 'shop' },
        },
        { type: 'phone', id: '070-123 45 67', extra: 1 },
      ],
      firstName: null,
      countryCode: 'se',
      gender: 'F',
      birthdate: '1990-02-30',
      tags: ['fine', 'not,fine', 7],
      customProperties: { nothing: null, nested: { a: 1 }, list: ['a', 1], fine: ['a', 'b'] },
      nickname: 'Ann',
    };
    const { status, errors } = await refusal('POST', '/contacts', contact);
    expect(status).toBe(400);
    expect(errors?.map(({ field }) => field).sort()).toEqual(
      [
        'identifiers[0].id',
        'identifiers[0].sendWelcomeMessage',
        'identifiers[0].channels.email.status',
        'identifiers[0].channels.email.statusChangedAt',
        'identifiers[0].channels.sms',
        'identifiers[0].consent.createdAt',
        'identifiers[0].consent.place',
        'identifiers[1].id',
        'identifiers[1].extra',
        'firstName',
        'countryCode',
        'gender',
        'birthdate',
        'tags[1]',
        'tags[2]',
        'customProperties.nothing',
        'customProperties.nested',
        'customProperties.list',
        'nickname',
      ].sort(),
    );
  });
});

async function fieldsOf(api: SandboxApi, contact: unknown): Promise<readonly string[] | undefined> {
  const answer = await api.call<{ errors?: { field: string }[] }>('POST', '/contacts', contact);
  return answer.body.errors?.map(({ field }) => field);
}

test('wants one usable identifier, and at most one address', async () => {
  await withSandbox({}, async (api) => {
    const email = (id: string) => ({ type: 'email', id, sendWelcomeMessage: false });
    expect(await fieldsOf(api, {})).toEqual(['identifiers']);
    expect(await fieldsOf(api, { identifiers: [] })).toEqual(['identifiers']);
    expect(await fieldsOf(api, { identifiers: [email('a@x.com'), email('b@x.com')] })).toEqual([
      'identifiers',
    ]);
    expect(await fieldsOf(api, { identifiers: [{ type: 'push', id: 'a' }] })).toEqual([
      'identifiers[0].type',
    ]);
    expect(await fieldsOf(api, person('a@x.com', { tags: Array(101).fill('tag') }))).toEqual(['tags']);
    expect(await fieldsOf(api, person('a@x.com', { constructor: 'x' }))).toEqual(['constructor']);
    for (const address of [
      'a@x',
      'a b@x.com',
      '@x.com',
      'a@',
      'å@x.com',
      'a..b@x.com',
      'a@-x.com',
      `${'a'.repeat(65)}@x.com`,
    ]) {
      expect(await fieldsOf(api, person(address)), address).toEqual(['identifiers[0].id']);
    }
    for (const address of [
      "o'brien+tag@mail.x.com",
      'A.B@X.com',
      'a@xn--lnd-qla.se',
      `${'a'.repeat(64)}@x.com`,
    ]) {
      expect(await fieldsOf(api, person(address)), address).toBeUndefined();
    }
  });
});

test('refuses bytes that are not UTF-8', async () => {
  await withSandbox({}, async ({ sandbox }) => {
    const body = Buffer.from(JSON.stringify(person('a@x.com', { city: 'Malmö' })), 'latin1');
    const answer = await fetch(`${sandbox.url}/contacts`, { method: 'POST', headers: usualHeaders, body });
    expect(answer.status).toBe(400);
  });
});
