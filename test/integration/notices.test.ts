// One running Segue with a mail server and a receiver of webhooks beside it: who hears of what, once.
import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SegmentId } from '../../src/contract/ids.ts';
import { type NoticeKind, noticeKinds, type WebhookMessage } from '../../src/contract/notices.ts';
import type { Run } from '../../src/contract/runs.ts';
import { administrator, type Segue, startSegue } from '../support/segue.ts';
import { until } from '../support/until.ts';

type Mail = { to: string; subject: string; text: string };
type Hook = { message: WebhookMessage; body: string; headers: IncomingHttpHeaders; status: number };

const mails: Mail[] = [];
const hooks: Hook[] = [];
/** What the receiver answers to the next posts, before it goes back to 204. */
const answers: number[] = [];

const smtp = new SMTPServer({
  disabledCommands: ['AUTH', 'STARTTLS'],
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      mails.push(read(Buffer.concat(chunks).toString(), session.envelope.rcptTo[0]?.address ?? ''));
      done();
    });
  },
});
const receiver = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const status = answers.shift() ?? 204;
  hooks.push({ message: JSON.parse(body), body, headers: request.headers, status });
  response.writeHead(status).end();
});

/** As far as these mails need it. */
function read(source: string, to: string): Mail {
  const [head = '', ...rest] = source.split('\r\n\r\n');
  const folded = /^Subject: (.*(?:\r\n .*)*)/m.exec(head)?.[1] ?? '';
  const subject = folded
    .replace(/\?=\s+=\?UTF-8\?Q\?/g, '')
    .replace(/=\?UTF-8\?Q\?(.*)\?=/, (_, words: string) => unquoted(words.replace(/_/g, ' ')));
  return { to, subject, text: unquoted(rest.join('\n\n')) };
}

