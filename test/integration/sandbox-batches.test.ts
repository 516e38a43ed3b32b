import { expect, test } from 'vitest';
import { type ApiAnswer, type BatchesAnswer, person, withSandbox } from '../support/sandbox-api.ts';
import { until } from '../support/until.ts';

test('takes a batch now and carries it out later', async () => {
  await withSandbox({ batchDelayMs: 600 }, async ({ call, batch, contact }) => {
    const body = { method: 'POST', endpoint: 'contacts', origin: 'test', items: [person('ann@x.com')] };
    const posted = await call<{ batchID: string }>('POST', '/batches', body);
    expect(posted.status).toBe(201);
    expect(posted.body).toEqual({ batchID: expect.stringMatching(/^[0-9a-f]{24}$/), totalCount: 1 });
    const id = posted.body.batchID;
    expect(await batch(id)).toMatchObject({
      status: 'pending',
      origin: 'test',
      finishedCount: 0,
      errors: [],
    });
    expect(contact('ann@x.com')).toBeUndefined();
    await until(async () => (await batch(id)).status === 'inProgress');
    await until(async () => (await batch(id)).status === 'finished');
    expect(await batch(id)).toMatchObject({
      totalCount: 1,
      finishedCount: 1,
      errorsCount: 0,
      endedAt: expect.any(String),
    });
    expect(contact('ann@x.com')).toBeDefined();
  });
});

test('judges each item alone', async () => {
  await withSandbox({}, async ({ deliver, batch, sandbox }) => {
    await deliver([person('known@x.com')]);
    const items = [
      person('new@x.com', { tags: ['a'] }),
      person('known@x.com'),
      person('not an address'),
      {},
      person('tags@x.com', { tags: Array(101).fill('tag') }),
      person('born@x.com', { birthdate: '1990-13-01' }),
      person('odd@x.com', { nickname: 'Odd' }),
      person('new@x.com', { firstName: 'Again' }),
    ];
    const done = await deliver(items);
    expect(done.responses.map((item) => item.responseCode)).toEqual([201, 200, 400, 400, 400, 400, 400, 200]);
    expect(done.responses.map((item) => item.request)).toEqual(items);
    expect(done.responses[0]).toMatchObject({ status: 'success', response: { email: 'new@x.com' } });
    expect(done.responses[5]).toMatchObject({
      itemID: `${done.batchID}-5`,
      status: 'error',
      response: {
        type: 'https://problems.omnisend.com/validation-failed',
        status: 400,
        errors: [{ field: 'birthdate' }],
      },
    });
    const { errors, ...summary } = await batch(done.batchID);
    expect(summary).toMatchObject({ status: 'finished', totalCount: 8, finishedCount: 8, errorsCount: 5 });
    expect(errors).toEqual(done.responses.filter((item) => item.status === 'error'));
    expect(sandbox.control.numbers()).toMatchObject({
      itemsAccepted: 4,
      itemsRejected: 5,
      contacts: 2,
      batches: 2,
    });
  });
});

test('shows an item whose only identifier belongs to somebody else', async () => {
  await withSandbox({}, async ({ deliver }) => {
    const phone = { identifiers: [{ type: 'phone', id: '+46701234567', sendWelcomeMessage: false }] };
    const { responses } = await deliver([phone, phone]);
    expect(responses.map((item) => item.responseCode)).toEqual([201, 409]);
  });
});

test('changes only those who exist when the method is PUT', async () => {
  await withSandbox({}, async ({ deliver, contact }) => {
    await deliver([person('ann@x.com')]);
    const { responses } = await deliver([person('ann@x.com', { city: 'Åre' }), person('bob@x.com')], 'PUT');
    expect(responses.map((item) => item.responseCode)).toEqual([200, 404]);
    expect(contact('ann@x.com')?.city).toBe('Åre');
  });
});

