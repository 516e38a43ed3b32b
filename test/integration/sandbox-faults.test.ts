import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultHelp } from '../../sandbox/fault-help.ts';
import { parseFaultRule } from '../../sandbox/fault-rules.ts';
import {
  type BatchesAnswer,
  person,
  type SandboxApi,
  usualHeaders,
  withSandbox,
} from '../support/sandbox-api.ts';
import { until } from '../support/until.ts';

/** What becomes of each of so many requests: a status, or the word `broken`. */
async function outcomes(count: number, request: () => Promise<{ status: number }>): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (let at = 0; at < count; at++) {
    seen.push(
      await request().then(
        ({ status }) => status,
        () => 'broken',
      ),
    );
  }
  return seen;
}

function askBrand(api: SandboxApi): () => Promise<{ status: number }> {
  return () => api.call('GET', '/brands/current');
}

test.each([
  ['500:every=3', [200, 200, 500, 200, 200, 500]],
  ['503:at=2-3', [200, 503, 503, 200, 200, 200]],
  ['503:at=1+4-5', [503, 200, 200, 503, 503, 200]],
  ['401:after=4', [200, 200, 200, 200, 401, 401]],
  ['403:every=2,times=1', [200, 403, 200, 200, 200, 200]],
  ['drop:at=2', [200, 'broken', 200, 200, 200, 200]],
  ['truncate:at=3', [200, 200, 'broken', 200, 200, 200]],
  ['524@GET /brands/current:at=1', [524, 200, 200, 200, 200, 200]],
  ['500@/brands*', [500, 500, 500, 500, 500, 500]],
  ['500@/contacts', [200, 200, 200, 200, 200, 200]],
  ['500@POST /brands/current', [200, 200, 200, 200, 200, 200]],
])('%s', async (rule, expected) => {
  await withSandbox({ fail: [rule] }, async (api) => {
    expect(await outcomes(6, askBrand(api))).toEqual(expected);
  });
});

test('answers what goes with a status', async () => {
  await withSandbox(
    { fail: ['429:at=1,retryAfter=2', '429:at=2,retryAfter=none', '524:at=3', '410:at=4'] },
    async (api) => {
      const { call, sandbox } = api;
      expect((await call('GET', '/contacts')).body).toMatchObject({ status: 429, retryAfter: 2 });
      expect((await call('GET', '/contacts')).body).not.toHaveProperty('retryAfter');
      expect(await call('GET', '/contacts')).toMatchObject({ status: 524, type: 'text/html; charset=utf-8' });
      expect((await call('GET', '/contacts')).body).toMatchObject({
        type: expect.stringContaining('retired'),
      });
      expect(sandbox.control.numbers()).toMatchObject({
        refused429: 2,
        byStatus: { 429: 2, 524: 1, 410: 1 },
      });
    },
  );
});

test.each(['524', 'drop'])('%s happens before or after the work', async (kind) => {
  const rules = [`${kind}@POST /contacts:at=1`, `${kind}@POST /contacts:at=2,applied`];
  await withSandbox({ fail: rules }, async (api) => {
    const post = (email: string) => () => api.call('POST', '/contacts', person(email));
    await outcomes(1, post('before@x.com'));
    await outcomes(1, post('after@x.com'));
    expect(api.contact('before@x.com')).toBeUndefined();
    expect(api.contact('after@x.com')).toBeDefined();
  });
});

test('never answers when told to hang, and lets go when it is closed', async () => {
  let waiting: Promise<unknown> = Promise.resolve();
  await withSandbox({ fail: ['hang:at=1'] }, async ({ sandbox }) => {
    const aborted = new AbortController();
    const first = fetch(`${sandbox.url}/brands/current`, { headers: usualHeaders, signal: aborted.signal });
    waiting = expect(first).rejects.toThrow();
    await until(() => sandbox.control.numbers().requests === 1);
    expect((await fetch(`${sandbox.url}/brands/current`, { headers: usualHeaders })).status).toBe(200);
  });
  await waiting;
});

test('answers late when told to be slow', async () => {
  await withSandbox({ fail: ['slow:at=1,ms=120'] }, async ({ call }) => {
    const start = performance.now();
    expect((await call('GET', '/brands/current')).status).toBe(200);
    expect(performance.now() - start).toBeGreaterThan(110);
  });
});

test('lets one address poison a whole batch', async () => {
  await withSandbox({ fail: ['400-batch:email=poison'] }, async ({ call, sandbox }) => {
    const post = async (items: unknown[]) =>
      (await call('POST', '/batches', { method: 'POST', endpoint: 'contacts', items })).status;
    const elsewhere = person('b@x.com', { city: 'poison' });
    expect(await post([person('a@x.com'), person('poison@x.com')])).toBe(400);
    expect(await post([person('a@x.com'), elsewhere])).toBe(201);
    expect(sandbox.control.numbers().batches).toBe(1);
  });
});

test('rejects, forgets and thins out single items', async () => {
  const fail = ['item:email=reject', 'drop-item:email=lost', 'drop-field:email=thin,field=city'];
  await withSandbox({ fail }, async ({ deliver, contact }) => {
    const fields = { city: 'Åre' };
    const emails = ['reject@x.com', 'lost@x.com', 'thin@x.com', 'fine@x.com'];
    const done = await deliver(emails.map((email) => person(email, fields)));
    expect(done.responses.map((item) => item.responseCode)).toEqual([400, undefined, 201, 201]);
    expect(done).toMatchObject({ status: 'finished', totalCount: 4, finishedCount: 3, errorsCount: 1 });
    expect(emails.map((email) => contact(email)?.city)).toEqual([undefined, undefined, undefined, 'Åre']);
    expect(contact('thin@x.com')).toBeDefined();
    expect(contact('lost@x.com')).toBeUndefined();
  });
});

