import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/contract/connections.ts';
import { createIdentityProvider } from '../../src/identity/provider.ts';
import { Browser, client, startProvider, type TestProvider } from '../support/identity-provider.ts';
import { putConnection } from './api-fixtures.ts';
import { administrator, withApi } from './api-harness.ts';

let provider: TestProvider;
const made = withApi({
  async environment() {
    provider = await startProvider();
    return {
      SEGUE_PUBLIC_URL: 'http://127.0.0.1:1',
      SEGUE_OIDC_ISSUER: provider.issuer,
      SEGUE_OIDC_CLIENT_ID: client.id,
      SEGUE_OIDC_CLIENT_SECRET: client.secret,
      SEGUE_OIDC_NAME: 'Example Ltd',
      SEGUE_OIDC_ADMINISTRATORS: 'owners',
      SEGUE_OIDC_CONTRIBUTORS: 'marketing, crm',
      SEGUE_OIDC_VIEWERS: 'staff',
    };
  },
});
beforeAll(() => {
  // Which port it is shows only now.
  made.api.ctx.config.publicUrl = made.api.url;
  provider.register(`${made.api.url}/api/oidc/callback`);
});
afterAll(() => provider.close());

type Visit = { browser: Browser; landed: string; setCookies: string[] };
const isPage = (url: URL) => url.origin === made.api.url && !url.pathname.startsWith('/api/oidc/');

async function open(browser: Browser, query: Record<string, string>, headers = {}): Promise<Visit> {
  const start = `${made.api.url}/api/oidc/start?${new URLSearchParams(query)}`;
  const { at, setCookies } = await browser.visit(start, isPage, headers);
  return { browser, landed: at.href.replace(made.api.url, ''), setCookies };
}

function join(groups: string[], about: { email?: string; verified?: boolean } = {}): string {
  const id = randomUUID();
  provider.accounts.set(id, {
    email: about.email ?? `${id.slice(0, 8)}@example.com`,
    email_verified: about.verified ?? false,
    name: `Person ${id.slice(0, 4)}`,
    groups,
  });
  return id;
}

/** In a browser that neither the provider nor Segue has seen, unless one is given. */
function signIn(account: string, query = {}, browser = new Browser()): Promise<Visit> {
  provider.keyboard = { account };
  return open(browser, query);
}

async function whoIsIn({ browser }: Visit) {
  const { status, body } = await made.api.call('GET', '/api/session', {
    cookie: browser.cookieHeader(made.api.url),
  });
  return status === 200 ? body.user : status;
}

const emailOf = (account: string) => provider.accounts.get(account)?.email ?? '';
const userOf = async (account: string) =>
  (await made.api.client.users.list({ q: emailOf(account) })).items[0];

