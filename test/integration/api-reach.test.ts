// How far each role reaches: role × call × what the call is about, whose it is and whether contributors share it. The
// calls come from the permission table and their paths from the OpenAPI document, so that a new call is walked too.
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ConnectionId, type ExportId, RunId, TaskId, type UserId } from '../../src/contract/ids.ts';
import type { Role } from '../../src/contract/users.ts';
import { type Call, calls, decide, isCall, ruleOf, type Subject } from '../../src/core/permissions.ts';
import { insertRun } from '../../src/store/runs.ts';
import { insertTask } from '../../src/store/tasks.ts';
import { putConnection, putExport, putSegment } from './api-fixtures.ts';
import { type Api, administrator, withApi } from './api-harness.ts';

const made = withApi();
const nowhere = '00000000-0000-4000-8000-000000000000';

type Operation = { call: Call; method: string; path: string; fields: string[] | null };
// biome-ignore lint/suspicious/noExplicitAny: the document is JSON of every shape
type Json = any;

/** `fields`: what the JSON body may have, null for a call without one. */
async function operations(): Promise<Operation[]> {
  const { body: document } = await made.api.call('GET', '/api/openapi.json');
  return Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, operation]) => {
      if (!isCall(operation.operationId)) throw new Error(`${method} ${path} has no call.`);
      const schema = operation.requestBody?.content?.['application/json']?.schema;
      const fields = schema === undefined ? null : fieldsOf(schema, document);
      return { call: operation.operationId, method: method.toUpperCase(), path, fields };
    }),
  );
}

function fieldsOf(schema: Json, document: Json): string[] {
  if (typeof schema.$ref === 'string') {
    return fieldsOf(document.components.schemas[schema.$ref.split('/').at(-1)], document);
  }
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [...Object.keys(schema.properties ?? {}), ...parts.flatMap((part) => fieldsOf(part, document))];
}

type Place = 'shared' | 'unshared' | 'detached';
type Standing = { connectionId: string; exportId: string; askedBy: string };
type Put = { id?: string; body?: Record<string, unknown> };

/** How to put what a call is about, on an export of its own that no other call touches. */
const put: Record<Subject, (api: Api, on: Standing) => Promise<Put>> = {
  export: async (_api, { exportId }) => ({ id: exportId }),
  run: async ({ ctx }, { exportId, connectionId, askedBy }) => {
    const id = RunId.parse(randomUUID());
    const run = {
      ...{ id, exportId: exportId as ExportId, connectionId: connectionId as ConnectionId },
      ...{ brandId: '', mode: 'full' as const, trigger: 'api' as const },
      ...{ requestedBy: askedBy as UserId, at: ctx.clock.now() },
    };
    const brand = await ctx.db.selectFrom('brands').select('id').executeTakeFirstOrThrow();
    await ctx.db.transaction().execute((tx) => insertRun(tx, { ...run, brandId: brand.id }));
    return { id };
  },
  task: async ({ ctx }, { exportId }) => {
    const id = TaskId.parse(randomUUID());
    const task = { id, kind: 'export' as const, name: 'a step', targetId: exportId };
    await ctx.db.transaction().execute((tx) => insertTask(tx, task, ctx.clock.now()));
    return { id };
  },
  connectionInBody: async (_api, { connectionId }) => ({ body: { connectionId } }),
  exportsInBody: async (_api, { exportId }) => ({ body: { exportIds: [exportId] } }),
};

/** The rest of a body, for calls that refuse an incomplete one before anybody asks about reach. */
const bodies: Partial<Record<Call, (api: Api) => Promise<Record<string, unknown>>>> = {
  'exports.create': async (api) => ({
    ...{ name: `Export ${randomUUID()}`, mapping: { email: 'EmailAddress' } },
    segmentIds: [await putSegment(api)],
  }),
  'exports.members': async (api) => ({ segmentIds: [await putSegment(api)] }),
  'exports.preview': async (api) => ({
    ...{ mapping: { email: 'EmailAddress' }, segmentIds: [await putSegment(api)] },
  }),
  'exports.schedules': async () => ({ schedule: { mode: 'off' } }),
};

