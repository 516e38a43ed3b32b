import { expect, test } from 'vitest';
import {
  type ApiAnswer,
  type ContactsAnswer,
  person,
  type SandboxApi,
  withSandbox,
} from '../support/sandbox-api.ts';
import { until } from '../support/until.ts';

function withPhone(email: string, ...phones: string[]): Record<string, unknown> {
  const identifiers = phones.map((id) => ({ type: 'phone', id, sendWelcomeMessage: false }));
  return { identifiers: [{ type: 'email', id: email, sendWelcomeMessage: false }, ...identifiers] };
}

function withStatus(email: string, status: string, statusChangedAt?: string): Record<string, unknown> {
  const held = statusChangedAt === undefined ? { status } : { status, statusChangedAt };
  return {
    identifiers: [{ type: 'email', id: email, sendWelcomeMessage: false, channels: { email: held } }],
  };
}

async function post(api: SandboxApi, contact: unknown): Promise<ApiAnswer<ContactsAnswer['contacts'][0]>> {
  return api.call('POST', '/contacts', contact);
}

test('creates, then changes only what is sent', async () => {
  await withSandbox({}, async (api) => {
    const first = await post(
      api,
      person('ann@x.com', { firstName: 'Ann', city: "L'Aquila 🏔\nÅ", tags: ['a'] }),
    );
    expect(first).toMatchObject({
      status: 201,
      body: { email: 'ann@x.com', status: 'nonSubscribed', phone: [] },
    });
    const second = await post(api, person('ann@x.com', { lastName: "O'Brien" }));
    expect(second.status).toBe(200);
    const names = { firstName: 'Ann', lastName: "O'Brien", city: "L'Aquila 🏔\nÅ", tags: ['a'] };
    expect(second.body).toMatchObject({ id: first.body.id, ...names });
    const path = `/contacts/${first.body.id}`;
    expect((await api.call('GET', path)).body).toEqual(second.body);
    expect((await api.call('PATCH', path, { city: 'Åre' })).body).toMatchObject({ ...names, city: 'Åre' });
    expect(
      (await api.call('PATCH', '/contacts?email=ann@x.com', { postalCode: '00123' })).body,
    ).toMatchObject({
      city: 'Åre',
      postalCode: '00123',
    });
    expect((await api.call('PATCH', '/contacts?email=Ann@x.com', {})).status).toBe(404);
    expect((await api.call('PATCH', '/contacts', {})).status).toBe(400);
  });
});

test('takes addresses that differ in case for different people', async () => {
  await withSandbox({}, async (api) => {
    await post(api, person('Ann@x.com'));
    expect((await post(api, person('ann@x.com'))).status).toBe(201);
    expect(api.sandbox.control.numbers().contacts).toBe(2);
  });
});

test('drops an identifier that another contact holds, without a word', async () => {
  await withSandbox({}, async (api) => {
    await post(api, withPhone('ann@x.com', '+46701234567'));
    const second = await post(api, withPhone('bob@x.com', '+46701234567', '+46707654321'));
    expect(second).toMatchObject({ status: 201, body: { phone: ['+46707654321'] } });
    const onlyPhone = { identifiers: [{ type: 'phone', id: '+46701234567', sendWelcomeMessage: false }] };
    expect((await post(api, onlyPhone)).status).toBe(409);
    const { contacts, identifiersDropped } = api.sandbox.control.numbers();
    expect({ contacts, identifiersDropped }).toEqual({ contacts: 2, identifiersDropped: 1 });
  });
});