function unquoted(printable: string): string {
  const bytes = printable
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

const people = 25;
const emails = Array.from({ length: people }, (_, i) => `person${i + 1}@example.com`);
const profiles = ['id,email,city', ...emails.map((email, i) => `${i + 1},${email},Umeå`)].join('\n');
const key = 'key-of-a-shop';
const secretPath = '/hook/not-to-be-shown';

let segue: Segue;
let secret = '';
let connectionId = '';
let segmentId: SegmentId;
let letters = '';

beforeAll(async () => {
  await new Promise<void>((done) => void smtp.listen(0, '127.0.0.1', done));
  await new Promise<void>((done) => void receiver.listen(0, '127.0.0.1', done));
  const port = (smtp.server.address() as AddressInfo).port;
  segue = await startSegue({
    sandbox: { properties: 'replace' },
    environment: {
      SEGUE_SMTP_URL: `smtp://127.0.0.1:${port}`,
      SEGUE_MAIL_FROM: 'Segue <segue@example.com>',
      SEGUE_PUBLIC_URL: 'https://segue.example.com/',
      SEGUE_WEBHOOK_PRIVATE: 'allow',
    },
  });
  const { client } = segue;
  for (const [name, role] of [
    ['sven', 'contributor'],
    ['kim', 'contributor'],
    ['vera', 'viewer'],
  ] as const) {
    await client.users.create({ email: `${name}@example.org`, name, role });
  }
  const { db } = segue.ctx;
  await db.updateTable('users').set({ language: 'sv' }).where('name', '=', 'sven').execute();
  await db.updateTable('users').set({ tells: '["held"]' }).where('name', '=', 'kim').execute();
  const path = segue.putFile('people.csv', profiles);
  const source = await client.sources.create({
    ...{ name: 'shop', type: 'file', tables: [{ name: 'people', kind: 'profiles', path, key: 'id' }] },
  });
  await segue.ended(await client.sources.refresh(source.id));
  const rules = [{ where: { all: [{ attribute: 'email', op: 'isNotEmpty' as const }] } }];
  segmentId = (await client.segments.create({ name: 'all', type: 'dynamic', rules })).id;
  connectionId = (
    await client.connections.create({
      ...{ type: 'omnisend', displayName: 'shop', apiKey: key, consent: { accepted: true } },
    })
  ).id;
  await client.connections.becomeExportUser(connectionId, administrator.password);
  letters = await addExport('letters');
  const hook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${secretPath}`;
  secret = (await client.webhooks.create({ name: 'pager', url: hook, kinds: [...noticeKinds] })).secret;
});

afterAll(async () => {
  await segue.close();
  await new Promise<void>((done) => smtp.close(() => done()));
  receiver.closeAllConnections();
  receiver.close();
});

async function addExport(name: string, customProperties: Record<string, string> = {}): Promise<string> {
  const mapping = { email: 'email', customProperties };
  const input = { name, connectionId, segmentIds: [segmentId], mapping };
  return (await segue.client.exports.create(input as Parameters<typeof segue.client.exports.create>[0])).id;
}

async function run(id: string, mode: 'incremental' | 'full' = 'incremental'): Promise<Run> {
  const { id: runId } = await segue.client.exports.run(id, { mode });
  return until(async () => {
    const now = await segue.client.runs.get(runId);
    return now.endedAt !== null || now.status === 'held' ? now : undefined;
  });
}

/** What was told since the last look: kind and name, the oldest first. */
let known = 0;
async function told(): Promise<string[]> {
  const { items, total } = await segue.client.notices.list();
  const fresh = items.slice(0, total - known).reverse();
  known = total;
  return fresh.map(({ kind, target }) => `${kind} ${target.kind} ${target.name}`);
}

const settled = () =>
  until(
    async () =>
      (await segue.ctx.db.selectFrom('deliveries').select('id').where('state', '=', 'waiting').execute())
        .length === 0,
    { what: 'every delivery to end' },
  );

async function delivered(): Promise<{ mails: Mail[]; hooks: Hook[] }> {
  await settled();
  return { mails: mails.splice(0), hooks: hooks.splice(0) };
}

const recipients = (all: Mail[]) => all.map(({ to }) => to).sort();
const setLimit = (maxProfilesPerExport: number) =>
  segue.client.connections.update(connectionId, { limits: { maxProfilesPerExport } });

describe('telling people', () => {
  it('says nothing of success, nor of trouble that healed during a run', async () => {
    segue.sandbox.control.setFail(['503:at=1-3']);
    expect(await run(letters)).toMatchObject({ status: 'successful', counts: { accepted: people } });
    segue.sandbox.control.setFail([]);
    expect(await told()).toEqual([]);
  });

  it('says once that an export has failed, to whoever wants to hear it, in their language', async () => {
    await setLimit(3);
    const failed = await run(letters);
    await run(letters);
    expect(await told()).toEqual(['failedPermanently export letters']);
    const { mails: sent, hooks: posted } = await delivered();
    expect(recipients(sent)).toEqual(['ada@example.com', 'sven@example.org']);
    const [english, swedish] = ['ada', 'sven'].map((name) => sent.find(({ to }) => to.startsWith(name)));
    expect(english?.subject).toBe('Segue: the export "letters" has failed');
    expect(english?.text).toContain(
      'What happened: More contacts than the connection allows (limitExceeded)',
    );
    expect(english?.text).toContain(`Look at it: https://segue.example.com/runs/${failed.id}`);
    expect(swedish?.subject).toBe('Segue: exporten "letters" har misslyckats');
    expect(swedish?.text).toContain('Vad du kan göra: Höj maxProfilesPerExport för anslutningen');
    expect(posted).toMatchObject([{ message: { facts: { runId: failed.id, code: 'limitExceeded' } } }]);
  });

  it('says that it works again, and tries a webhook again that answered 500', async () => {
    answers.push(500);
    await setLimit(1000);
    await run(letters);
    await run(letters);
    expect(await told()).toEqual(['recovered export letters']);
    const { mails: sent, hooks: posted } = await delivered();
    expect(recipients(sent)).toEqual(['ada@example.com', 'sven@example.org']);
    expect(posted.map(({ status }) => status)).toEqual([500, 204]);
    expect(new Set(posted.map(({ message }) => message.id)).size).toBe(1);
    const { items } = await segue.client.webhooks.list();
    expect(items).toMatchObject([{ lastDelivery: { state: 'delivered', problem: null } }]);
  });

  it('signs what it posts, with the time', async () => {
    await setLimit(3);
    await run(letters);
    await setLimit(1000);
    await run(letters);
    for (const { headers, body } of (await delivered()).hooks) {
      const timestamp = String(headers['segue-timestamp']);
      expect(Math.abs(Date.now() / 1000 - Number(timestamp))).toBeLessThan(60);
      const expected = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
      expect(headers['segue-signature']).toBe(`v1=${expected}`);
    }
    expect(await told()).toEqual(['failedPermanently export letters', 'recovered export letters']);
  });

  it('says that many were turned down, until they no longer are', async () => {
    segue.sandbox.control.setFail(['item:email=person3@', 'item:email=person7@']);
    expect((await run(letters, 'full')).counts.rejected).toBe(2);
    // Nothing is sent, and nothing is better: the same two are still left out.
    expect((await run(letters)).counts).toMatchObject({ upserts: 0, rejected: 0 });
    expect(await told()).toEqual(['rejections export letters']);
    const { mails: sent } = await delivered();
    expect(sent[0]?.text).toMatch(/2 (of its|av) 25 mem|medlemmar/);
    segue.sandbox.control.setFail([]);
    await run(letters, 'full');
    expect(await told()).toEqual(['recovered export letters']);
    // Whatever was told: of no customer.
    const everything = JSON.stringify([sent, await delivered(), await segue.client.notices.list()]);
    expect(everything).not.toMatch(/person\d|Umeå/);
  });

  it('says of every run that is held, also to whoever wants to hear of nothing else', async () => {
    const foreign = { customProperties: { shoeSize: 42 } };
    for (const email of emails) {
      segue.sandbox.control.putContact({ identifiers: [{ type: 'email', id: email }], ...foreign }, key);
    }
    const cities = await addExport('cities', { city: 'city' });
    const held = await run(cities);
    expect(held.status).toBe('held');
    expect(await told()).toEqual(['held export cities']);
    expect(recipients((await delivered()).mails)).toEqual([
      ...['ada@example.com', 'kim@example.org', 'sven@example.org'],
    ]);
    await segue.client.runs.cancel(held.id);
    const next = await run(cities);
    expect(await told()).toEqual(['held export cities']);
    await segue.client.runs.cancel(next.id);
    await segue.client.exports.delete(cities);
  });

  it('says which source failed and not what had to be left out for it, nor of an export a second time', async () => {
    segue.putFile('people.csv', '');
    await segue.ended(await segue.client.refresh.start());
    expect(await told()).toEqual(['failedPermanently source shop']);
    segue.putFile('people.csv', profiles);
    await segue.ended(await segue.client.refresh.start());
    expect(await told()).toEqual(['recovered source shop']);
    await setLimit(3);
    await segue.ended(await segue.client.refresh.start());
    expect(await told()).toEqual(['failedPermanently export letters']);
  });

  it('says that an export could not even start: another error is news', async () => {
    await segue.ctx.db.updateTable('connections').set({ export_user_id: null }).execute();
    await segue.ended(await segue.client.refresh.start());
    expect(await told()).toEqual(['failedPermanently export letters']);
    const { hooks: posted } = await delivered();
    expect(posted.at(-1)?.message.facts).toMatchObject({
      code: 'exportUserMissing',
      taskId: expect.any(String),
    });
    await segue.client.connections.becomeExportUser(connectionId, administrator.password);
    await setLimit(1000);
    await segue.ended(await segue.client.refresh.start());
    expect(await told()).toEqual(['recovered export letters']);
  });

  it('sends once more what a process that died had sent without saying so', async () => {
    await delivered();
    const { db } = segue.ctx;
    const rows = await db.selectFrom('deliveries').select('id').where('user_id', 'is not', null).execute();
    const id = rows[0]?.id ?? '';
    await db
      .updateTable('deliveries')
      .set({ state: 'waiting', next_at: new Date() })
      .where('id', '=', id)
      .execute();
    expect((await delivered()).mails).toHaveLength(1);
  });
});

