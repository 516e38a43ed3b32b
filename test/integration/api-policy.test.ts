import Fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import type { App } from '../../src/api/app.ts';
import { installPolicy } from '../../src/api/policy.ts';
import type { Role } from '../../src/contract/users.ts';
import { type Call, calls, decide, isCall, type Standing } from '../../src/core/permissions.ts';
import { type Api, administrator, withApi } from './api-harness.ts';

const nowhere = '00000000-0000-4000-8000-000000000000';

type Operation = { call: Call; method: string; path: string };

/** Every operation of the OpenAPI document; its id is the entry of the permission table. */
async function operationsOf(api: Api): Promise<Operation[]> {
  const { body } = await api.call('GET', '/api/openapi.json');
  const paths = body.paths as Record<string, Record<string, { operationId: string }>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => {
      if (!isCall(operationId)) throw new Error(`${method} ${path} has no call.`);
      return {
        call: operationId,
        method: method.toUpperCase(),
        path: path.replace('{name}', 'nothing').replace(/\{\w+\}/g, nowhere),
      };
    }),
  );
}

/** Empty bodies and ids of nothing: whoever is let through gets no further than a 400 or a 404. */
async function walk(api: Api, standing: Standing | null, headers: { token?: string; cookie?: string }) {
  for (const { call, method, path } of await operationsOf(api)) {
    // These would do what they say; other tests make them do it.
    if (['refresh.start', 'session.delete', 'sessions.delete'].includes(call)) continue;
    const body = method === 'GET' || method === 'DELETE' ? {} : { body: {} };
    const own = { headers: { origin: api.url } };
    const { status } = await api.call(method, path, { ...headers, ...body, ...own });
    const decision = call === 'metrics.read' ? 'allowed' : decide(call, standing);
    const what = `${standing?.role ?? 'nobody'} by ${standing?.credential ?? 'nothing'}: ${method} ${path}`;
    if (decision === 'signInFirst') expect(status, what).toBe(401);
    if (decision === 'forbidden') expect(status, what).toBe(403);
    if (decision === 'allowed') expect([401, 403, 500], what).not.toContain(status);
  }
}

describe('the policy', () => {
  const made = withApi();

  it('guards every entry of the permission table by a route, and every route by an entry', async () => {
    const served = new Set((await operationsOf(made.api)).map(({ call }) => call));
    const pages: Call[] = ['home.read', 'app.read', 'docs.read'];
    const expected = (Object.keys(calls) as Call[]).filter((call) => !pages.includes(call));
    expect([...served].sort()).toEqual(expected.sort());
  });

  it('does not start with a route that the table does not know', async () => {
    const app = Fastify() as unknown as App;
    installPolicy(app, made.api.ctx, async () => null);
    const open = () => app.get('/api/secrets', async () => 'all of them');
    expect(open).toThrow('GET /api/secrets has no entry in core/permissions.ts');
  });

  it('lets nobody in who is not signed in', () => walk(made.api, null, {}));

  it.each(['viewer', 'contributor', 'administrator'] as const)('holds for a %s', async (role: Role) => {
    const person = await made.api.as(role);
    await walk(made.api, { role, credential: 'token' }, { token: person.token });
    const cookie = await made.api.signIn(person.email, person.password);
    await walk(made.api, { role, credential: 'session' }, { cookie });
  });

  it('knows no token that was made up', async () => {
    const { status, body } = await made.api.call('GET', '/api/runs', { token: 'sgt_made-up' });
    expect([status, body.code]).toEqual([401, 'unauthenticated']);
  });

  it('takes changes by cookie from its own pages only', async () => {
    const { api } = made;
    const cookie = await api.signIn(administrator.email, administrator.password);
    const add = (headers: Record<string, string>) =>
      api.call('POST', '/api/tokens', { body: { name: 'mine' }, cookie, headers });
    const foreign = [
      {},
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' },
    ];
    for (const headers of foreign) {
      const { status, body } = await add(headers);
      expect([status, body.code], JSON.stringify(headers)).toEqual([403, 'foreignOrigin']);
    }
    for (const headers of [{ origin: api.url }, { 'sec-fetch-site': 'same-origin' }]) {
      expect((await add(headers)).status, JSON.stringify(headers)).toBe(201);
    }
    expect((await api.call('GET', '/api/tokens', { cookie })).status).toBe(200);
  });

  it('lets no other site sign somebody in', async () => {
    const { status, body } = await made.api.call('POST', '/api/session', {
      body: administrator,
      headers: { origin: 'https://evil.example' },
    });
    expect([status, body.code]).toEqual([403, 'foreignOrigin']);
  });

  it('shows its numbers to the machine itself, and to others with a token', async () => {
    const { api } = made;
    expect((await api.call('GET', '/metrics')).text).toContain('segue_http_requests_total{');
    const elsewhere = { 'x-forwarded-for': '203.0.113.9' };
    expect((await api.call('GET', '/metrics', { headers: elsewhere })).status).toBe(401);
    const { token } = await api.as('viewer');
    expect((await api.call('GET', '/metrics', { headers: elsewhere, token })).status).toBe(200);
  });
});
