import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/contract/audit.ts';
import { type Call, calls, isCall, ruleOf } from '../../src/core/permissions.ts';
import { putConnection, putExport, putProfileTable, putSegment } from './api-fixtures.ts';
import { type Answer, type Api, administrator, withApi } from './api-harness.ts';

/** These only look, though a viewer's token may not make them, or go on with what has an entry. */
const looking: string[] = [
  'segments.preview',
  'exports.plan',
  'exports.members',
  'exports.preview',
  'apply.renew',
];
/** Has a test of its own, on a server that nobody has set up. */
const elsewhere: string[] = ['setup.create'];

type Step = (api: Api, send: Send) => Promise<Answer>;
type Send = (method: string, path: string, body?: unknown) => Promise<Answer>;

const source = () => ({
  name: `Source ${randomUUID()}`,
  type: 'file',
  tables: [{ name: `T${randomUUID()}`, kind: 'related', path: 'a.csv', customerKey: 'Id' }],
});
const rules = [{ where: { all: [{ attribute: 'LastName', op: 'eq', value: 'ann@example.com' }] } }];
const segment = () => ({ name: `Segment ${randomUUID()}`, type: 'dynamic', rules });
const schedule = {
  enabled: true,
  recurrence: 'weekly',
  days: [1],
  times: ['06:00'],
  timeZone: 'Europe/Berlin',
};
const apiKey = 'the-key-of-a-shop-0001';

async function runnable(api: Api, send: Send): Promise<string> {
  const connectionId = await putConnection(api);
  await send('POST', `/api/connections/${connectionId}/export-user`, { password: administrator.password });
  return (await putExport(api, { connectionId })).id;
}
const personIn = async (api: Api) => (await api.as('viewer')).id;
const sourceIn = async (send: Send) => (await send('POST', '/api/sources', source())).body.id as string;
const webhook = () => ({
  ...{ name: `Webhook ${randomUUID()}`, url: 'https://hooks.example/a-secret-path', kinds: ['held'] },
});
const webhookIn = async (send: Send) => (await send('POST', '/api/webhooks', webhook())).body.id as string;
const exportIn = async (api: Api) => (await putExport(api, { connectionId: await putConnection(api) })).id;