test('goes by the dates of statuses', async () => {
  await withSandbox({}, async (api) => {
    const status = async (...sent: Parameters<typeof withStatus>) =>
      (await post(api, withStatus(...sent))).body.status;
    await post(api, person('ann@x.com'));
    expect(await status('ann@x.com', 'subscribed', '2020-01-01T00:00:00Z')).toBe('subscribed');
    expect(await status('ann@x.com', 'unsubscribed', '2019-12-31T23:59:59Z')).toBe('subscribed');
    expect(await status('ann@x.com', 'unsubscribed', '2020-01-01T02:00:00+01:00')).toBe('unsubscribed');
    expect(api.sandbox.control.numbers().resubscribed).toBe(0);
    expect(await status('ann@x.com', 'subscribed')).toBe('subscribed');
    expect(await status('ann@x.com', 'unsubscribed', '2021-01-01T00:00:00Z')).toBe('subscribed');
    expect(api.sandbox.control.numbers()).toMatchObject({
      statusesReceived: 5,
      statusChanges: 3,
      resubscribed: 1,
    });
  });
});

test('sends a welcome message unless told not to', async () => {
  await withSandbox({}, async (api) => {
    const numbers = () => api.sandbox.control.numbers().welcomeMessages;
    await post(api, person('quiet@x.com'));
    await post(api, withStatus('quiet@x.com', 'subscribed'));
    expect(numbers()).toBe(0);
    await post(api, { identifiers: [{ type: 'email', id: 'loud@x.com' }] });
    expect(numbers()).toBe(1);
    expect(api.contact('loud@x.com')).toMatchObject({ welcomed: true });
    expect(api.contact('quiet@x.com')).toMatchObject({ welcomed: false });
    await post(api, { identifiers: [{ type: 'email', id: 'loud@x.com' }] });
    expect(numbers()).toBe(1);
    await post(api, {
      identifiers: [
        { type: 'email', id: 'quiet@x.com' },
        { type: 'phone', id: '+46701234567' },
      ],
    });
    expect(numbers()).toBe(2);
  });
});

test('reads tags and properties of an upsert both ways', async () => {
  const first = person('ann@x.com', { tags: ['theirs', 'both'], customProperties: { a: 1, b: 2 } });
  const second = person('ann@x.com', { tags: ['both', 'ours'], customProperties: { b: 3 } });
  const held = async (reading: 'merge' | 'replace') => {
    let answer: ContactsAnswer['contacts'][0] | undefined;
    await withSandbox({ tags: reading, properties: reading }, async (api) => {
      await post(api, first);
      await post(api, second);
      answer = (await post(api, person('ann@x.com'))).body;
    });
    return answer;
  };
  expect(await held('merge')).toMatchObject({
    tags: ['theirs', 'both', 'ours'],
    customProperties: { a: 1, b: 3 },
  });
  const replaced = await held('replace');
  expect(replaced?.tags).toEqual(['both', 'ours']);
  expect(replaced?.customProperties).toEqual({ b: 3 });
});

test('lets the country code win over the country', async () => {
  await withSandbox({}, async (api) => {
    const both = await post(api, person('ann@x.com', { country: 'Norway', countryCode: 'SE' }));
    expect(both.body).toMatchObject({ country: 'Sweden', countryCode: 'SE' });
    const name = await post(api, person('ann@x.com', { country: 'norway' }));
    expect(name.body).toMatchObject({ country: 'norway', countryCode: 'NO' });
    const unknown = await post(api, person('ann@x.com', { country: 'Atlantis' }));
    expect(unknown.body.countryCode).toBeUndefined();
  });
});

test('adds and removes tags later, and passes over strangers', async () => {
  await withSandbox({}, async (api) => {
    const ann = (await post(api, withPhone('ann@x.com', '+46701234567'))).body;
    await post(api, person('bob@x.com', { tags: ['kept'] }));
    const body = {
      tags: ['new', 'kept'],
      emails: ['bob@x.com', 'nobody@x.com'],
      phones: ['+46701234567'],
      contactIDs: [ann.id],
    };
    const answer = await api.call('POST', '/contacts/tags', body);
    expect(answer).toMatchObject({ status: 202, body: '' });
    await until(() => api.contact('bob@x.com')?.tags.length === 2);
    expect(api.contact('bob@x.com')?.tags).toEqual(['kept', 'new']);
    expect(api.contact('ann@x.com')?.tags).toEqual(['new', 'kept']);
    await api.call('DELETE', '/contacts/tags', { tags: ['new', 'absent'], emails: ['bob@x.com'] });
    await until(() => api.contact('bob@x.com')?.tags.length === 1);
    expect(api.contact('bob@x.com')?.tags).toEqual(['kept']);
    expect(api.sandbox.control.numbers()).toMatchObject({ contacts: 2, tagCalls: 2 });
  });
});

