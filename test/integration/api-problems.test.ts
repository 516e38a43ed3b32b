import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { errorCodes } from '../../src/contract/error-codes.ts';
import { withApi } from './api-harness.ts';

describe('problems', () => {
  const made = withApi();

  async function refused(
    method: string,
    path: string,
    options: { body?: unknown; headers?: Record<string, string> },
  ) {
    const { token } = await made.api.as('administrator');
    const { status, headers, body } = await made.api.call(method, path, { token, ...options });
    expect(headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    const facts = errorCodes[body.code as keyof typeof errorCodes];
    expect(body).toMatchObject({
      type: `urn:segue:problem:${body.code}`,
      title: facts.title,
      status: facts.status,
      instance: expect.stringMatching(/^urn:segue:request:[0-9a-f-]{36}$/),
    });
    expect(status).toBe(facts.status);
    expect(body.action).not.toBe('');
    return body;
  }

  it('names every field at fault, at once', async () => {
    const body = { name: '', role: 'king', email: 'no address', shoeSize: 43 };
    const problem = await refused('POST', '/api/users', { body });
    expect(problem.code).toBe('badRequest');
    expect(problem.errors.map(({ field }: { field: string }) => field).sort()).toEqual([
      'email',
      'name',
      'role',
      'shoeSize',
    ]);
    expect(problem.errors).toContainEqual({ field: 'shoeSize', message: 'is not a known field' });
  });

  it('points at the place in a rule', async () => {
    const where = {
      all: [{ attribute: 'a', op: 'eq', value: 1 }, { any: [{ attribute: 'b', op: 'like' }] }],
    };
    const problem = await refused('POST', '/api/segments/preview', { body: { rules: [{ where }] } });
    expect(problem.errors.map(({ field }: { field: string }) => field)).toEqual([
      'rules[0].where.all[1].any[0].op',
    ]);
  });

  it.each([
    ['broken JSON', '/api/tokens', '{"name": ', {}, 'badRequest'],
    ['an empty body', '/api/tokens', '', {}, 'badRequest'],
    ['no body', '/api/tokens', undefined, {}, 'badRequest'],
    ['another type', '/api/tokens', 'name=x', { 'content-type': 'text/plain' }, 'badRequest'],
    ['a huge body', '/api/tokens', `{"name": "${'x'.repeat(3_000_000)}"}`, {}, 'bodyTooLarge'],
    ['a prototype', '/api/tokens', '{"name": "x", "__proto__": {"role": "administrator"}}', {}, 'badRequest'],
  ])('answers %s', async (_what, path, body, headers, code) => {
    expect((await refused('POST', path, { body, headers })).code).toBe(code);
  });

  it('answers a body that is nested without end', async () => {
    const depth = 100_000;
    const where = `${'{"all":['.repeat(depth)}${']}'.repeat(depth)}`;
    const problem = await refused('POST', '/api/segments/preview', {
      body: `{"rules":[{"where":${where}}]}`,
    });
    expect(problem.code).toBe('badRequest');
  });

  it.each([
    ['/api/users?limit=0', 'limit'],
    ['/api/users?limit=1001', 'limit'],
    ['/api/users?offset=-1', 'offset'],
    ['/api/users?sort=shoeSize', 'sort'],
    ['/api/users?colour=red', 'colour'],
    ['/api/runs?status=sleeping', 'status'],
  ])('answers the query %s', async (path, field) => {
    const problem = await refused('GET', path, {});
    expect(problem.code).toBe('badRequest');
    expect(problem.errors[0].field).toBe(field);
  });

  it('answers what is not there', async () => {
    expect((await refused('GET', '/api/nothing', {})).code).toBe('notFound');
    expect((await refused('GET', '/api/runs/not-an-id', {})).code).toBe('notFound');
    const id = '00000000-0000-4000-8000-000000000000';
    expect((await refused('GET', `/api/exports/${id}`, {})).detail).toBe(`There is no export ${id}.`);
  });

  it('keeps the words of an unexpected error to the log, under the number that the answer gives', async () => {
    const { api } = made;
    await sql`ALTER TABLE sources RENAME TO mislaid`.execute(api.ctx.db);
    const problem = await refused('GET', '/api/sources?q=ann%40example.com', {});
    await sql`ALTER TABLE mislaid RENAME TO sources`.execute(api.ctx.db);
    expect(problem.code).toBe('internal');
    expect(JSON.stringify(problem)).not.toContain('relation');
    const id = problem.instance.replace('urn:segue:request:', '');
    const line = api
      .log()
      .split('\n')
      .find((text) => text.includes(id) && text.includes('"level":50'));
    expect(line).toContain('relation \\"sources\\" does not exist');
    expect(api.log()).not.toContain('ann@example.com');
    expect(api.log()).not.toContain('ann%40example.com');
  });

  it('keeps an address that is looked for out of answers and the log', async () => {
    const { api } = made;
    const wrong = await refused('POST', '/api/contacts/find', { body: { email: 'eve@example.com', run: 1 } });
    expect(wrong).toMatchObject({ code: 'badRequest', errors: [{ field: 'run' }] });
    await sql`ALTER TABLE exports RENAME TO mislaid`.execute(api.ctx.db);
    const failed = await refused('POST', '/api/contacts/find', { body: { email: 'eve@example.com' } });
    await sql`ALTER TABLE mislaid RENAME TO exports`.execute(api.ctx.db);
    expect(await api.client.runs.findContact({ email: 'eve@example.com' })).toEqual({ items: [] });
    expect(JSON.stringify([wrong, failed]) + api.log()).not.toContain('eve@');
  });

  it('tells browsers to run, frame and keep nothing', async () => {
    const { headers } = await made.api.call('GET', '/api/session');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('pages, sorts and searches lists', async () => {
    const { client } = made.api;
    for (const name of ['Åsa', 'bo', 'Cy 100%']) {
      await client.users.create({
        email: `${name.length}${name.charCodeAt(0)}@example.com`,
        name,
        role: 'viewer',
      });
    }
    const byName = await client.users.list({ sort: '-name', limit: 2 });
    expect(byName.items).toHaveLength(2);
    expect(byName.total).toBeGreaterThan(3);
    const second = await client.users.list({ sort: '-name', limit: 2, offset: 2 });
    expect(second.items.map(({ id }) => id)).not.toContain(byName.items[0]?.id);
    expect((await client.users.list({ q: '100%' })).items.map(({ name }) => name)).toEqual(['Cy 100%']);
    expect((await client.users.list({ q: 'BO' })).total).toBeGreaterThan(0);
  });
});