/** How to make each changing call succeed. */
const walk: Record<string, Step> = {
  'session.create': (_api, send) => send('POST', '/api/session', administrator),
  'session.delete': async (api) => {
    const cookie = await api.signIn(administrator.email, administrator.password);
    return api.call('DELETE', '/api/session', { cookie, headers: { origin: api.url } });
  },
  'session.update': async (api) => {
    const cookie = await api.signIn(administrator.email, administrator.password);
    const body = {
      language: 'sv',
      password: { current: administrator.password, new: administrator.password },
    };
    return api.call('PATCH', '/api/session', { cookie, headers: { origin: api.url }, body });
  },
  'sessions.delete': (_api, send) => send('DELETE', '/api/sessions'),
  'tokens.create': (_api, send) => send('POST', '/api/tokens', { name: 'nightly' }),
  'tokens.delete': async (_api, send) => {
    const { body } = await send('POST', '/api/tokens', { name: 'gone' });
    return send('DELETE', `/api/tokens/${body.id}`);
  },
  'users.create': (_api, send) =>
    send('POST', '/api/users', { email: 'new@example.com', name: 'New', role: 'viewer' }),
  'users.update': async (api, send) =>
    send('PATCH', `/api/users/${await personIn(api)}`, {
      ...{ email: 'moved@example.com', name: 'Renamed', password: 'a secret of theirs' },
    }),
  'users.signOut': async (api, send) => send('POST', `/api/users/${await personIn(api)}/sign-out`),
  'users.unlock': async (api, send) => send('POST', `/api/users/${await personIn(api)}/unlock`),
  'users.deleteToken': async (api, send) => {
    const { id, client } = await api.as('viewer');
    const token = (await client.tokens.list()).items[0]?.id;
    return send('DELETE', `/api/users/${id}/tokens/${token}`);
  },
  'users.delete': async (api, send) => send('DELETE', `/api/users/${await personIn(api)}`),
  'sources.create': (_api, send) => send('POST', '/api/sources', source()),
  'sources.update': async (_api, send) =>
    send('PATCH', `/api/sources/${await sourceIn(send)}`, { name: `Renamed ${randomUUID()}` }),
  'sources.delete': async (_api, send) => send('DELETE', `/api/sources/${await sourceIn(send)}`),
  'sources.refresh': async (_api, send) => send('POST', `/api/sources/${await sourceIn(send)}/refresh`),
  'segments.create': async (api, send) => {
    await putProfileTable(api);
    return send('POST', '/api/segments', segment());
  },
  'segments.update': async (api, send) =>
    send('PATCH', `/api/segments/${await putSegment(api)}`, { description: 'for bob@example.com' }),
  'segments.delete': async (api, send) => send('DELETE', `/api/segments/${await putSegment(api)}`),
  'segments.refresh': async (api, send) => send('POST', `/api/segments/${await putSegment(api)}/refresh`),
  'connections.try': (_api, send) => send('POST', '/api/connections/try', { apiKey }),
  'segments.duplicate': async (api, send) => send('POST', `/api/segments/${await putSegment(api)}/duplicate`),
  'files.upload': (_api, send) => send('PUT', '/api/files/of-bob@example.com.csv', 'Id\n1\n'),
  'segments.addToExports': async (api, send) =>
    send('POST', `/api/segments/${await putSegment(api)}/exports`, { exportIds: [await exportIn(api)] }),
  'connections.create': (_api, send) =>
    send('POST', '/api/connections', {
      ...{ type: 'omnisend', displayName: 'Shop', apiKey, consent: { accepted: true } },
    }),
  'connections.update': async (api, send) =>
    send('PATCH', `/api/connections/${await putConnection(api)}`, { apiKey, sharedWithContributors: true }),
  'connections.delete': async (api, send) => send('DELETE', `/api/connections/${await putConnection(api)}`),
  'connections.exportUser': async (api, send) =>
    send('POST', `/api/connections/${await putConnection(api)}/export-user`, {
      password: administrator.password,
    }),
  'exports.create': async (api, send) => {
    await putProfileTable(api);
    const connectionId = await putConnection(api);
    const segmentIds = [await putSegment(api)];
    const mapping = { email: 'EmailAddress' };
    return send('POST', '/api/exports', { name: 'Weekly', connectionId, segmentIds, mapping });
  },
  'exports.update': async (api, send) =>
    send('PATCH', `/api/exports/${await exportIn(api)}`, { name: `Renamed ${randomUUID()}` }),
  'exports.delete': async (api, send) => send('DELETE', `/api/exports/${await exportIn(api)}`),
  'exports.run': async (api, send) => send('POST', `/api/exports/${await runnable(api, send)}/runs`, {}),
  'exports.detach': async (api, send) => send('POST', `/api/exports/${await exportIn(api)}/detach`),
  'exports.duplicate': async (api, send) => send('POST', `/api/exports/${await exportIn(api)}/duplicate`),
  'exports.runAll': async (api, send) => {
    await runnable(api, send);
    return send('POST', '/api/exports/run-all');
  },
  'exports.schedules': async (api, send) =>
    send('POST', '/api/exports/schedules', {
      ...{ exportIds: [await exportIn(api)], schedule: { mode: 'off' } },
    }),
  'runs.cancel': async (api, send) => {
    const { body } = await send('POST', `/api/exports/${await runnable(api, send)}/runs`, {});
    return send('POST', `/api/runs/${body.id}/cancel`);
  },
  'runs.confirm': async (api, send) => {
    const { body } = await send('POST', `/api/exports/${await runnable(api, send)}/runs`, {});
    const waits = { reasons: [], heldAt: body.createdAt, confirmedAt: null, confirmedBy: null, stage: 0 };
    await api.ctx.db
      .updateTable('runs')
      .set({ status: 'held', hold: JSON.stringify(waits) })
      .where('id', '=', body.id)
      .execute();
    return send('POST', `/api/runs/${body.id}/confirm`);
  },
  'refresh.start': (_api, send) => send('POST', '/api/refresh'),
  'tasks.cancel': async (_api, send) => {
    const { body } = await send('POST', `/api/sources/${await sourceIn(send)}/refresh`);
    return send('POST', `/api/tasks/${body.id}/cancel`);
  },
  'apply.begin': async (_api, send) => {
    const begun = await send('POST', '/api/apply');
    await send('DELETE', `/api/apply/${begun.body.id}`);
    return begun;
  },
  'apply.end': async (_api, send) => {
    const { body } = await send('POST', '/api/apply');
    return send('DELETE', `/api/apply/${body.id}`);
  },
  'schedule.update': (_api, send) => send('PUT', '/api/schedule', schedule),
  'preferences.update': (_api, send) => send('PUT', '/api/preferences', { email: ['held'] }),
  'webhooks.create': (_api, send) => send('POST', '/api/webhooks', webhook()),
  'webhooks.update': async (_api, send) =>
    send('PATCH', `/api/webhooks/${await webhookIn(send)}`, { url: webhook().url, active: false }),
  'webhooks.delete': async (_api, send) => send('DELETE', `/api/webhooks/${await webhookIn(send)}`),
  'webhooks.test': async (_api, send) => send('POST', `/api/webhooks/${await webhookIn(send)}/test`),
};

