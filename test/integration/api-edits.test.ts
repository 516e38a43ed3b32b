// Two servers on one database, and two people who change the same thing at the same moment: with `If-Match` one of
// them wins and the other is told how things stand now.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServer, type Server } from '../../src/api/server.ts';
import { type Context, createContext } from '../../src/context.ts';
import { createLogger } from '../../src/logger.ts';
import { databaseUnderTest } from '../support/database.ts';
import { putConnection, putExport, putSegment } from './api-fixtures.ts';
import { type Answer, type Api, administrator, withApi } from './api-harness.ts';

type Kind = { what: string; method: 'PATCH' | 'PUT'; path: string; changes: [object, object] };

const schedule = { enabled: true, recurrence: 'daily', timeZone: 'Europe/Stockholm' };

async function kinds(api: Api): Promise<Kind[]> {
  const { id: userId } = await api.as('viewer');
  const tables = [{ name: 'edited', kind: 'related' as const, path: 'a.csv', customerKey: 'Id' }];
  const source = await api.client.sources.create({ name: 'edited', type: 'file', tables });
  const connectionId = await putConnection(api);
  const { id: exportId } = await putExport(api, { connectionId });
  const patch = (what: string, path: string, ...changes: [object, object]): Kind => ({
    ...{ what, path, changes, method: 'PATCH' },
  });
  return [
    patch('user', `/api/users/${userId}`, { name: 'Ann' }, { name: 'Bob' }),
    patch('source', `/api/sources/${source.id}`, { name: 'north' }, { name: 'south' }),
    patch('segment', `/api/segments/${await putSegment(api)}`, { description: 'a' }, { active: false }),
    patch(
      ...(['connection', `/api/connections/${connectionId}`] as const),
      ...([{ sharedWithContributors: true }, { limits: { rateShare: 0.5 } }] as const),
    ),
    patch('export', `/api/exports/${exportId}`, { name: 'Ours' }, { schedule: { mode: 'off' } }),
    {
      ...{ what: 'schedule', method: 'PUT', path: '/api/schedule' },
      changes: [
        { ...schedule, times: ['06:00'] },
        { ...schedule, times: ['07:00'] },
      ],
    },
  ];
}