test('refuses a whole batch for its envelope', async () => {
  await withSandbox({}, async ({ refusal, sandbox }) => {
    const batch = { method: 'POST', endpoint: 'contacts', items: [person('a@x.com')] };
    const fields = async (change: object) =>
      (await refusal('POST', '/batches', { ...batch, ...change })).errors?.map(({ field }) => field);
    expect(await fields({ items: [] })).toEqual(['items']);
    expect(await fields({ items: Array(101).fill(person('a@x.com')) })).toEqual(['items']);
    expect(await fields({ items: [person('a@x.com'), 'text', null] })).toEqual(['items[1]', 'items[2]']);
    expect(await fields({ method: 'PATCH', endpoint: 'people', origin: 1, extra: true })).toEqual([
      'extra',
      'method',
      'endpoint',
      'origin',
    ]);
    expect(await fields({ endpoint: 'products' })).toEqual(['endpoint']);
    expect(sandbox.control.numbers().batches).toBe(0);
  });
});

test.each(['newest', 'oldest'] as const)('lists batches page by page, the %s first', async (batchOrder) => {
  await withSandbox({ batchOrder }, async ({ call, deliver }) => {
    const made: string[] = [];
    for (let at = 0; at < 5; at++) made.push((await deliver([person(`p${at}@x.com`)])).batchID);
    if (batchOrder === 'newest') made.reverse();
    const list = async (query: string): Promise<ApiAnswer<BatchesAnswer>> => call('GET', `/batches?${query}`);
    const ids = async (query: string) => (await list(query)).body.batches.map(({ batchID }) => batchID);
    expect(await ids('endpoint=contacts')).toEqual(made);
    expect(await ids('endpoint=contacts&limit=2')).toEqual(made.slice(0, 2));
    expect(await ids('endpoint=contacts&limit=2&offset=3')).toEqual(made.slice(3));
    expect(await ids('endpoint=contacts&limit=2&offset=9')).toEqual([]);
    const { paging } = (await list('endpoint=contacts&limit=2&offset=2')).body;
    expect(paging).toEqual({
      limit: 2,
      offset: 2,
      next: '/api/batches?endpoint=contacts&limit=2&offset=4',
      previous: '/api/batches?endpoint=contacts&limit=2&offset=0',
    });
    const today = new Date().toISOString().slice(0, 10);
    expect(await ids(`endpoint=contacts&status=finished&dateFrom=${today}&dateTo=${today}`)).toEqual(made);
    expect(await ids('endpoint=contacts&status=pending')).toEqual([]);
    expect(await ids('endpoint=contacts&dateTo=2020-01-01')).toEqual([]);
    expect(await ids('endpoint=events')).toEqual([]);
    expect((await list('endpoint=contacts')).body.batches[0]).not.toHaveProperty('errors');
  });
});

test('is strict about lists of batches', async () => {
  await withSandbox({}, async ({ refusal }) => {
    const fields = async (query: string) =>
      (await refusal('GET', `/batches?${query}`)).errors?.map(({ field }) => field);
    expect(await fields('')).toEqual(['endpoint']);
    expect(await fields('endpoint=contacts&limit=0&offset=-1')).toEqual(['limit', 'offset']);
    expect(await fields('endpoint=contact&status=done&dateFrom=01-01-2024')).toEqual([
      'endpoint',
      'status',
      'dateFrom',
    ]);
    expect((await refusal('GET', '/batches/0123')).status).toBe(404);
  });
});

test('forgets the requests of old batches, but no verdict', async () => {
  await withSandbox({ keepBodies: 1 }, async ({ call, deliver }) => {
    const bad = person('bad address');
    const first = await deliver([person('ann@x.com', { city: 'Åre' }), bad]);
    await deliver([person('bob@x.com')]);
    const { body } = await call<typeof first>('GET', `/batches/${first.batchID}/items`);
    expect(body.responses[0]).toEqual({
      ...first.responses[0],
      request: { identifiers: [{ type: 'email', id: 'ann@x.com' }] },
    });
    expect(body.responses[1]).toEqual(first.responses[1]);
  });
});