const connections: Partial<Record<Place, string>> = {};

async function standingOn(place: Place, askedBy: string): Promise<Standing> {
  const { api } = made;
  const connectionId = connections[place] ?? connections.unshared ?? '';
  const { id: exportId } = await putExport(api, { connectionId });
  if (place === 'detached') await api.client.exports.detach(exportId);
  return { connectionId: place === 'detached' ? nowhere : connectionId, exportId, askedBy };
}

/** A call whose subjects all lie in places of their own. */
async function makeCall(
  { call, method, path }: Operation,
  places: Map<Subject, Place>,
  askedBy: string,
  credentials: { token?: string },
) {
  const { api } = made;
  let id = nowhere;
  let body: Record<string, unknown> = (await bodies[call]?.(api)) ?? {};
  for (const [subject, place] of places) {
    const on = await standingOn(place, askedBy);
    // A run or task outlives the connection of its export.
    const connectionId =
      subject === 'run' && place === 'detached' ? (connections.unshared ?? '') : on.connectionId;
    if (put[subject] === undefined) throw new Error(`Say in \`put\` how to put a subject ${subject}.`);
    const one = await put[subject](api, { ...on, connectionId });
    id = one.id ?? id;
    body = { ...body, ...one.body };
  }
  const withBody = method === 'GET' || method === 'DELETE' ? {} : { body };
  return api.call(method, path.replace(/\{\w+\}/g, id), { ...credentials, ...withBody });
}

const bound = (Object.keys(calls) as Call[]).filter((call) => ruleOf(call).on.length > 0);
const cases = bound.flatMap((call) => ruleOf(call).on.map((subject) => [call, subject] as const));

/** What each role is tried on: those that tell whether reach was asked about. */
const tried: Record<Role, Place[]> = {
  viewer: ['shared'],
  contributor: ['shared', 'unshared', 'detached'],
  administrator: ['unshared'],
};