describe('signing in with a provider', () => {
  it('is offered by its name', async () => {
    const { body } = await made.api.call('GET', '/api/sign-in');
    expect(body).toEqual({ password: true, oidc: { name: 'Example Ltd' }, setUpNeeded: false });
  });

  it.each([
    [['owners', 'staff'], 'administrator'],
    [['crm'], 'contributor'],
    [['staff'], 'viewer'],
  ])('makes a user whose groups are %j a %s', async (groups, role) => {
    const account = join(groups);
    const visit = await signIn(account, { returnTo: '/exports?sort=name' });
    expect(visit.landed).toBe('/exports?sort=name');
    expect(await whoIsIn(visit)).toMatchObject({ email: emailOf(account), role, hasPassword: false });
    expect(await userOf(account)).toMatchObject({ role, signsInWith: 'provider', disabled: false });
    const again = await signIn(account);
    expect((await whoIsIn(again)).id).toBe((await whoIsIn(visit)).id);
  });

  it('goes with PKCE, state and nonce, and keeps its errand where no script reads it', async () => {
    const visit = await signIn(join(['staff']));
    const asked = new URL(visit.browser.visited.find((url) => url.startsWith(provider.issuer)) ?? '');
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      ...{ response_type: 'code', code_challenge_method: 'S256', scope: 'openid profile email groups' },
      ...{ state: expect.stringMatching(/^.{43}$/), nonce: expect.stringMatching(/^.{43}$/) },
      redirect_uri: `${made.api.url}/api/oidc/callback`,
    });
    const [errand, gone, session] = visit.setCookies.filter((text) => text.startsWith('segue_'));
    expect(errand).toMatch(
      /^segue_errand=v1\.[^;]+; Path=\/api\/oidc; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    expect(gone).toMatch(/^segue_errand=; Max-Age=0; Path=\/api\/oidc; Expires=Thu, 01 Jan 1970/);
    expect(session).toMatch(/^segue_session=/);
  });

  it('lets nobody in who is in none of the groups, and ends where they still are', async () => {
    const stranger = join(['guests']);
    const refused = await signIn(stranger);
    expect([refused.landed, await whoIsIn(refused)]).toEqual(['/sign-in?problem=noGroup', 401]);
    expect(await userOf(stranger)).toBeUndefined();
    const leaving = join(['staff']);
    const before = await signIn(leaving);
    provider.accounts.set(leaving, { email: emailOf(leaving) });
    expect((await signIn(leaving)).landed).toBe('/sign-in?problem=noGroup');
    expect(await whoIsIn(before)).toBe(401);
  });

  it('ends what acts for somebody in none of the groups, and nothing where no groups are named', async () => {
    const { api } = made;
    const account = join(['owners']);
    const { id } = await whoIsIn(await signIn(account));
    const connectionId = await putConnection(api);
    const { db } = api.ctx;
    await db
      .updateTable('connections')
      .set({ export_user_id: id })
      .where('id', '=', connectionId as never)
      .execute();
    const token = {
      id: randomUUID(),
      name: 'program',
      hash: randomUUID(),
      user_id: id,
      created_at: new Date(),
    };
    await db
      .insertInto('tokens')
      .values(token as never)
      .execute();
    const left = async () => [
      ((await api.client.connections.get(connectionId)) as Connection).exportUser !== null,
      (await db.selectFrom('tokens').select('id').where('user_id', '=', id).execute()).length,
    ];
    provider.accounts.set(account, { email: emailOf(account) });
    expect((await signIn(account)).landed).toBe('/sign-in?problem=noGroup');
    expect(await left()).toEqual([true, 1]);
    provider.accounts.set(account, { email: emailOf(account), groups: ['guests'] });
    expect((await signIn(account)).landed).toBe('/sign-in?problem=noGroup');
    expect(await left()).toEqual([false, 0]);
  });

  it('follows the groups at every sign-in, and withdraws an export user who steps down', async () => {
    const { api } = made;
    const account = join(['owners']);
    const before = await signIn(account);
    const id = (await whoIsIn(before)).id;
    const connectionId = await putConnection(api);
    await api.ctx.db.updateTable('connections').set({ export_user_id: id }).execute();
    provider.accounts.set(account, { email: 'moved@example.com', groups: ['marketing'] });
    const after = await signIn(account);
    expect(await whoIsIn(after)).toMatchObject({ id, role: 'contributor' });
    expect(await whoIsIn(before)).toBe(401);
    expect(await api.client.connections.get(connectionId)).toMatchObject({ exportUser: null });
    const { items } = await api.client.audit.list({ target: id, action: 'users.update' });
    expect(items[0]).toMatchObject({ before: { role: 'administrator' }, after: { role: 'contributor' } });
  });

  it('finds a user by an address that the provider has verified, and by no other', async () => {
    const { api } = made;
    const person = await api.as('contributor');
    const claimed = await signIn(join(['owners'], { email: person.email }));
    expect(claimed.landed).toBe('/sign-in?problem=addressTaken');
    const verified = join(['contributors', 'crm'], { email: person.email.toUpperCase(), verified: true });
    expect(await whoIsIn(await signIn(verified))).toMatchObject({ id: person.id, hasPassword: true });
    expect(await api.client.users.get(person.id)).toMatchObject({ signsInWith: 'both' });
    const another = await signIn(join(['owners'], { email: person.email, verified: true }));
    expect(another.landed).toBe('/sign-in?problem=addressTaken');
  });

  it('lets nobody in who is disabled', async () => {
    const { api } = made;
    const account = join(['staff']);
    const before = await signIn(account);
    const { id } = await whoIsIn(before);
    await api.client.users.update(id, { disabled: true });
    expect(await whoIsIn(before)).toBe(401);
    const refused = await signIn(account);
    expect([refused.landed, await whoIsIn(refused)]).toEqual(['/sign-in?problem=accountDisabled', 401]);
    await api.client.users.update(id, { disabled: false });
    expect(await whoIsIn(await signIn(account))).toMatchObject({ id });
  });

  it.each(['//evil.example', 'https://evil.example/', '/\\evil.example', '/\t/evil.example'])(
    'never leads to %j',
    async (returnTo) => {
      expect((await signIn(join(['staff']), { returnTo })).landed).toBe('/');
    },
  );

  it('takes no answer that belongs to another sign-in', async () => {
    const { api } = made;
    const callback = async (browser = new Browser()) => {
      provider.keyboard = { account: join(['staff']) };
      const isAnswer = (url: URL) => url.pathname === '/api/oidc/callback';
      const { at } = await browser.visit(`${api.url}/api/oidc/start`, isAnswer);
      return { url: at.href, cookie: browser.cookieHeader(api.url) };
    };
    const answerTo = async (url: string, cookie: string) => {
      const { status, headers } = await api.call('GET', url.replace(api.url, ''), { cookie });
      expect(headers.get('set-cookie') ?? '').not.toContain('segue_session');
      return [status, headers.get('location')];
    };
    const interrupted = [302, '/sign-in?problem=signInInterrupted'];
    const [mine, theirs] = [await callback(), await callback()];
    expect(await answerTo(theirs.url, mine.cookie), 'of another browser').toEqual(interrupted);
    expect(await answerTo(mine.url, ''), 'nobody began').toEqual(interrupted);
    expect(await answerTo(mine.url, `${mine.cookie.slice(0, -4)}AAAA`), 'touched').toEqual(interrupted);
    expect(await answerTo(mine.url, `segue_errand=${api.ctx.secrets.seal('{}', 'other')}`)).toEqual(
      interrupted,
    );
    const forged = mine.url.replace(/code=[^&]+/, 'code=made-up');
    expect(await answerTo(forged, mine.cookie)).toEqual([302, '/sign-in?problem=providerRefused']);
    const otherIssuer = mine.url.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Fevil.example');
    expect(await answerTo(otherIssuer, mine.cookie)).toEqual([302, '/sign-in?problem=providerRefused']);
    const used = await callback();
    expect(
      (await api.call('GET', used.url.replace(api.url, ''), { cookie: used.cookie })).headers.get('location'),
    ).toBe('/');
    expect(await answerTo(used.url, used.cookie), 'twice').toEqual([302, '/sign-in?problem=providerRefused']);
  });

  it('says so when the person or the provider says no, and logs no word of theirs', async () => {
    provider.keyboard = { refuses: true };
    expect((await open(new Browser(), {})).landed).toBe('/sign-in?problem=providerRefused');
    expect(made.api.log()).toContain('access_denied');
    expect(made.api.log()).not.toMatch(/ann@example|not today|code=/);
  });

  it('says so when the provider does not answer', async () => {
    const oidc = made.api.ctx.config.oidc;
    if (oidc === null) throw new Error('There is a provider.');
    const dead = createIdentityProvider({ ...oidc, issuer: new URL('http://127.0.0.1:1') });
    await expect(dead.begin({ redirectUri: made.api.url, fresh: false })).rejects.toMatchObject({
      code: 'providerUnreachable',
    });
  });

  it('keeps the last administrator, whatever their groups', async () => {
    const { api } = made;
    for (const { id, role, email } of (await api.client.users.list({ limit: 1000 })).items) {
      if (role === 'administrator' && email !== administrator.email) await api.client.users.delete(id);
    }
    const account = join(['staff'], { email: administrator.email, verified: true });
    expect(await whoIsIn(await signIn(account))).toMatchObject({ role: 'administrator' });
    provider.accounts.set(account, { email: administrator.email, groups: ['owners'] });
    expect(await whoIsIn(await signIn(account))).toMatchObject({ role: 'administrator' });
  });
});

