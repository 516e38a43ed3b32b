import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createWebhooks, type WebhookOptions } from './webhook.ts';

type Received = { host: string | undefined; headers: IncomingMessage['headers']; body: string };
let received: Received[] = [];
let answer: { status: number; headers?: Record<string, string> } | 'nothing' = { status: 204 };
const server = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  received.push({ host: request.headers.host, headers: request.headers, body });
  if (answer !== 'nothing') response.writeHead(answer.status, answer.headers ?? {}).end('ignored');
});
beforeAll(() => new Promise<void>((done) => void server.listen(0, '127.0.0.1', done)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  received = [];
  answer = { status: 204 };
});

const port = () => (server.address() as AddressInfo).port;
const at = new Date('2026-11-03T04:05:06.789Z');
const post = (options: Partial<WebhookOptions>, host = '127.0.0.1') =>
  createWebhooks({ privateAddresses: 'allow', timeoutMilliseconds: 2_000, ...options }).post({
    ...{ url: `http://${host}:${port()}/hook?key=1`, secret: 'whsec_abc', body: '{"a":"å"}', at },
  });

describe('a post', () => {
  it('is signed over its time and its body', async () => {
    await post({});
    const signature = createHmac('sha256', 'whsec_abc').update('1793678706.{"a":"å"}').digest('hex');
    expect(received).toMatchObject([
      {
        body: '{"a":"å"}',
        headers: { 'segue-timestamp': '1793678706', 'segue-signature': `v1=${signature}` },
      },
    ]);
  });

  it('resolves the name once and goes to that address, whatever the name says later', async () => {
    const asked: string[] = [];
    const resolve = async (host: string) => {
      asked.push(host);
      // Public for whoever asks a second time.
      return { address: asked.length === 1 ? '127.0.0.1' : '1.1.1.1', family: 4 };
    };
    await post({ resolve }, 'hooks.example');
    expect([asked, received[0]?.host]).toEqual([['hooks.example'], `hooks.example:${port()}`]);
  });

  it.each(['127.0.0.1', '[::ffff:127.0.0.1]', '[::1]', '0.0.0.0', '169.254.169.254'])(
    'does not go to %s unless that is allowed',
    async (host) => {
      const refused = post({ privateAddresses: 'refuse' }, host);
      await expect(refused).rejects.toMatchObject({ kind: 'refused' });
      expect(received).toEqual([]);
    },
  );

  it('does not go to a name that leads to such an address', async () => {
    for (const address of ['127.0.0.1', '::ffff:127.0.0.1', '10.0.0.8']) {
      const resolve = async () => ({ address, family: address.includes(':') ? 6 : 4 });
      const refused = post({ privateAddresses: 'refuse', resolve }, 'hooks.example');
      await expect(refused).rejects.toMatchObject({ kind: 'refused' });
    }
    expect(received).toEqual([]);
  });

  it.each([
    [{ status: 500 }, 'The receiver answered 500.'],
    [{ status: 302, headers: { location: '/elsewhere' } }, 'redirects (302)'],
  ])('fails for now with %o, and follows nothing', async (given, words) => {
    answer = given;
    await expect(post({})).rejects.toMatchObject({
      kind: 'passing',
      message: expect.stringContaining(words),
    });
    expect(received).toHaveLength(1);
  });

  it('does not wait for ever', async () => {
    answer = 'nothing';
    await expect(post({ timeoutMilliseconds: 100 })).rejects.toMatchObject({ kind: 'passing' });
    const resolve = () => new Promise<never>(() => undefined);
    await expect(post({ timeoutMilliseconds: 100, resolve }, 'hooks.example')).rejects.toMatchObject({
      message: expect.stringContaining('resolved'),
    });
  });
});