describe('the reach of each role', () => {
  const people = new Map<Role, { id: string; token: string }>();
  let all: Operation[] = [];
  beforeAll(async () => {
    const { api } = made;
    connections.shared = await putConnection(api, { shared: true });
    connections.unshared = await putConnection(api);
    for (const role of Object.keys(tried) as Role[]) people.set(role, await api.as(role));
    all = await operations();
  });
  const operationOf = (call: Call): Operation => {
    const operation = all.find((one) => one.call === call);
    if (operation === undefined) throw new Error(`No route names ${call}.`);
    return operation;
  };

  it.each(cases)('of %s ends where the connection of its %s is not shared', async (call, subject) => {
    for (const [role, places] of Object.entries(tried) as [Role, Place[]][]) {
      const { id = '', token = '' } = people.get(role) ?? {};
      for (const place of places) {
        const others = ruleOf(call).on.filter((one) => one !== subject);
        const where = new Map<Subject, Place>(others.map((one) => [one, 'shared']));
        where.set(subject, place);
        // What is shared was asked for by somebody else, and what is not by oneself: neither changes anything.
        const askedBy = place === 'shared' ? (await made.api.client.session.get()).user.id : id;
        const { status, text } = await makeCall(operationOf(call), where, askedBy, { token });
        const allowed = decide(call, { role, credential: 'token' }) === 'allowed';
        const reaches = role === 'administrator' || place === 'shared';
        const what = `${role}: ${call} on ${subject} ${place}: ${text}`;
        if (allowed && reaches) expect([401, 403, 500], what).not.toContain(status);
        else expect(status, what).toBe(403);
      }
    }
  });

  it('does not tell a stranger what is there', async () => {
    for (const operation of all) {
      if (ruleOf(operation.call).least === 'anyone' || operation.call === 'metrics.read') continue;
      const path = operation.path.replace(/\{\w+\}/g, connections.shared ?? '');
      const there = await made.api.call(operation.method, path);
      const not = await made.api.call(operation.method, operation.path.replace(/\{\w+\}/g, nowhere));
      const told = ({ status, body }: typeof there) => [status, body.code, body.detail];
      expect([there.status, told(there)], path).toEqual([401, told(not)]);
    }
  });

  it.each(['viewer', 'contributor', 'administrator'] as const)(
    'of a %s ends at the tokens and sessions of others',
    async (role) => {
      const { api } = made;
      const [me, other] = [await api.as(role), await api.as('contributor')];
      const cookie = await api.signIn(me.email, me.password);
      const theirs = await api.signIn(other.email, other.password);
      const call = (method: string, path: string) =>
        api.call(method, path, { cookie, headers: { origin: api.url } });
      const tokenOf = async (person: typeof me) => (await person.client.tokens.list()).items[0]?.id;
      const listed = (await call('GET', '/api/tokens')).body.items.map(({ id }: { id: string }) => id);
      expect(listed).toEqual([await tokenOf(me)]);
      expect((await call('DELETE', `/api/tokens/${await tokenOf(other)}`)).status).toBe(404);
      expect((await call('DELETE', `/api/tokens/${await tokenOf(me)}`)).status).toBe(204);
      const asAdministrator = role === 'administrator' ? 200 : 403;
      expect((await call('GET', `/api/users/${other.id}/tokens`)).status).toBe(asAdministrator);
      expect((await call('DELETE', '/api/sessions')).status).toBe(204);
      expect((await api.call('GET', '/api/session', { cookie })).status).toBe(401);
      expect((await api.call('GET', '/api/session', { cookie: theirs })).status).toBe(200);
    },
  );

  it('is no wider for fields that a call does not take', async () => {
    const { api } = made;
    const { token = '' } = people.get('administrator') ?? {};
    const wishes = {
      ...{ id: nowhere, role: 'administrator', createdAt: '2020-01-01T00:00:00Z', updatedAt: null },
      ...{ exportUser: nowhere, brand: { id: 'mine' }, ledger: 'x', ledgerFile: 'x', removedAt: null },
      ...{ requested_by: nowhere, requestedBy: nowhere, userId: nowhere, password_hash: 'x', subject: 'x' },
      ...{ status: 'successful', acceptedBy: nowhere, apiKeySealed: 'x', disabledAt: null },
    };
    for (const { call, method, path, fields } of (await operations()).filter((one) => one.fields !== null)) {
      const body = Object.fromEntries(Object.entries(wishes).filter(([name]) => !fields?.includes(name)));
      const own = { token, headers: { origin: api.url } };
      const answer = await api.call(method, path.replace(/\{\w+\}/g, nowhere), { ...own, body });
      expect(answer.status, `${call}: ${answer.text}`).toBe(400);
      const refused = answer.body.errors.filter(
        ({ message }: { message: string }) => message === 'is not a known field',
      );
      const names = refused.map(({ field }: { field: string }) => field);
      expect(names, call).toEqual(expect.arrayContaining(Object.keys(body)));
    }
  });

  it('is not lent to other sites, whatever they ask a browser to send', async () => {
    const { api } = made;
    const cookie = await api.signIn(administrator.email, administrator.password);
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const changing = all.filter(({ call }) => ruleOf(call).effect === 'changes');
    expect(changing.length).toBeGreaterThan(25);
    for (const { call, method, path } of changing) {
      const withBody = method === 'DELETE' ? {} : { body: {} };
      const at = path.replace(/\{\w+\}/g, nowhere);
      const answer = await api.call(method, at, { cookie, headers: foreign, ...withBody });
      expect([answer.status, answer.body.code], call).toEqual([403, 'foreignOrigin']);
    }
    expect((await api.call('GET', '/api/session', { cookie })).status).toBe(200);
  });
});