describe('the audit log', () => {
  const made = withApi();
  const sendAs =
    (api: Api, token: string): Send =>
    (method, path, body) =>
      api.call(method, path, {
        ...(body === undefined ? {} : { body }),
        ...(path === '/api/session' ? { headers: { origin: api.url } } : { token }),
      });
  const tokenOf = async (api: Api) => (await api.client.tokens.create({ name: 'walk' })).token;

  it('knows a way to make every changing call', () => {
    const changing = (Object.keys(calls) as Call[]).filter((call) => ruleOf(call).effect === 'changes');
    const covered = [...Object.keys(walk), ...looking, ...elsewhere];
    const missing = changing.filter((call) => !covered.includes(call));
    expect(missing, 'A new changing route writes an entry, and is walked here.').toEqual([]);
  });

  it.each(Object.entries(walk).filter(([call]) => isCall(call)))('has an entry of %s', async (call, step) => {
    const { api } = made;
    const token = await tokenOf(api);
    const before = await api.client.audit.list({ action: call });
    const { status, text } = await step(api, sendAs(api, token));
    expect(status, text).toBeLessThan(300);
    const after = await api.client.audit.list({ action: call });
    expect(after.total).toBeGreaterThan(before.total);
    const [entry] = after.items;
    expect(entry).toMatchObject({ action: call, address: expect.stringMatching(/127\.0\.0\.1$/) });
    expect(entry?.actor.kind).toBe(call.startsWith('session.') ? 'session' : 'token');
  });

  it('is intact after all that, and holds no secret and no address', async () => {
    const { api } = made;
    const all: AuditEntry[] = (await api.client.audit.list({ limit: 1000 })).items;
    const text = JSON.stringify(all);
    expect(all.length).toBeGreaterThan(Object.keys(walk).length);
    expect(text).toContain('"apiKey":"replaced"');
    expect(text).not.toMatch(
      /@|correct horse|the-key-of|a secret of theirs|a-secret-path|whsec_|sgt_|argon2/,
    );
    expect(await api.client.audit.verify()).toEqual({ entries: all.length, intact: true });
  });

  it('says that a run was ended, by the system', async () => {
    const { items } = await made.api.client.audit.list({ action: 'runs.end', target: 'run' });
    expect(items[0]).toMatchObject({
      actor: { kind: 'system' },
      after: { status: 'canceled', trigger: 'api' },
    });
  });

  it('keeps a refused sign-in, and no address that nobody here has', async () => {
    const { api } = made;
    for (const email of [administrator.email, 'stranger@example.net']) {
      const { status } = await api.call('POST', '/api/session', {
        body: { email, password: 'not the password' },
        headers: { origin: api.url },
      });
      expect(status).toBe(401);
    }
    const { items } = await api.client.audit.list({ action: 'session.refused' });
    expect(items).toMatchObject([
      { actor: { kind: 'nobody' }, target: { id: null, name: null } },
      { actor: { kind: 'nobody' }, target: { name: 'Administrator' } },
    ]);
  });

  it('has nothing of a call that was refused', async () => {
    const { api } = made;
    const { total } = await api.client.audit.list();
    await expect(api.client.users.delete(randomUUID())).rejects.toMatchObject({ code: 'notFound' });
    expect((await api.client.audit.list()).total).toBe(total);
  });

  it('says where it was changed from outside', async () => {
    const { api } = made;
    await sql`UPDATE audit_head SET entries = entries + 1`.execute(api.ctx.db);
    const { entries, intact, brokenAt } = await api.client.audit.verify();
    expect([intact, brokenAt]).toEqual([false, entries]);
  });

  it('begins with who set the installation up', async () => {
    const { api } = made;
    expect((await api.client.audit.list({ action: 'setup.create' })).items).toMatchObject([
      { number: 1, actor: { kind: 'system' }, target: { kind: 'user', name: 'Administrator' } },
    ]);
  });
});
