// Posts to addresses that people have entered. The name is resolved once and the connection goes to that very address,
// so that what was checked is what is talked to, whatever the name says a moment later. No redirects, no retries here.
import { createHmac } from 'node:crypto';
import { type LookupAddress, lookup } from 'node:dns';
import { isIP } from 'node:net';
import { Client } from 'undici';
import type { DeliveryFailure } from '../core/delivery.ts';
import { isPublicAddress } from '../core/public-address.ts';

export type Post = {
  url: string;
  secret: string;
  body: string;
  at: Date;
};

export type Webhooks = {
  /** Throws `WebhookProblem`, and nothing else. */
  post(post: Post): Promise<void>;
};

export type WebhookOptions = {
  privateAddresses: 'allow' | 'refuse';
  timeoutMilliseconds: number;
  /** The system's own unless given. */
  resolve?: (host: string) => Promise<LookupAddress>;
};

/** Its words name neither the address nor what the receiver said. */
export class WebhookProblem extends Error {
  override readonly name = 'WebhookProblem';
  readonly kind: DeliveryFailure;

  constructor(kind: DeliveryFailure, detail: string) {
    super(detail);
    this.kind = kind;
  }
}

export function createWebhooks(options: WebhookOptions): Webhooks {
  const { timeoutMilliseconds, resolve = resolveBySystem } = options;
  return {
    async post({ url, secret, body, at }) {
      const signal = AbortSignal.timeout(timeoutMilliseconds);
      const target = new URL(url);
      const address = await inTime(addressOf(target, resolve), signal);
      if (options.privateAddresses === 'refuse' && !isPublicAddress(address.address)) {
        throw new WebhookProblem('refused', 'The address lies in a private network.');
      }
      const status = await send(target, address, headersFor(secret, body, at), body, signal);
      if (status >= 200 && status < 300) return;
      if (status >= 300 && status < 400) {
        throw new WebhookProblem('passing', `The receiver redirects (${status}), which is not followed.`);
      }
      throw new WebhookProblem('passing', `The receiver answered ${status}.`);
    },
  };
}

function headersFor(secret: string, body: string, at: Date): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  return {
    'content-type': 'application/json',
    'user-agent': 'Segue',
    'segue-timestamp': timestamp,
    'segue-signature': `v1=${signatureOf(secret, timestamp, body)}`,
  };
}

/** Hex; the receiver makes the same of what it got, and compares. */
function signatureOf(secret: string, timestamp: string, body: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
}

async function addressOf(
  { hostname }: URL,
  resolve: NonNullable<WebhookOptions['resolve']>,
): Promise<LookupAddress> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const family = isIP(host);
  return family === 0 ? resolve(host) : { address: host, family };
}

function resolveBySystem(host: string): Promise<LookupAddress> {
  return new Promise((resolve, reject) => {
    lookup(host, (error, address, family) => (error === null ? resolve({ address, family }) : reject(error)));
  });
}

async function inTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const late = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  try {
    return await Promise.race([work, late]);
  } catch {
    throw new WebhookProblem('passing', 'The name of the receiver could not be resolved.');
  }
}

/** The status of the answer, whose body is of no interest. */
async function send(
  url: URL,
  address: LookupAddress,
  headers: Record<string, string>,
  body: string,
  signal: AbortSignal,
): Promise<number> {
  const client = new Client(url.origin, {
    // Whatever asks for the address of the name gets the one that was checked.
    connect: {
      lookup: (_host, { all }, answer) =>
        all === true ? answer(null, [address]) : answer(null, address.address, address.family),
    },
    pipelining: 1,
  });
  try {
    const path = url.pathname + url.search;
    const answer = await client.request({ method: 'POST', path, headers, body, signal });
    // Thrown away with the connection, however long it is.
    answer.body.on('error', () => undefined);
    return answer.statusCode;
  } catch {
    throw new WebhookProblem('passing', 'The receiver did not answer.');
  } finally {
    await client.destroy();
  }
}