describe('webhooks', () => {
  it('show neither address nor secret again, and can be tried out', async () => {
    const { client } = segue;
    const [hook] = (await client.webhooks.list()).items;
    const id = hook?.id ?? '';
    expect(JSON.stringify([hook, await client.webhooks.get(id)])).not.toMatch(/not-to-be-shown|whsec_/);
    await delivered();
    answers.push(410);
    await client.webhooks.update(id, { active: false });
    await client.webhooks.test(id);
    const { hooks: posted } = await delivered();
    expect(posted.map(({ status }) => status)).toEqual([410, 204]);
    expect(posted[0]?.message).toMatchObject({ kind: 'test', target: { kind: 'webhook', name: 'pager' } });
    expect(await told()).toEqual([]);
    await expect(
      client.webhooks.create({ name: 'PAGER', url: 'https://hooks.example', kinds: ['held'] }),
    ).rejects.toMatchObject({ code: 'conflict', errors: [{ field: 'name' }] });
    await client.webhooks.delete(id);
    expect((await client.webhooks.list()).total).toBe(0);
  });

  it('lead into no private network unless that is allowed', async () => {
    const { webhooks } = segue.ctx.config;
    webhooks.privateAddresses = 'refuse';
    for (const url of ['http://127.0.0.1:9/x', 'http://[fd00::1]/', 'http://localhost/', 'http://10.1/']) {
      await expect(
        segue.client.webhooks.create({ name: url, url, kinds: ['held'] }),
        url,
      ).rejects.toMatchObject({ code: 'webhookPrivate', errors: [{ field: 'url' }] });
    }
    webhooks.privateAddresses = 'allow';
  });
});

describe('preferences', () => {
  it('are each person’s own; a viewer starts with none', async () => {
    const { client, ctx } = segue;
    expect(await client.preferences.get()).toEqual({ email: [...noticeKinds], mailConfigured: true });
    const wish: NoticeKind[] = ['recovered', 'held', 'held'];
    expect(await client.preferences.set({ email: wish })).toMatchObject({ email: ['held', 'recovered'] });
    const rows = await ctx.db.selectFrom('users').select(['name', 'tells']).orderBy('name').execute();
    expect(rows.map(({ tells }) => tells.length)).toEqual([2, 1, 4, 0]);
  });
});
