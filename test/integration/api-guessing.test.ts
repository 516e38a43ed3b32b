import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createServer } from '../../src/api/server.ts';
import { putConnection } from './api-fixtures.ts';
import { withApi } from './api-harness.ts';

const minute = 60_000;
const made = withApi();

describe('guessing a password', () => {
  let addresses = 0;

  /** On two servers with one database, from many addresses: each slows by its own memory, both see the same lock. */
  async function onTwoServers(email: string, work: (attempt: Attempt) => Promise<void>) {
    const { api } = made;
    const second = await createServer(api.ctx);
    const { url } = await second.listen();
    const attempt: Attempt = async (n, password = 'wrong') => {
      const response = await fetch(`${n % 2 === 0 ? api.url : url}/api/session`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-forwarded-for': `203.0.${++addresses >> 8}.${addresses & 255}`,
        },
        body: JSON.stringify({ email: n % 3 === 0 ? email.toUpperCase() : email, password }),
      });
      const { code, detail } = (await response.json()) as { code?: string; detail?: string };
      return { status: response.status, code, detail, wait: Number(response.headers.get('retry-after')) };
    };
    await work(attempt).finally(() => second.close());
  }
  type Attempt = (
    n: number,
    password?: string,
  ) => Promise<{ status: number; code?: string | undefined; detail?: string | undefined; wait: number }>;

  it.each(['somebody known', 'nobody'])('is slowed, then locked for a while: %s', async (who) => {
    const { api } = made;
    const person = who === 'nobody' ? null : await api.as('viewer');
    const email = person?.email ?? 'not-here@example.com';
    await onTwoServers(email, async (attempt) => {
      // On one server alone the sixth would wait already.
      for (let n = 1; n <= 9; n += 1) expect(await attempt(n)).toMatchObject({ code: 'wrongCredentials' });
      const tenth = await attempt(10);
      expect(tenth).toMatchObject({ status: 423, code: 'accountLocked', wait: 900 });
      const until = new Date(/Until (\S+) /.exec(tenth.detail ?? '')?.[1] ?? '').getTime();
      expect(until - api.ctx.clock.now().getTime()).toBeGreaterThan(14 * minute);
      // The right password is no better while it is locked, on either server.
      for (let n = 11; n <= 20; n += 1) {
        if (n % 2 === 1) api.advance(minute);
        expect(await attempt(n, person?.password)).toMatchObject({ code: 'accountLocked' });
      }
      const slowed = await attempt(20, person?.password);
      expect(slowed).toMatchObject({ status: 429, code: 'tooManyAttempts' });
      expect(slowed.wait).toBeGreaterThan(10);
      if (person === null) return;
      expect(await api.client.users.get(person.id)).toMatchObject({ lockedUntil: expect.any(String) });
      expect((await api.client.users.list({ q: email })).items[0]?.lockedUntil).not.toBeNull();
      await person.client.session.get();
      api.advance(15 * minute);
      expect(await attempt(13, person.password)).toMatchObject({ status: 200 });
      expect(await api.client.users.get(person.id)).toMatchObject({ lockedUntil: null });
    });
    const { rows } = await sql<{ account: string }>`SELECT account FROM sign_in_failures`.execute(api.ctx.db);
    for (const { account } of rows) expect(account).toMatch(/^[0-9a-f]{64}$/);
  });

  it('counts attempts before it looks at them, so that many at once are no way around', async () => {
    const { api } = made;
    const { email } = await api.as('viewer');
    await onTwoServers(email, async (attempt) => {
      const numbers = Array.from({ length: 30 }, (_, n) => n);
      const codes = (await Promise.all(numbers.map((n) => attempt(n)))).map(({ code }) => code);
      const looked = codes.filter((code) => code === 'wrongCredentials');
      expect(looked.length).toBeLessThan(10);
    });
  });

  it('starts anew after the right one, and after an administrator unlocked the account', async () => {
    const { api } = made;
    const person = await api.as('viewer');
    await onTwoServers(person.email, async (attempt) => {
      const wrong = async (times: number) => {
        for (let n = 0; n < times; n += 1) {
          api.advance(minute);
          expect(await attempt(n)).toMatchObject({ code: 'wrongCredentials' });
        }
        api.advance(minute);
      };
      await wrong(9);
      expect(await attempt(1, person.password)).toMatchObject({ status: 200 });
      await wrong(9);
      expect(await attempt(0)).toMatchObject({ code: 'accountLocked' });
      expect(await api.client.users.unlock(person.id)).toMatchObject({ lockedUntil: null });
      api.advance(minute);
      expect(await attempt(0, person.password)).toMatchObject({ status: 200 });
    });
    const { items } = await api.client.audit.list({ action: 'session.locked', target: person.id });
    expect(items).toHaveLength(1);
  });

  it('is slowed and locked where somebody signed in is asked for theirs', async () => {
    const { api } = made;
    const person = await api.as('administrator');
    const connectionId = await putConnection(api);
    const guess = (n: number) =>
      n % 2 === 0
        ? person.client.connections.becomeExportUser(connectionId, 'wrong')
        : person.client.session.update({ password: { current: 'wrong', new: 'another password' } });
    const codes: string[] = [];
    for (let n = 0; n < 11; n += 1) {
      codes.push(await guess(n).then(String, ({ code }: { code: string }) => code));
      if (n >= 4) api.advance(minute);
    }
    expect(codes.slice(0, 9)).toEqual(codes.slice(0, 9).map(() => 'wrongCredentials'));
    expect(codes.slice(9)).toEqual(['accountLocked', 'accountLocked']);
    api.advance(15 * minute);
  });
});
