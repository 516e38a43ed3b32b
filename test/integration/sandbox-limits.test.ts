import { expect, test } from 'vitest';
import { SlidingWindow } from '../../sandbox/windows.ts';
import { person, usualHeaders, withSandbox } from '../support/sandbox-api.ts';

class Clock {
  time = Date.parse('2026-03-15T12:00:00Z');
  readonly now = (): number => this.time;

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}

const tagging = { tags: ['a'], emails: ['ann@x.com'] };

test('counts all keys of a brand in one sliding minute', async () => {
  const clock = new Clock();
  await withSandbox({ rpm: 3, now: clock.now }, async ({ call, sandbox }) => {
    const get = async (key: string) =>
      (
        await call('GET', '/brands/current', undefined, {
          ...usualHeaders,
          authorization: `Omnisend-API-Key ${key}`,
        })
      ).status;
    expect(await get('a@acme')).toBe(200);
    clock.advance(30_000);
    expect(await get('b@acme')).toBe(200);
    expect(await get('a@acme')).toBe(200);
    expect(await get('b@acme')).toBe(429);
    expect(await get('c@else')).toBe(200);
    clock.advance(29_999);
    expect(await get('a@acme')).toBe(429);
    clock.advance(1);
    expect(await get('a@acme')).toBe(200);
    expect(await get('a@acme')).toBe(429);
    const { largestWindow, largestWindowAccepted, refused429 } = sandbox.control.numbers();
    expect({ largestWindow, largestWindowAccepted, refused429 }).toEqual({
      largestWindow: 6,
      largestWindowAccepted: 3,
      refused429: 3,
    });
  });
});

test('has a stricter allowance for tags, counted in addition', async () => {
  const clock = new Clock();
  await withSandbox({ rpm: 4, tagRpm: 2, now: clock.now }, async ({ call, sandbox }) => {
    const tag = async (method = 'POST') => (await call(method, '/contacts/tags', tagging)).status;
    expect([await tag(), await tag('DELETE'), await tag()]).toEqual([202, 202, 429]);
    const brand = async () => (await call('GET', '/brands/current')).status;
    expect([await brand(), await brand(), await brand()]).toEqual([200, 200, 429]);
    expect(sandbox.control.numbers()).toMatchObject({ largestTagWindow: 3, largestTagWindowAccepted: 2 });
  });
});

test('says how long to wait on some endpoints only, in the body and never in a header', async () => {
  const clock = new Clock();
  await withSandbox({ rpm: 1, now: clock.now }, async ({ sandbox }) => {
    const ask = async (method: string, path: string, body?: unknown) => {
      const sent = body === undefined ? {} : { body: JSON.stringify(body) };
      const answer = await fetch(`${sandbox.url}${path}`, { method, headers: usualHeaders, ...sent });
      expect([...answer.headers.keys()].filter((name) => /retry|limit/i.test(name))).toEqual([]);
      return answer.json();
    };
    await ask('GET', '/brands/current');
    clock.advance(10_500);
    const batch = { method: 'POST', endpoint: 'contacts', items: [person('a@x.com')] };
    expect(await ask('POST', '/batches', batch)).toMatchObject({
      type: 'https://problems.omnisend.com/rate-limit-exceeded',
      status: 429,
      retryAfter: 50,
    });
    expect(await ask('POST', '/contacts', person('a@x.com'))).toMatchObject({ retryAfter: 50 });
    expect(await ask('GET', '/batches?endpoint=contacts')).not.toHaveProperty('retryAfter');
    expect(await ask('GET', '/contacts')).not.toHaveProperty('retryAfter');
  });
});

test('counts any 60 s, as a plain count of all pairs does', () => {
  const window = new SlidingWindow();
  const times: number[] = [];
  let time = 0;
  for (let at = 0; at < 3000; at++) {
    time += (at * 7919) % 211;
    times.push(time);
    window.add(time);
  }
  const counts = times.map((end) => times.filter((each) => each > end - 60_000 && each <= end).length);
  expect(window.largest).toBe(Math.max(...counts));
  expect(window.countAt(time)).toBe(counts.at(-1));
});