test('can claim that a forgotten item is done', async () => {
  await withSandbox({ fail: ['drop-item:every=2,silent'] }, async ({ deliver, contact }) => {
    const done = await deliver([person('a@x.com'), person('b@x.com')]);
    expect(done).toMatchObject({ totalCount: 2, finishedCount: 2, errorsCount: 0 });
    expect(contact('b@x.com')).toBeUndefined();
  });
});

test.each([
  ['stopped:at=1', 'stopped', 0],
  ['stopped:at=1,applied', 'stopped', 2],
  ['pending:at=1', 'pending', 0],
  ['pending:at=1,applied', 'pending', 4],
])('%s', async (rule, status, arrived) => {
  await withSandbox({ fail: [rule] }, async ({ send, batch, deliver, sandbox }) => {
    const id = await send(['a', 'b', 'c', 'd'].map((name) => person(`${name}@x.com`)));
    // Work is done in order, so what comes after it has waited for it.
    await deliver([person('next@x.com')]);
    expect(await batch(id)).toMatchObject({ status, totalCount: 4, errorsCount: 0 });
    expect(sandbox.control.numbers().contacts).toBe(arrived + 1);
  });
});

test.each([
  ['gone:at=1', 0],
  ['gone:at=1,applied', 1],
])('%s', async (rule, arrived) => {
  await withSandbox({ fail: [rule] }, async ({ send, call, refusal, deliver, sandbox }) => {
    const id = await send([person('a@x.com')]);
    const { batchID } = await deliver([person('next@x.com')]);
    expect((await refusal('GET', `/batches/${id}`)).status).toBe(404);
    expect((await refusal('GET', `/batches/${id}/items`)).status).toBe(404);
    const { body } = await call<BatchesAnswer>('GET', '/batches?endpoint=contacts');
    expect(body.batches.map((batch) => batch.batchID)).toEqual([batchID]);
    expect(sandbox.control.numbers().contacts).toBe(arrived + 1);
  });
});

test('mixes faults by a seed, the same every time', async () => {
  const play = async (seed: number) => {
    let seen: unknown[] = [];
    await withSandbox({ fail: [`chaos:p=0.3,seed=${seed},ms=1`] }, async (api) => {
      const items = [person('a@x.com')];
      const post = () => api.call('POST', '/batches', { method: 'POST', endpoint: 'contacts', items });
      seen = await outcomes(60, post);
    });
    return seen;
  };
  const first = await play(7);
  expect(await play(7)).toEqual(first);
  expect(await play(8)).not.toEqual(first);
  const faults = first.filter((outcome) => outcome !== 201);
  expect(faults.length).toBeGreaterThan(5);
  expect(new Set(faults).size).toBeGreaterThan(2);
});

test('limits chaos to the kinds it is given', async () => {
  await withSandbox({ fail: ['chaos:p=1,kinds=503+stopped'] }, async (api) => {
    expect(await outcomes(5, askBrand(api))).toEqual([503, 503, 503, 503, 503]);
  });
});

test('changes its rules on request, and counts anew', async () => {
  await withSandbox({ fail: ['500:at=1'] }, async (api) => {
    const { control } = api.sandbox;
    expect(await outcomes(2, askBrand(api))).toEqual([500, 200]);
    expect(control.numbers().faults).toEqual({ '500:at=1': 1 });
    control.setFail(['503:at=2']);
    expect(await outcomes(2, askBrand(api))).toEqual([200, 503]);
    expect(() => control.setFail(['nonsense'])).toThrow('"nonsense"');
    control.reset();
    expect(await outcomes(2, askBrand(api))).toEqual([200, 503]);
  });
});

test.each([
  ['', 'no kind ""'],
  ['200:at=1', 'no kind "200"'],
  ['500:evry=3', 'no parameter "evry"'],
  ['500:every=0', 'every must be a whole number of at least 1'],
  ['500:at=x', 'at must be a whole number'],
  ['500:p=2', 'p must lie between 0 and 1'],
  ['500:applied=yes', 'applied takes no value'],
  ['slow:at=1', 'slow needs ms='],
  ['drop-field:every=2', 'drop-field needs field='],
  ['chaos', 'chaos needs p='],
  ['chaos:p=0.1,kinds=fire', 'does not know the kind "fire"'],
  ['item@/batches', 'takes no @'],
])('refuses the rule "%s"', (rule, message) => {
  expect(() => parseFaultRule(rule)).toThrow(message);
});

test('reads an address after @ as an address', () => {
  expect(parseFaultRule('item:email=reject@x.com')).toMatchObject({
    when: { email: 'reject@x.com' },
    path: undefined,
  });
});

test('describes every kind and parameter in its help and its README', () => {
  const readme = readFileSync(new URL('../../sandbox/README.md', import.meta.url), 'utf8');
  const words =
    'drop hang slow truncate 400-batch stopped gone pending item drop-item drop-field chaos every at after times p email applied silent retryAfter ms field kinds seed';
  for (const word of words.split(' ')) {
    expect(faultHelp, word).toContain(word);
    expect(readme, word).toContain(`\`${word}`);
  }
});