describe('confirming as export user without a password', () => {
  const confirm = async (browser: Browser, connectionId: string, headers = {}) =>
    open(browser, { confirm: connectionId, returnTo: `/connections/${connectionId}` }, headers);
  const exportUserOf = async (id: string) => {
    const connection = await made.api.client.connections.get(id);
    return 'exportUser' in connection ? connection.exportUser : undefined;
  };

  it('asks the provider anew, and takes the answer of the same person only', async () => {
    const { api } = made;
    const connectionId = await putConnection(api);
    const account = join(['owners']);
    const visit = await signIn(account);
    const problem = `/connections/${connectionId}?problem=confirmationMissing`;

    // At a shared machine: somebody else is signed in with the provider.
    visit.browser.cookies(provider.issuer).clear();
    provider.keyboard = { account: join(['owners']) };
    expect((await confirm(visit.browser, connectionId)).landed).toBe(problem);
    visit.browser.cookies(provider.issuer).clear();
    provider.keyboard = { account, secondsAgo: 3600 };
    expect((await confirm(visit.browser, connectionId)).landed).toBe(problem);
    expect(await exportUserOf(connectionId)).toBeNull();

    provider.keyboard = { account };
    const before = provider.asked;
    const done = await confirm(visit.browser, connectionId, { 'sec-fetch-site': 'same-origin' });
    expect(done.landed).toBe(`/connections/${connectionId}`);
    expect(provider.asked).toBe(before + 1);
    const me = await whoIsIn(visit);
    expect(await exportUserOf(connectionId)).toMatchObject({ id: me.id });
    const { items } = await api.client.audit.list({ action: 'connections.exportUser' });
    expect(items[0]).toMatchObject({ actor: { id: me.id }, after: { exportUser: me.id } });
  });

  it('is for administrators who are signed in, from the app itself', async () => {
    const { api } = made;
    const connectionId = await putConnection(api);
    const page = `/connections/${connectionId}`;
    const landed = async (visit: Visit, headers = {}) =>
      (await confirm(visit.browser, connectionId, headers)).landed;
    const administrating = await signIn(join(['owners']));
    expect(await landed(await signIn(join(['crm'])))).toBe(`${page}?problem=forbidden`);
    expect((await confirm(new Browser(), connectionId)).landed).toBe(`${page}?problem=unauthenticated`);
    expect(await landed(administrating, { 'sec-fetch-site': 'cross-site' })).toBe(
      `${page}?problem=foreignOrigin`,
    );
    const { status } = await api.call('GET', `/api/oidc/start?confirm=${randomUUID()}`, {
      cookie: administrating.browser.cookieHeader(api.url),
    });
    expect(status).toBe(404);
    expect(await exportUserOf(connectionId)).toBeNull();
  });
});

describe('a sign-in that takes long', () => {
  it('is over after ten minutes', async () => {
    const { api } = made;
    const browser = new Browser();
    provider.keyboard = { account: join(['staff']) };
    const isAnswer = (url: URL) => url.pathname === '/api/oidc/callback';
    const { at } = await browser.visit(`${api.url}/api/oidc/start`, isAnswer);
    api.advance(11 * 60_000);
    const { headers } = await api.call('GET', at.pathname + at.search, {
      cookie: browser.cookieHeader(api.url),
    });
    expect(headers.get('location')).toBe('/sign-in?problem=signInInterrupted');
  });
});
