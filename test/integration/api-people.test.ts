import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { createClient } from '../../src/client/client.ts';
import { findRun } from '../../src/store/runs.ts';
import { putConnection, putExport } from './api-fixtures.ts';
import { type Api, administrator, withApi } from './api-harness.ts';

const minute = 60_000;
const made = withApi();
const own = () => ({ origin: made.api.url });
const statusBy = async (cookie: string) => (await made.api.call('GET', '/api/session', { cookie })).status;

describe('sessions', () => {
  it('have another cookie after an hour of use; the old one works a minute more', async () => {
    const { api } = made;
    const old = await api.signIn(administrator.email, administrator.password);
    api.advance(61 * minute);
    const answers = await Promise.all([1, 2, 3].map(() => api.call('GET', '/api/session', { cookie: old })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const fresh = answers.flatMap(({ headers }) => headers.get('set-cookie')?.split(';')[0] ?? []);
    expect(fresh).toHaveLength(1);
    const [cookie = ''] = fresh;
    expect(cookie).not.toBe(old);
    const late = await api.call('GET', '/api/session', { cookie: old });
    expect([late.status, late.headers.get('set-cookie')]).toEqual([200, null]);
    api.advance(minute + 1000);
    expect([await statusBy(old), await statusBy(cookie)]).toEqual([401, 200]);
  });

  it('end with both their cookies', async () => {
    const { api } = made;
    const old = await api.signIn(administrator.email, administrator.password);
    api.advance(61 * minute);
    const { headers } = await api.call('GET', '/api/session', { cookie: old });
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? '';
    await api.call('DELETE', '/api/session', { cookie, headers: own() });
    expect([await statusBy(old), await statusBy(cookie)]).toEqual([401, 401]);
  });

  it('end when the same browser signs in again, whoever that is', async () => {
    const { api } = made;
    const person = await api.as('viewer');
    const before = await api.signIn(administrator.email, administrator.password);
    const { email, password } = person;
    const again = await api.call('POST', '/api/session', {
      ...{ body: { email, password }, cookie: before, headers: own() },
    });
    expect([again.status, await statusBy(before)]).toEqual([200, 401]);
  });

  it('end everywhere when asked, by their user or by an administrator', async () => {
    const { api } = made;
    const person = await api.as('viewer');
    const signIn = () => api.signIn(person.email, person.password);
    const [one, two] = [await signIn(), await signIn()];
    const other = await api.signIn(administrator.email, administrator.password);
    const out = await api.call('DELETE', '/api/sessions', { cookie: one, headers: own() });
    expect([out.status, out.headers.get('set-cookie')]).toEqual([
      204,
      expect.stringMatching(/^segue_session=;/),
    ]);
    expect([await statusBy(one), await statusBy(two), await statusBy(other)]).toEqual([401, 401, 200]);
    const three = await signIn();
    await api.client.users.signOut(person.id);
    expect([await statusBy(three), await statusBy(other)]).toEqual([401, 200]);
  });

  it('end everywhere else with a new password or role', async () => {
    const { api } = made;
    const person = await api.as('administrator');
    const signIn = (password = person.password) => api.signIn(person.email, password);
    const [here, there] = [await signIn(), await signIn()];
    const body = { password: { current: person.password, new: 'another long password' } };
    const changed = await api.call('PATCH', '/api/session', { body, cookie: here, headers: own() });
    expect([changed.status, await statusBy(here), await statusBy(there)]).toEqual([200, 200, 401]);
    await expect(signIn()).rejects.toThrow('wrongCredentials');
    const again = await signIn('another long password');
    const path = `/api/users/${person.id}`;
    await api.call('PATCH', path, { body: { role: 'contributor' }, cookie: again, headers: own() });
    expect([await statusBy(again), await statusBy(here)]).toEqual([200, 401]);
    await api.client.users.update(person.id, { role: 'viewer' });
    expect(await statusBy(again)).toBe(401);
  });
});

describe('the own profile', () => {
  it('has a name and a language, and no role to choose', async () => {
    const { api } = made;
    const person = await api.as('contributor');
    const changed = await person.client.session.update({ name: 'Åsa', language: 'sv' });
    expect(changed.user).toMatchObject({ id: person.id, name: 'Åsa', language: 'sv', role: 'contributor' });
    expect((await person.client.session.update({ language: null })).user).toMatchObject({ language: null });
    for (const field of ['role', 'email', 'id', 'disabled', 'hasPassword']) {
      const { status, body } = await api.call('PATCH', '/api/session', {
        ...{ token: person.token, body: { name: 'King', [field]: 'administrator' } },
      });
      expect([status, body.errors], field).toEqual([400, [{ field, message: 'is not a known field' }]]);
    }
    expect((await person.client.session.get()).user).toMatchObject({ name: 'Åsa', role: 'contributor' });
  });

  it('has a password only where there is one to change', async () => {
    const { api } = made;
    const person = await api.as('administrator');
    await sql`UPDATE users SET password_hash = NULL WHERE id = ${person.id}`.execute(api.ctx.db);
    await expect(
      person.client.session.update({ password: { current: 'x', new: 'another password' } }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await api.client.users.get(person.id)).toMatchObject({ signsInWith: 'nothing' });
  });
});

describe('disabling a user', () => {
  it('refuses sign-in, sessions and tokens at once, and undoes nothing else', async () => {
    const { api } = made;
    const person = await api.as('contributor');
    const cookie = await api.signIn(person.email, person.password);
    expect(await api.client.users.update(person.id, { disabled: true })).toMatchObject({ disabled: true });
    expect(await statusBy(cookie)).toBe(401);
    await expect(person.client.session.get()).rejects.toMatchObject({ status: 401 });
    await expect(api.signIn(person.email, person.password)).rejects.toThrow('accountDisabled');
    await expect(api.signIn(person.email, 'wrong')).rejects.toThrow('wrongCredentials');
    await api.client.users.update(person.id, { disabled: false });
    expect(await statusBy(cookie)).toBe(401);
    await person.client.session.get();
    const born = await api.client.users.create({
      ...{ email: 'later@example.com', name: 'Later', role: 'viewer', password: person.password },
      disabled: true,
    });
    expect(born).toMatchObject({ disabled: true });
    await expect(api.signIn('later@example.com', person.password)).rejects.toThrow('accountDisabled');
  });

  it('leaves one administrator who can act', async () => {
    const { api } = made;
    const me = (await api.client.session.get()).user;
    for (const { id, role } of (await api.client.users.list({ limit: 1000 })).items) {
      if (role === 'administrator' && id !== me.id) await api.client.users.delete(id);
    }
    const second = await api.as('administrator');
    await api.client.users.update(second.id, { disabled: true });
    const changes = [
      { disabled: true },
      { role: 'viewer' as const },
      { disabled: true, role: 'viewer' as const },
    ];
    for (const change of changes) {
      await expect(api.client.users.update(me.id, change)).rejects.toMatchObject({ code: 'conflict' });
    }
    await expect(api.client.users.delete(me.id)).rejects.toMatchObject({ code: 'conflict' });
    // One who is disabled is not needed, and does not count when two step down at once.
    await api.client.users.update(second.id, { role: 'viewer' });
    const third = await api.as('administrator');
    const both = await Promise.allSettled([
      api.client.users.update(third.id, { disabled: true }),
      third.client.users.update(me.id, { disabled: true }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await sql`UPDATE users SET disabled_at = NULL WHERE id = ${me.id}`.execute(api.ctx.db);
  });

  it.each([
    ['disabled', (api: Api, id: string) => api.client.users.update(id, { disabled: true })],
    ['demoted', (api: Api, id: string) => api.client.users.update(id, { role: 'contributor' })],
    ['removed', (api: Api, id: string) => api.client.users.delete(id)],
  ])('stops runs when their export user is %s, and says what to do', async (_what, leave) => {
    const { api } = made;
    const person = await api.as('administrator');
    const connectionId = await putConnection(api);
    await person.client.connections.becomeExportUser(connectionId, person.password);
    const { id } = await putExport(api, { connectionId });
    const run = await api.client.exports.run(id);
    await leave(api, person.id);
    expect(await api.client.runs.get(run.id)).toMatchObject({ endedAt: expect.any(String) });
    expect(await api.client.connections.get(connectionId)).toMatchObject({ exportUser: null });
    await expect(api.client.exports.run(id)).rejects.toMatchObject({
      ...{ code: 'exportUserMissing', action: expect.stringContaining('Add yourself as export user') },
    });
  });
});

describe('tokens', () => {
  it('run out when they were made to', async () => {
    const { api } = made;
    const person = await api.as('contributor');
    const { token } = await person.client.tokens.create({ name: 'for a day', expiresInDays: 1 });
    const program = createClient({ baseUrl: api.url, token });
    await program.session.get();
    const { expiresAt } = (await person.client.tokens.list({ q: 'for a day' })).items[0] ?? {};
    const left = new Date(expiresAt ?? '').getTime() - api.ctx.clock.now().getTime();
    expect(Math.round(left / minute)).toBe(24 * 60);
    // What it makes lives no longer than it does.
    await program.tokens.create({ name: 'heir' });
    expect((await person.client.tokens.list({ q: 'heir' })).items[0]?.expiresAt).toBe(expiresAt);
    for (const expiresInDays of [0, 3651, 1.5]) {
      await expect(person.client.tokens.create({ name: 'x', expiresInDays })).rejects.toMatchObject({
        code: 'badRequest',
      });
    }
    api.advance(24 * 60 * minute);
    await expect(program.session.get()).rejects.toMatchObject({ code: 'unauthenticated' });
    await person.client.session.get();
  });

  it('of others are for administrators to see and remove, by their user alone', async () => {
    const { api } = made;
    const [one, other] = [await api.as('contributor'), await api.as('contributor')];
    const { items } = await api.client.users.tokens(one.id);
    expect(items).toMatchObject([{ name: 'tests' }]);
    const [mine] = items;
    if (mine === undefined) throw new Error('There is a token.');
    await expect(other.client.tokens.delete(mine.id)).rejects.toMatchObject({ code: 'notFound' });
    await expect(api.client.tokens.delete(mine.id)).rejects.toMatchObject({ code: 'notFound' });
    await expect(api.client.users.deleteToken(other.id, mine.id)).rejects.toMatchObject({ code: 'notFound' });
    await one.client.session.get();
    await api.client.users.deleteToken(one.id, mine.id);
    await expect(one.client.session.get()).rejects.toMatchObject({ code: 'unauthenticated' });
    await other.client.session.get();
  });
});

describe('runs that somebody asked for', () => {
  it.each([
    ['becomes a viewer', { role: 'viewer' }],
    ['is disabled', { disabled: true }],
    ['is removed', null],
  ] as const)('stop when that person %s, and others go on', async (_what, patch) => {
    const { api } = made;
    const connectionId = await putConnection(api, { shared: true });
    await api.client.connections.becomeExportUser(connectionId, administrator.password);
    const [one, other] = [await api.as('contributor'), await api.as('contributor')];
    const startAs = async ({ client }: typeof one) =>
      (await client.exports.run((await putExport(api, { connectionId })).id)).id;
    const [theirs, others] = [await startAs(one), await startAs(other)];
    if (patch === null) await api.client.users.delete(one.id);
    else await api.client.users.update(one.id, patch);
    expect((await api.client.runs.get(theirs)).status).toBe('canceled');
    // It was told in the same transaction, so that a sweep would have ended it too.
    expect((await findRun(api.ctx.db, theirs))?.cancel_requested_at).not.toBeNull();
    expect((await api.client.runs.get(others)).status).toBe('queued');
  });
});