describe('two servers on one database', () => {
  const made = withApi();
  let second: { server: Server; url: string; close(): Promise<void> };
  let token: string;
  let all: Kind[];

  beforeAll(async () => {
    const { api } = made;
    second = await openSecond(api);
    token = (await api.client.tokens.create({ name: 'edits' })).token;
    all = await kinds(api);
  });
  afterAll(() => second.close());

  /** The embedded database belongs to one process, so there the second server shares its context. */
  async function openSecond(api: Api) {
    const owned =
      databaseUnderTest === 'postgres'
        ? await createContext(api.ctx.config, { logger: createLogger('silent') })
        : null;
    const ctx: Context = owned?.context ?? api.ctx;
    const server = await createServer(ctx);
    const { url } = await server.listen();
    const close = async () => {
      await server.close();
      await owned?.close();
    };
    return { server, url, close };
  }

  async function on(url: string, method: string, path: string, body?: object, ifMatch?: string) {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    };
    const sent = body === undefined ? null : JSON.stringify(body);
    const response = await fetch(url + path, { method, headers, body: sent });
    const answer = (await response.json()) as Answer['body'];
    return { status: response.status, etag: response.headers.get('etag') ?? undefined, body: answer };
  }
  const both = ({ method, path, changes: [one, other] }: Kind, ifMatch?: string) =>
    Promise.all([on(made.api.url, method, path, one, ifMatch), on(second.url, method, path, other, ifMatch)]);
  const each = ['user', 'source', 'segment', 'connection', 'export', 'schedule'];
  const kind = (what: string): Kind => {
    const found = all.find((one) => one.what === what);
    if (found === undefined) throw new Error(`There is no ${what} here.`);
    return found;
  };

  it.each(each)('lets one of two changes of a %s win, and shows the other how it stands', async (what) => {
    const { path, method, changes } = kind(what);
    const before = await on(second.url, 'GET', path);
    expect(before.etag).toMatch(/^".+"$/);
    const answers = await both(kind(what), before.etag);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const winner = answers.find(({ status }) => status === 200);
    const loser = answers.find(({ status }) => status === 412);
    const now = await on(made.api.url, 'GET', path);
    expect(now.body).toEqual(winner?.body);
    expect(now.body).toMatchObject(changes[winner === answers[0] ? 0 : 1]);
    expect([now.etag, winner?.etag]).toEqual([winner?.etag, loser?.etag]);
    expect(loser?.body).toMatchObject({
      code: 'changedMeanwhile',
      current: { etag: now.etag, value: now.body },
    });
    // On top of how it stands now, the loser's change is as good as any.
    const lost = changes[loser === answers[0] ? 0 : 1];
    const retried = await on(second.url, method, path, lost, loser?.body.current.etag);
    expect([retried.status, retried.body]).toMatchObject([200, lost]);
  });

  it.each(each)('makes both changes of a %s that carry no tag, as before', async (what) => {
    const answers = await both(kind(what));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const now = await on(second.url, 'GET', kind(what).path);
    const [one, other] = kind(what).changes;
    // Two that touch different things lose neither; of two names one stands.
    const exclusive = Object.keys(one).some((key) => key in other);
    const stands = (change: object) =>
      Object.entries(change).every(([key, value]) =>
        typeof value === 'object' ? true : now.body[key] === value,
      );
    expect(exclusive ? stands(one) || stands(other) : stands(one) && stands(other)).toBe(true);
  });

  it('keeps both of two limits that are set at the same moment', async () => {
    const path = `/api/connections/${await putConnection(made.api)}`;
    const limit = (url: string, limits: object) => on(url, 'PATCH', path, { limits });
    await Promise.all([
      limit(made.api.url, { rateShare: 0.4 }),
      limit(second.url, { maxProfilesPerExport: 700 }),
    ]);
    const { body } = await on(second.url, 'GET', path);
    expect(body.limits).toMatchObject({ rateShare: 0.4, maxProfilesPerExport: 700 });
  });

  /** One that can run. */
  async function putWholeExport({ client }: Api) {
    const connectionId = await putConnection(made.api);
    await client.connections.becomeExportUser(connectionId, administrator.password);
    return putExport(made.api, { connectionId });
  }

  it('refuses to remove what was changed since it was read, and removes what was not', async () => {
    const { api } = made;
    const { id, name } = await putWholeExport(api);
    const path = `/api/exports/${id}`;
    const { etag = '' } = await on(api.url, 'GET', path);
    await on(second.url, 'PATCH', path, { name: `${name} 2` });
    for (const query of ['', '?contacts=takeBack']) {
      expect((await on(api.url, 'DELETE', path + query, undefined, etag)).status, query).toBe(412);
    }
    expect((await on(api.url, 'POST', `${path}/detach`, undefined, etag)).status).toBe(412);
    const { etag: fresh = '' } = await on(api.url, 'GET', path);
    const { status } = await api.call('DELETE', path, { token, headers: { 'if-match': fresh } });
    expect(status).toBe(204);
  });

  it('takes back what an export gave when nobody has changed it since it was read', async () => {
    const { api } = made;
    const { id } = await putWholeExport(api);
    const { etag = '' } = await on(api.url, 'GET', `/api/exports/${id}`);
    const answer = await on(second.url, 'DELETE', `/api/exports/${id}?contacts=takeBack`, undefined, etag);
    expect(answer.body.code ?? answer.status).toBe(202);
  });

  it('keeps the choice of notices that was made meanwhile', async () => {
    const path = '/api/preferences';
    const { etag = '' } = await on(made.api.url, 'GET', path);
    const choose = (email: string[]) => on(second.url, 'PUT', path, { email }, etag);
    expect((await choose(['held'])).status).toBe(200);
    expect((await choose(['recovered'])).status).toBe(412);
  });
});