test('is strict about tag calls', async () => {
  await withSandbox({}, async ({ refusal }) => {
    const fields = async (body: unknown) => {
      const { errors } = await refusal('POST', '/contacts/tags', body);
      return errors?.map(({ field }) => field);
    };
    expect(await fields({ tags: ['a'] })).toEqual(['contactIDs']);
    expect(await fields({ tags: [], emails: ['a@x.com'] })).toEqual(['tags']);
    expect(await fields({ tags: 'a', emails: ['a@x.com'] })).toEqual(['tags']);
    expect(await fields({ tags: ['a'], emails: Array(251).fill('a@x.com') })).toEqual(['emails']);
    expect(await fields({ tags: ['a'], emails: [1], mode: 'set' })).toEqual(['mode', 'emails[0]']);
  });
});

test('lists contacts by cursor', async () => {
  await withSandbox({}, async (api) => {
    const people = Array.from({ length: 7 }, (_, at) =>
      person(`p${at}@x.com`, { tags: at % 2 === 0 ? ['even'] : [] }),
    );
    await api.deliver(people);
    const walk = async (query: string) => {
      const found: (string | undefined)[] = [];
      let after: string | null = '';
      for (let page = 0; after !== null && page < 10; page++) {
        const path: string = `/contacts?${query}${after === '' ? '' : `&after=${after}`}`;
        const { body }: ApiAnswer<ContactsAnswer> = await api.call('GET', path);
        found.push(...body.contacts.map((contact) => contact.email));
        expect(body.paging.hasMore).toBe(body.paging.cursors.after !== null);
        after = body.paging.cursors.after;
      }
      return found;
    };
    expect(await walk('limit=3')).toEqual(people.map((_, at) => `p${at}@x.com`));
    expect(await walk('limit=2&tag=even')).toEqual(['p0@x.com', 'p2@x.com', 'p4@x.com', 'p6@x.com']);
    expect(await walk('email=p3%40x.com')).toEqual(['p3@x.com']);
    expect(await walk('email=P3%40x.com')).toEqual([]);
    expect(await walk('status=subscribed')).toEqual([]);
    expect(await walk('updatedAtFrom=2000-01-01')).toHaveLength(7);
    expect(await walk('updatedAtFrom=2999-01-01T00:00:00Z')).toEqual([]);
  });
});

test('is strict about the filters of a list', async () => {
  await withSandbox({}, async ({ refusal }) => {
    const fields = async (query: string) =>
      (await refusal('GET', `/contacts?${query}`)).errors?.map(({ field }) => field);
    expect(await fields('limit=0')).toEqual(['limit']);
    expect(await fields('limit=251')).toEqual(['limit']);
    expect(await fields('after=x')).toEqual(['after']);
    expect(await fields('tag=a&status=subscribed')).toEqual(['tag']);
    expect(await fields('updatedAtFrom=2024-01-01&email=a@x.com&tag=b')).toEqual([
      'updatedAtFrom',
      'updatedAtFrom',
    ]);
    expect(await fields('updatedAtFrom=soon&limit=ten')).toEqual(['updatedAtFrom', 'limit']);
    expect(await fields('status=active')).toEqual(['status']);
  });
});

test('keeps brands apart', async () => {
  await withSandbox({}, async ({ call, sandbox }) => {
    sandbox.control.putContact({ identifiers: [{ type: 'email', id: 'ann@x.com' }] }, 'key@other');
    const [other] = sandbox.control.contacts('other');
    expect((await call('GET', `/contacts/${other?.id}`)).status).toBe(404);
    expect((await call<ContactsAnswer>('GET', '/contacts?email=ann@x.com')).body.contacts).toEqual([]);
  });
});
