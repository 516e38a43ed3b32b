import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { SandboxNumbers } from '../../sandbox/numbers.ts';
import { type BatchAnswer, person, withSandbox } from '../support/sandbox-api.ts';
import { until } from '../support/until.ts';

function pageOf(url: string): (path: string, body?: unknown) => Promise<Response> {
  return (path, body) =>
    fetch(new URL(path, url), body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) });
}

test('shows its numbers as a page and as JSON, without counting that', async () => {
  await withSandbox({}, async ({ sandbox, call, deliver }) => {
    const page = pageOf(sandbox.url);
    await call('GET', '/brands/current', undefined, {});
    await deliver([person('ann@x.com'), person('bad')]);
    const numbers = (await (await page('/sandbox/numbers')).json()) as SandboxNumbers;
    expect(numbers).toEqual(sandbox.control.numbers());
    expect(numbers).toMatchObject({
      byEndpoint: { 'POST /batches': 1, 'GET /brands/current': 1, 'GET /batches/{id}/items': 1 },
      byStatus: { 201: 1, 401: 1 },
      contacts: 1,
      welcomeMessages: 0,
      statusChanges: 0,
      batches: 1,
      itemsAccepted: 1,
      itemsRejected: 1,
      brands: [{ name: 'brand', contacts: 1 }],
    });
    expect(numbers.firstRequestAt).toMatch(/^\d{4}-\d{2}-\d{2}T/);
    const html = await (await page('/')).text();
    expect(html).toContain('<th scope="row">itemsRejected</th><td>1</td>');
    expect((await page('/sandbox/nothing')).status).toBe(404);
  });
});

test('takes contacts put there by somebody else, and dumps all of them', async () => {
  await withSandbox({}, async ({ sandbox, contact }) => {
    const page = pageOf(sandbox.url);
    const identifier = { type: 'email', id: 'ann@x.com', channels: { email: { status: 'unsubscribed' } } };
    const put = { identifiers: [identifier], tags: ['VIP: gold, old'], segments: ['seg1'] };
    expect((await page('/sandbox/contacts?brand=key@brand', put)).status).toBe(200);
    expect(contact('ann@x.com')).toMatchObject({
      status: 'unsubscribed',
      tags: put.tags,
      segments: ['seg1'],
      welcomed: false,
    });
    expect(sandbox.control.numbers()).toMatchObject({ requests: 0, welcomeMessages: 0, statusesReceived: 0 });
    const contacts = Array.from({ length: 1200 }, (_, at) => person(`p${at}@x.com`));
    expect((await page('/sandbox/contacts?brand=key@brand', { contacts })).status).toBe(200);
    expect((await page('/sandbox/contacts?brand=wrong', put)).status).toBe(400);
    expect((await page('/sandbox/contacts?brand=key@brand', person('bad'))).status).toBe(400);
    await page('/sandbox/contacts?brand=key@other', person('other@x.com'));
    const dump = async (query: string) => {
      const text = await (await page(`/sandbox/contacts${query}`)).text();
      return text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    };
    expect(await dump('')).toEqual(sandbox.control.contacts());
    expect(await dump('?brand=brand')).toHaveLength(1201);
    expect(await dump('?brand=other')).toMatchObject([{ email: 'other@x.com', brandID: expect.any(String) }]);
  });
});

test('changes faults, revokes keys and forgets over HTTP', async () => {
  await withSandbox({}, async ({ sandbox, call }) => {
    const page = pageOf(sandbox.url);
    const brand = async () => (await call('GET', '/brands/current')).status;
    await call('POST', '/contacts', person('ann@x.com'));
    await page('/sandbox/fail', { rules: ['500:at=1'] });
    expect([await brand(), await brand()]).toEqual([500, 200]);
    const wrong = await page('/sandbox/fail', { rules: ['nonsense'] });
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('no kind');
    await page('/sandbox/revoke', { key: 'test@brand' });
    expect(await brand()).toBe(401);
    await page('/sandbox/reset', {});
    expect(sandbox.control.numbers()).toMatchObject({ requests: 0, contacts: 0, brands: [] });
    expect([await brand(), await brand()]).toEqual([500, 200]);
  });
});

test('keeps the latest requests, without keys', async () => {
  await withSandbox({ fail: ['drop:at=2'] }, async ({ sandbox, call }) => {
    await call('POST', '/contacts?x=1', person('ann@x.com'));
    await call('GET', '/brands/current').catch(() => undefined);
    const log = sandbox.control.log();
    expect(log).toMatchObject([
      {
        method: 'POST',
        url: '/api/contacts?x=1',
        outcome: '400',
        brandID: sandbox.control.brandIDOf('test@brand'),
      },
      { method: 'GET', outcome: 'drop', body: null },
    ]);
    expect(JSON.parse(log[0]?.body ?? '')).toEqual(person('ann@x.com'));
    expect(JSON.stringify(log)).not.toContain('test@brand');
  });
});

test('holds every answer back by its latency', async () => {
  await withSandbox({ latencyMs: 80 }, async ({ call }) => {
    const start = performance.now();
    await call('GET', '/brands/current');
    expect(performance.now() - start).toBeGreaterThan(75);
  });
});

test('runs as a process of its own and ends when told to', async () => {
  const main = fileURLToPath(new URL('../../dist/sandbox/main.js', import.meta.url));
  const child = spawn(process.execPath, [main, '--port', '0', '--fail', 'stopped:every=2'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  try {
    const endedFirst = ended.then(() => Promise.reject(new Error('The process ended before it listened.')));
    const listening = once(createInterface(child.stdout), 'line') as Promise<[string]>;
    const [line] = await Promise.race([listening, endedFirst]);
    const url = /^sandbox listening on (http:\/\/127\.0\.0\.1:\d+\/api)$/.exec(line)?.[1];
    expect(url).toBeDefined();
    const headers = {
      authorization: 'Omnisend-API-Key k',
      'omnisend-version': '2026-03-15',
      'content-type': 'application/json',
    };
    const batch = JSON.stringify({ method: 'POST', endpoint: 'contacts', items: [person('ann@x.com')] });
    const post = await fetch(`${url}/batches`, { method: 'POST', headers, body: batch });
    const { batchID } = (await post.json()) as BatchAnswer;
    await until(async () => {
      const answer = await fetch(`${url}/batches/${batchID}`, { headers });
      return ((await answer.json()) as BatchAnswer).status === 'finished';
    });
  } finally {
    child.kill('SIGTERM');
  }
  expect(await ended).toEqual([0, null]);
});

test('says which option is wrong, and ends', async () => {
  const main = fileURLToPath(new URL('../../dist/sandbox/main.js', import.meta.url));
  for (const [options, message] of [
    [['--rpm', 'many'], '--rpm must be a whole number'],
    [['--tags', 'add'], '--tags must be merge or replace'],
    [['--fail', 'nonsense'], 'The fault rule "nonsense" cannot be read'],
  ] as const) {
    const child = spawn(process.execPath, [main, '--port', '0', ...options], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(said).toContain(message);
  }
});
