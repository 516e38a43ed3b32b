import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/**
 * How many batch requests a second the sandbox answers, each with 100 contacts of about 400 bytes, and how many contacts
 * a second it really takes in. It runs as its own process, from the built files, with its limits lifted.
 */

export interface SandboxLoad {
  /** Batches answered 201, a second. */
  readonly requestsPerSecond: number;
  /** Contacts stored, a second, until the last one is in. */
  readonly contactsPerSecond: number;
  readonly bytesPerRequest: number;
}

interface LoadOptions {
  readonly batches?: number;
  readonly connections?: number;
}

const contactsPerBatch = 100;
/** Bodies are made beforehand, so that the driver's work does not show in the figure; they are sent in turn. */
const distinctBatches = 400;

function contact(number: number): Record<string, unknown> {
  return {
    identifiers: [
      {
        type: 'email',
        id: `customer.${number}@mail.example.com`,
        sendWelcomeMessage: false,
        channels: { email: { status: 'subscribed', statusChangedAt: '2024-03-01T10:00:00Z' } },
      },
    ],
    firstName: 'Alexandra',
    lastName: `Lindström ${number % 1000}`,
    address: `Storgatan ${number % 250}`,
    city: 'Göteborg',
    postalCode: `41${number % 1000}`,
    countryCode: 'SE',
    tags: ['Frequent buyers', 'High income'],
    customProperties: { income: number % 100_000, loyal: true },
  };
}

function batchBody(batch: number): Buffer {
  const items = Array.from({ length: contactsPerBatch }, (_, at) => contact(batch * contactsPerBatch + at));
  return Buffer.from(JSON.stringify({ method: 'POST', endpoint: 'contacts', items }));
}

async function startProcess(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const main = fileURLToPath(new URL('../sandbox/main.js', import.meta.url));
  const unlimited = ['--rpm', '1000000000', '--tag-rpm', '1000000000'];
  const child = spawn(process.execPath, [main, '--port', '0', ...unlimited], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const endedFirst = once(child, 'exit').then(() => {
    throw new Error(`The sandbox ended before it listened; is ${main} built?`);
  });
  const listening = once(createInterface(child.stdout), 'line') as Promise<[string]>;
  const [line] = await Promise.race([listening, endedFirst]);
  return { child, url: line.replace('sandbox listening on ', '') };
}

async function sendBatch(url: string, agent: Agent, body: Buffer): Promise<void> {
  const sent = request(`${url}/batches`, {
    agent,
    method: 'POST',
    headers: {
      authorization: 'Omnisend-API-Key load',
      'omnisend-version': '2026-03-15',
      'content-type': 'application/json',
      'content-length': body.length,
    },
  });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  if (response.statusCode !== 201) throw new Error(`The sandbox answered ${response.statusCode} to a batch.`);
}

async function untilTakenIn(url: string, items: number): Promise<void> {
  const numbersUrl = new URL('/sandbox/numbers', url);
  for (;;) {
    const numbers = (await (await fetch(numbersUrl)).json()) as { readonly itemsAccepted: number };
    if (numbers.itemsAccepted === items) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function drive(
  url: string,
  bodies: readonly Buffer[],
  batches: number,
  connections: number,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < batches; at = next++) {
      const body = bodies[at % bodies.length];
      if (body !== undefined) await sendBatch(url, agent, body);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
}

export async function measureSandbox({
  batches = 10_000,
  connections = 16,
}: LoadOptions = {}): Promise<SandboxLoad> {
  const bodies = Array.from({ length: distinctBatches }, (_, batch) => batchBody(batch));
  const { child, url } = await startProcess();
  try {
    const warmUp = 500;
    await drive(url, bodies, warmUp, connections);
    await untilTakenIn(url, warmUp * contactsPerBatch);
    const start = performance.now();
    await drive(url, bodies, batches, connections);
    const answered = performance.now();
    await untilTakenIn(url, (warmUp + batches) * contactsPerBatch);
    const takenIn = performance.now();
    return {
      requestsPerSecond: Math.round((batches / (answered - start)) * 1000),
      contactsPerSecond: Math.round(((batches * contactsPerBatch) / (takenIn - start)) * 1000),
      bytesPerRequest: bodies[0]?.length ?? 0,
    };
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
}
