import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { administrator, withApi } from './api-harness.ts';

const hour = 60 * 60_000;

describe('signing in', () => {
  const made = withApi();
  const own = () => ({ origin: made.api.url });

  it('gives a cookie that scripts cannot read, and says who I am', async () => {
    const { status, headers, body } = await made.api.call('POST', '/api/session', {
      body: { email: 'admin@EXAMPLE.com', password: administrator.password },
    });
    expect(status).toBe(200);
    expect(body).toEqual({
      user: {
        id: expect.any(String),
        email: administrator.email,
        name: 'Administrator',
        role: 'administrator',
        language: null,
        hasPassword: true,
      },
    });
    const cookie = headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^segue_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/);
    const me = await made.api.call('GET', '/api/session', { cookie: cookie.split(';')[0] ?? '' });
    expect(me.body).toEqual(body);
  });

  it('marks the cookie as secure behind TLS', async () => {
    const { headers } = await made.api.call('POST', '/api/session', {
      body: administrator,
      headers: { 'x-forwarded-proto': 'https' },
    });
    expect(headers.get('set-cookie')).toMatch(/; Secure/);
  });

  it('keeps sessions and tokens by a hash only', async () => {
    const { api } = made;
    const cookie = await api.signIn(administrator.email, administrator.password);
    const { token } = await api.client.tokens.create({ name: 'kept by its hash' });
    const { rows } = await sql<{
      hash: string;
    }>`SELECT hash FROM sessions UNION SELECT hash FROM tokens`.execute(api.ctx.db);
    expect(rows.length).toBeGreaterThan(1);
    for (const { hash } of rows) expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1]);
    expect(api.log()).not.toContain(token);
  });

  it('signs out', async () => {
    const { api } = made;
    const cookie = await api.signIn(administrator.email, administrator.password);
    expect((await api.call('DELETE', '/api/session', { cookie, headers: own() })).status).toBe(204);
    const after = await api.call('GET', '/api/session', { cookie });
    expect(after.status).toBe(401);
    expect(after.body.code).toBe('unauthenticated');
    expect(after.headers.get('www-authenticate')).toBe('Bearer realm="segue"');
  });

  it('says the same to a wrong password and to somebody unknown, and slows both down', async () => {
    const { api } = made;
    const attempt = (email: string) =>
      api.call('POST', '/api/session', { body: { email, password: 'wrong' } });
    const known = await api.as('viewer');
    for (const email of [known.email, 'nobody@example.com']) {
      for (let n = 0; n < 5; n += 1) {
        const { status, body } = await attempt(email);
        expect([status, body.code]).toEqual([401, 'wrongCredentials']);
      }
      const slowed = await attempt(email);
      expect([slowed.status, slowed.body.code]).toEqual([429, 'tooManyAttempts']);
      expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0);
    }
    api.advance(2000);
    await api.signIn(known.email, known.password);
    expect(api.log()).not.toContain('nobody@example.com');
  });

  it('lasts twelve hours from the last use, and thirty days at most', async () => {
    const { api } = made;
    let cookie = await api.signIn(administrator.email, administrator.password);
    const status = async () => {
      const answer = await api.call('GET', '/api/session', { cookie });
      cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
      return answer.status;
    };
    for (let elapsed = 0; elapsed < 29.9 * 24; elapsed += 11.9) {
      expect(await status(), `after ${elapsed} hours`).toBe(200);
      api.advance(11.9 * hour);
    }
    expect(await status()).toBe(401);
    const unused = await api.signIn(administrator.email, administrator.password);
    api.advance(12.1 * hour);
    expect((await api.call('GET', '/api/session', { cookie: unused })).status).toBe(401);
  });

  it('lets tokens act as who made them, until they are removed', async () => {
    const { api } = made;
    const { client } = api;
    const { id, name, token } = await client.tokens.create({ name: 'nightly' });
    expect([name, token]).toEqual(['nightly', expect.stringMatching(/^sgt_[\w-]{43}$/)]);
    const theirs = createClient({ baseUrl: api.url, token });
    expect((await theirs.session.get()).user.email).toBe(administrator.email);
    const listed = (await client.tokens.list({ q: 'night' })).items;
    const when = { createdAt: expect.any(String), lastUsedAt: expect.any(String), expiresAt: null };
    expect(listed).toEqual([{ id, name, ...when }]);
    await client.tokens.delete(id);
    await expect(theirs.session.get()).rejects.toMatchObject({ status: 401, code: 'unauthenticated' });
    await expect(client.tokens.delete(id)).rejects.toMatchObject({ status: 404 });
  });

  it('keeps the last administrator, and signs a user out whose password changed', async () => {
    const { api } = made;
    const { client } = api;
    const me = (await client.session.get()).user;
    await expect(client.users.update(me.id, { role: 'viewer' })).rejects.toMatchObject({ code: 'conflict' });
    await expect(client.users.delete(me.id)).rejects.toMatchObject({ code: 'conflict' });
    const second = await api.as('administrator');
    await client.users.update(me.id, { role: 'contributor' });
    await second.client.users.update(me.id, { role: 'administrator' });
    const cookie = await api.signIn(second.email, second.password);
    await client.users.update(second.id, { password: 'another password' });
    expect((await api.call('GET', '/api/session', { cookie })).status).toBe(401);
    await client.users.delete(second.id);
    await expect(second.client.session.get()).rejects.toMatchObject({ status: 401 });
    await expect(
      client.users.create({ email: administrator.email.toLowerCase(), name: 'Twin', role: 'viewer' }),
    ).rejects.toMatchObject({ code: 'conflict', errors: [{ field: 'email', message: 'is taken' }] });
  });
});

