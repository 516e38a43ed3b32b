import { describe, expect, it } from 'vitest';
import { withApi } from './api-harness.ts';

/** The calls of the public contract. */
const contract = `
  GET POST PATCH DELETE /api/session
  DELETE /api/sessions
  GET /api/sign-in
  GET /api/oidc/start
  GET /api/oidc/callback
  GET POST /api/setup
  GET POST /api/tokens
  DELETE /api/tokens/{id}
  GET POST /api/users
  GET PATCH DELETE /api/users/{id}
  POST /api/users/{id}/sign-out
  POST /api/users/{id}/unlock
  GET /api/users/{id}/tokens
  DELETE /api/users/{id}/tokens/{tokenId}
  GET POST /api/sources
  GET PATCH DELETE /api/sources/{id}
  POST /api/sources/{id}/refresh
  GET /api/files
  PUT /api/files/{name}
  GET /api/tables
  GET /api/tables/{name}
  GET /api/tables/{name}/bad-lines
  GET /api/tables/{name}/values
  GET POST /api/segments
  GET PATCH DELETE /api/segments/{id}
  POST /api/segments/preview
  POST /api/segments/{id}/refresh
  POST /api/segments/{id}/exports
  GET /api/segments/{id}/members
  GET /api/segments/{id}/trend
  GET /api/segments/{id}/overlap
  POST /api/segments/{id}/duplicate
  GET POST /api/connections
  GET PATCH DELETE /api/connections/{id}
  POST /api/connections/try
  POST /api/connections/{id}/export-user
  GET /api/connections/{id}/exports
  GET /api/connections/{id}/usage
  GET /api/consent
  GET /api/consents
  GET POST /api/exports
  GET PATCH DELETE /api/exports/{id}
  POST /api/exports/{id}/plan
  POST /api/exports/{id}/runs
  POST /api/exports/{id}/detach
  POST /api/exports/{id}/duplicate
  POST /api/exports/members
  POST /api/exports/preview
  POST /api/exports/run-all
  POST /api/exports/schedules
  GET /api/runs
  GET /api/runs/{id}
  POST /api/runs/{id}/cancel
  POST /api/runs/{id}/confirm
  GET /api/runs/{id}/plan
  GET /api/runs/{id}/events
  GET /api/runs/{id}/rejections
  GET PUT /api/schedule
  POST /api/refresh
  POST /api/apply
  PUT DELETE /api/apply/{id}
  GET /api/tasks
  GET /api/tasks/{id}
  POST /api/tasks/{id}/cancel
  GET /api/status
  GET /api/notices
  GET PUT /api/preferences
  GET POST /api/webhooks
  GET PATCH DELETE /api/webhooks/{id}
  POST /api/webhooks/{id}/test
  GET /api/status/trend
  POST /api/contacts/find
  GET /api/about
  GET /api/audit
  GET /api/audit/verify
  GET /healthz
  GET /readyz
  GET /metrics`
  .trim()
  .split('\n')
  .flatMap((line) => {
    const words = line.trim().split(' ');
    return words.slice(0, -1).map((method) => `${method} ${words.at(-1)}`);
  });

type Operation = {
  summary?: string;
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
};

describe('the OpenAPI document', () => {
  const made = withApi();

  async function operations(): Promise<[string, Operation][]> {
    const { body } = await made.api.call('GET', '/api/openapi.json');
    const paths = body.paths as Record<string, Record<string, Operation>>;
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [
        `${method.toUpperCase()} ${path}`,
        operation,
      ]),
    );
  }

  it('lists the calls of the contract, and no others', async () => {
    const listed = (await operations()).map(([name]) => name);
    expect(listed.sort()).toEqual([...contract].sort());
  });

  it('says of each what it does, what it answers and how it refuses', async () => {
    for (const [name, { summary, responses }] of await operations()) {
      expect(summary, name).toBeTruthy();
      const [status, success] = Object.entries(responses).find(([code]) => /^2|^302/.test(code)) ?? [];
      const schemas = Object.values(success?.content ?? {}).map(({ schema }) => schema);
      if (status === '204' || status === '302') expect(schemas, name).toEqual([]);
      else
        expect(
          schemas.every((schema) => Object.keys(schema).length > 0) && schemas.length,
          name,
        ).toBeTruthy();
      for (const refusal of ['400', '401', '403', '500']) {
        expect(responses[refusal]?.content?.['application/problem+json']?.schema, name).toEqual({
          $ref: '#/components/schemas/Problem',
        });
      }
    }
  });

  it('refers to nothing that it does not hold', async () => {
    const { text, body } = await made.api.call('GET', '/api/openapi.json');
    const named = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1]));
    expect(named.size).toBeGreaterThan(10);
    for (const name of named) expect(Object.keys(body.components.schemas)).toContain(name);
    expect(text).not.toContain('__SCHEMA');
  });

  it('is shown without another site and without scripts in the page', async () => {
    const { api } = made;
    const page = await api.call('GET', '/api/docs');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'; style-src 'self'");
    expect(page.text).not.toMatch(/<script(?![^>]*src=)|https?:\/\/|<style/);
    const assets = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(assets.length).toBeGreaterThan(4);
    for (const asset of assets) {
      const path = new URL(asset, `${api.url}/api/docs`).pathname;
      expect((await api.call('GET', path)).status, path).toBe(200);
    }
  });
});

describe('the lights', () => {
  const made = withApi();

  it('shine for a server that is ready', async () => {
    expect((await made.api.call('GET', '/healthz')).body).toEqual({ status: 'ok' });
    expect((await made.api.call('GET', '/readyz')).body).toEqual({ status: 'ok' });
  });

  it('say when the control database does not answer', async () => {
    await made.api.ctx.db.destroy();
    const { status, body } = await made.api.call('GET', '/readyz');
    expect([status, body.code]).toEqual([503, 'databaseUnreachable']);
    expect((await made.api.call('GET', '/healthz')).status).toBe(200);
  });
});
