import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/contract/runs.ts';
import { until } from '../support/until.ts';
import { putConnection, putExport } from './api-fixtures.ts';
import { type Api, administrator, withApi } from './api-harness.ts';

/** Follows a run in the background. */
function follow(events: AsyncIterable<Run>) {
  const seen: Run[] = [];
  const ended = (async () => {
    for await (const run of events) seen.push(run);
  })();
  return { seen, ended };
}

describe('the events of a run', () => {
  const made = withApi();

  async function startRun(): Promise<Run> {
    const { api } = made;
    const connectionId = await putConnection(api);
    await api.client.connections.becomeExportUser(connectionId, administrator.password);
    const { id } = await putExport(api, { connectionId });
    return api.client.exports.run(id);
  }

  it('tell each state until the run has ended', async () => {
    const { client } = made.api;
    const run = await startRun();
    const { seen, ended } = follow(client.runs.events(run.id));
    await until(() => seen.length > 0);
    expect(seen[0]).toEqual(run);
    await client.runs.cancel(run.id);
    await ended;
    expect(seen.at(-1)).toMatchObject({ id: run.id, status: 'canceled', endedAt: expect.any(String) });
    const later = follow(client.runs.events(run.id));
    await later.ended;
    expect(later.seen.map(({ status }) => status)).toEqual(['canceled']);
  });

  it('notice what another process does', async () => {
    const { client, ctx } = made.api;
    const run = await startRun();
    const { seen, ended } = follow(client.runs.events(run.id));
    await until(() => seen.length > 0);
    const change = { status: 'failed' as const, ended_at: ctx.clock.now() };
    await ctx.db.updateTable('runs').set(change).where('id', '=', run.id).execute();
    await ended;
    expect(seen.at(-1)?.status).toBe('failed');
  });

  it('are served as an event stream to a signed-in browser, and to nobody else', async () => {
    const { api } = made;
    const run = await startRun();
    await api.client.runs.cancel(run.id);
    const cookie = await api.signIn(administrator.email, administrator.password);
    const { headers, text } = await api.call('GET', `/api/runs/${run.id}/events`, { cookie });
    expect(headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(text).toMatch(/^data: \{.*"status":"canceled".*\}\n\n$/);
    expect((await api.call('GET', `/api/runs/${run.id}/events`)).status).toBe(401);
    const nothing = '00000000-0000-4000-8000-000000000000';
    expect((await api.call('GET', `/api/runs/${nothing}/events`, { cookie })).body.code).toBe('notFound');
  });

  it('stop listening when the reader has gone', async () => {
    const { api } = made;
    const run = await startRun();
    const listening = countListeners(api);
    const reader = new AbortController();
    const { seen, ended } = follow(api.client.runs.events(run.id, reader.signal));
    await until(() => seen.length > 0);
    expect(listening.now).toBe(1);
    reader.abort();
    await expect(ended).rejects.toMatchObject({ name: 'AbortError' });
    await until(() => listening.now === 0, { what: 'the stream to be closed' });
    await api.client.runs.cancel(run.id);
  });

  it('do not hold up a server that stops', async () => {
    const { api } = made;
    const run = await startRun();
    const { seen, ended } = follow(api.client.runs.events(run.id));
    await until(() => seen.length > 0);
    const before = performance.now();
    await api.server.close();
    await ended.catch(() => undefined);
    expect(performance.now() - before).toBeLessThan(5_000);
    await expect(api.client.runs.get(run.id)).rejects.toMatchObject({ code: 'serverUnreachable' });
    expect(existsSync(`${api.dataDir}/operator.json`)).toBe(false);
  });
});

/** How many streams wait for signals, from now on. */
function countListeners({ ctx }: Api): { now: number } {
  const listening = { now: 0 };
  const { on } = ctx.signals;
  ctx.signals.on = (kind, listener) => {
    const stop = on(kind, listener);
    listening.now += 1;
    return () => {
      listening.now -= 1;
      stop();
    };
  };
  return listening;
}