describe('an installation without a user', () => {
  const made = withApi({ admin: false });

  it('is set up once, with the code that the server printed', async () => {
    const { api } = made;
    const operator = JSON.parse(readFileSync(join(api.dataDir, 'operator.json'), 'utf8'));
    expect((await api.call('GET', '/api/session', { token: operator.token })).body.code).toBe(
      'unauthenticated',
    );
    const person = { email: 'first@example.com', name: 'First', password: 'a long password' };
    expect((await api.call('GET', '/api/setup')).body).toEqual({ needed: true });
    const guess = await api.call('POST', '/api/setup', { body: { ...person, code: 'AAAA-BBBB-CCCC' } });
    expect([guess.status, guess.body.code]).toEqual([403, 'wrongSetUpCode']);
    const code = /with code ([A-Z0-9-]+)/.exec(api.log())?.[1];
    const { status, body, headers } = await api.call('POST', '/api/setup', { body: { ...person, code } });
    expect(status).toBe(201);
    expect(body.user).toMatchObject({ email: 'first@example.com', role: 'administrator' });
    const cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    expect((await api.call('GET', '/api/session', { cookie })).body).toEqual(body);
    const again = await api.call('POST', '/api/setup', { body: { ...person, code } });
    expect([again.status, again.body.code]).toEqual([409, 'alreadySetUp']);
    expect((await api.call('GET', '/api/setup')).body).toEqual({ needed: false });
  });

  it('lets who can read the data directory act as the first administrator', async () => {
    const { api } = made;
    const path = join(api.dataDir, 'operator.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const operator = JSON.parse(readFileSync(path, 'utf8'));
    expect(operator.url).toBe(api.url);
    const client = createClient({ baseUrl: operator.url, token: operator.token });
    expect((await client.session.get()).user).toMatchObject({ email: 'first@example.com' });
    const { token } = await client.tokens.create({ name: 'made on the machine' });
    const program = createClient({ baseUrl: operator.url, token });
    expect((await program.tokens.list()).items.map(({ name }) => name)).toEqual(['made on the machine']);
  });
});
