// `segue apply` against a server, in this process: what it compares, that nobody else applies at the same time, and
// that it overwrites nothing that somebody changed in between.
import { writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apply } from '../../src/cli/apply.ts';
import { CommandFailed } from '../../src/cli/failure.ts';
import { withFolder } from '../support/run-folder.ts';
import { putProfileTable, putSegment } from './api-fixtures.ts';
import { administrator, withApi } from './api-harness.ts';

const text = `segments:
  - name: Everybody
    rules: [{ where: { all: [{ attribute: EmailAddress, op: isNotEmpty }] } }]
connections:
  - displayName: Main shop
    apiKey: env:SHOP_KEY
    consent: { accepted: true }
    exportUser: { password: env:MY_PASSWORD }
exports:
  - name: Newsletter
    connection: Main shop
    segments: [Everybody]
    mapping: { email: EmailAddress }
    quietStart: true
    guards: { untagsOver: 0.5 }
schedule:
  enabled: true
  recurrence: weekly
  days: [1]
  times: ["05:30"]
  timeZone: Europe/Stockholm
`;

describe('segue apply', () => {
  const made = withApi();
  const folder = withFolder();
  let token: string;
  let proxy: { server: Server; url: string };
  /** Done before the proxy hands on the next change of this kind. */
  let before: { method: string; act: () => Promise<unknown> } | undefined;

  beforeAll(async () => {
    await putProfileTable(made.api);
    token = (await made.api.client.tokens.create({ name: 'apply' })).token;
    proxy = await openProxy();
  });
  afterAll(() => proxy.server.close());

  /** Stands between the command and the server, so that something can happen between two of its calls. */
  async function openProxy() {
    const server = createServer(async (request, response) => {
      const { method = 'GET', url = '/' } = request;
      if (before?.method === method) {
        const { act } = before;
        before = undefined;
        await act();
      }
      const onward = httpRequest(made.api.url + url, { method, headers: request.headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', (error) => response.destroy(error));
      request.pipe(onward);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
    return { server, url: `http://127.0.0.1:${address.port}` };
  }

  async function run(content: string, options: { dryRun?: boolean } = {}) {
    const file = `${folder.path}/segue.yaml`;
    writeFileSync(file, content);
    const lines: string[] = [];
    const environment = {
      ...{ SEGUE_URL: proxy.url, SEGUE_TOKEN: token },
      ...{ SHOP_KEY: 'the-key-of-a-shop-0001', MY_PASSWORD: administrator.password },
    };
    const say = (line: string) => lines.push(line);
    const terminal = { say, warn: say, write: async () => undefined, live: false, environment };
    const thrown = await apply(file, options, terminal).catch((error: unknown) => error);
    return { thrown, said: lines.join('\n') };
  }
  const changed = (from: string, to: string) => text.replace(from, to);
  const newsletter = async () => (await made.api.client.exports.list({ q: 'Newsletter' })).items[0];

  it('shows in a dry run what it would do, holds nobody up and changes nothing', async () => {
    const { api } = made;
    const { id } = await api.client.apply.begin();
    const { thrown, said } = await run(text, { dryRun: true });
    expect(thrown).toBeUndefined();
    expect(said).toContain('Dry run, nothing was changed. It would be: 3 added, 1 changed, 0 unchanged.');
    expect(await newsletter()).toBeUndefined();
    await api.client.apply.end(id);
    expect((await api.client.audit.list({ action: 'apply.begin' })).total).toBe(1);
  });

  it('brings over guards, the quiet start and the schedule of the system, and then finds nothing to do', async () => {
    const { api } = made;
    const first = await run(text);
    expect([first.thrown, first.said]).toEqual([
      undefined,
      expect.stringContaining('3 added, 1 changed, 0 unchanged.'),
    ]);
    expect(await newsletter()).toMatchObject({ quietStart: true, guards: { untagsOver: 0.5 } });
    expect(await api.client.refresh.schedule()).toMatchObject({ enabled: true, days: [1], times: ['05:30'] });
    const { total } = await api.client.audit.list();
    expect((await run(text)).said).toContain('0 added, 0 changed, 4 unchanged.');
    // Nothing but that it was there.
    const since = (await api.client.audit.list()).items.slice(
      0,
      (await api.client.audit.list()).total - total,
    );
    expect(since.map(({ action }) => action)).toEqual(['apply.end', 'apply.begin']);
  });

  it('leaves alone what the file does not mention, down to one guard, and takes the schedule as a whole', async () => {
    const { api } = made;
    const id = (await newsletter())?.id ?? '';
    await api.client.exports.update(id, { guards: { untagsOver: 0.1, contactsDownBy: 0.9 } });
    const file = changed('  days: [1]\n', '').replace('    quietStart: true\n', '');
    const { said } = await run(file);
    expect(said).toContain('~ export Newsletter  guards.untagsOver: 0.1 → 0.5');
    expect(said).toContain('~ schedule  schedule.days: [1] → (none)');
    expect(await newsletter()).toMatchObject({
      ...{ quietStart: true, guards: { untagsOver: 0.5, contactsDownBy: 0.9 } },
    });
    expect(await api.client.refresh.schedule()).not.toHaveProperty('days');
  });

  it('changes nothing while somebody else applies, and says who and since when', async () => {
    const { api } = made;
    const other = await api.as('contributor');
    const held = await other.client.apply.begin();
    const { thrown } = await run(changed('untagsOver: 0.5', 'untagsOver: 0.7'));
    expect(thrown).toMatchObject({
      ...{ status: 409, code: 'applyActive' },
      detail: expect.stringMatching(/^contributor \d+ \(since 20.*Z, renewed until 20.*Nothing was changed/),
    });
    expect((await newsletter())?.guards.untagsOver).toBe(0.5);
    // Nobody else's to renew or to end.
    await expect(api.client.apply.renew(held.id)).rejects.toMatchObject({ code: 'applyActive' });
    await expect(api.client.apply.end(held.id)).rejects.toMatchObject({ code: 'notFound' });
    api.advance(50_000);
    expect((await other.client.apply.renew(held.id)).until > held.until).toBe(true);
    api.advance(50_000);
    await expect(api.client.apply.begin()).rejects.toMatchObject({ code: 'applyActive' });
    await other.client.apply.end(held.id);
    await expect(other.client.apply.renew(held.id)).rejects.toMatchObject({ code: 'notFound' });
  });

  it('does not wait for one that was killed for longer than its minute', async () => {
    const { api } = made;
    const dead = await (await api.as('contributor')).client.apply.begin();
    api.advance(61_000);
    const { thrown, said } = await run(changed('untagsOver: 0.5', 'untagsOver: 0.7'));
    expect([thrown, said]).toEqual([undefined, expect.stringContaining('0.5 → 0.7')]);
    await expect(api.client.apply.renew(dead.id)).rejects.toMatchObject({ code: 'notFound' });
  });

  it('does not mix with another that begins in its middle', async () => {
    let second: Awaited<ReturnType<typeof run>> | undefined;
    before = {
      method: 'PATCH',
      act: async () => {
        second = await run(changed('untagsOver: 0.5', 'untagsOver: 0.8'));
      },
    };
    const first = await run(changed('untagsOver: 0.5', 'untagsOver: 0.6'));
    expect([first.thrown, second?.thrown]).toMatchObject([undefined, { code: 'applyActive' }]);
    expect((await newsletter())?.guards.untagsOver).toBe(0.6);
  });

  it('stops at the line of what somebody changed in between, and overwrites nothing', async () => {
    const { api } = made;
    const id = (await newsletter())?.id ?? '';
    const more = await putSegment(api, 'By hand');
    before = {
      method: 'PATCH',
      act: async () => {
        await api.client.segments.addToExports(more, [id]);
      },
    };
    const file = changed('untagsOver: 0.5', 'untagsOver: 0.2');
    const { thrown, said } = await run(file);
    expect(thrown).toBeInstanceOf(CommandFailed);
    expect(said).toMatch(/segue\.yaml:10:5: export Newsletter was refused\./);
    expect(said).toContain('Somebody else changed it in the meantime.');
    expect(said).toMatch(/^ {4}segmentIds: \["[^"]+"\] → \["[^"]+","[^"]+"\]$/m);
    expect(await newsletter()).toMatchObject({
      guards: { untagsOver: 0.6 },
      segmentIds: [{}, more].map(() => expect.any(String)),
    });
    // The next one sees it, and says what it does to it.
    const again = await run(file);
    expect(again.said).toContain('~ export Newsletter  segments: ["Everybody","By hand"] → ["Everybody"]');
    expect(again.thrown).toBeUndefined();
  });

  it('stops as well at the schedule and at a name that somebody took in between', async () => {
    const { api } = made;
    before = {
      method: 'PUT',
      act: async () => {
        const schedule = await api.client.refresh.schedule();
        await api.client.refresh.setSchedule({ ...schedule, times: ['12:00'] });
      },
    };
    const { said } = await run(changed('05:30', '06:30'));
    expect(said).toMatch(/segue\.yaml:17:\d+: schedule of everything was refused\./);
    expect(said).toContain('schedule.times: ["05:30"] → ["06:30"]');
    expect((await api.client.refresh.schedule()).times).toEqual(['12:00']);
    // The first such call asks for the lease, the second makes the export.
    const takeName = async () => {
      await api.client.exports.duplicate((await newsletter())?.id ?? '', { name: 'Taken' });
    };
    before = {
      method: 'POST',
      act: async () => {
        before = { method: 'POST', act: takeName };
      },
    };
    const applying = run(changed('name: Newsletter', 'name: Taken'));
    expect((await applying).said).toMatch(/segue\.yaml:10:11: name: is taken/);
  });

  it('lets others apply after it was refused', async () => {
    const { id } = await made.api.client.apply.begin();
    await made.api.client.apply.end(id);
  });
});
