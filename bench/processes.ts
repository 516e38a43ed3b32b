// The measured processes: a real server and a real sandbox, each on its own, started from the built files.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Client, createClient } from '../src/client/client.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const password = 'bench-bench-bench';

export type Measured = {
  client: Client;
  importDir: string;
  /** The largest resident memory so far, in megabytes (10^6 bytes). */
  peakMegabytes(): Promise<number>;
  residentMegabytes(): Promise<number>;
  /** CPU time used so far, in seconds. */
  cpuSeconds(): Promise<number>;
  stop(): Promise<void>;
};

export type SandboxProcess = {
  url: string;
  numbers(): Promise<SandboxFigures>;
  stop(): Promise<void>;
};

export type SandboxFigures = {
  requests: number;
  refused429: number;
  largestWindow: number;
  contacts: number;
  welcomeMessages: number;
  byEndpoint: Record<string, number>;
};

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null) throw new Error(`The process for ${url} ended with ${child.exitCode}.`);
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} does not answer.`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}

export async function startSandbox(options: string[]): Promise<SandboxProcess> {
  const port = await freePort();
  const main = join(root, 'dist', 'sandbox', 'main.js');
  const child = spawn(process.execPath, [main, '--port', String(port), ...options], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const origin = `http://127.0.0.1:${port}`;
  await answering(`${origin}/sandbox/numbers`, child);
  return {
    url: `${origin}/api`,
    numbers: async () => (await (await fetch(`${origin}/sandbox/numbers`)).json()) as SandboxFigures,
    stop: () => end(child),
  };
}

export async function startServer(environment: Record<string, string>): Promise<Measured> {
  const home = await mkdtemp(join(tmpdir(), 'segue-bench-'));
  const importDir = join(home, 'import');
  await mkdir(importDir);
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, 'bin', 'segue.js'), 'start', '--port', String(port)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      SEGUE_DATA_DIR: join(home, 'data'),
      SEGUE_IMPORT_DIRS: importDir,
      SEGUE_ADMIN_EMAIL: 'bench@example.com',
      SEGUE_ADMIN_PASSWORD: password,
      LOG_LEVEL: 'warn',
      ...environment,
    },
  });
  await answering(`http://127.0.0.1:${port}/readyz`, child);
  const operator = JSON.parse(await readFile(join(home, 'data', 'operator.json'), 'utf8')) as {
    url: string;
    token: string;
  };
  const status = async (field: string) => {
    const text = await readFile(`/proc/${child.pid}/status`, 'utf8');
    return (Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(text)?.[1]) * 1024) / 1e6;
  };
  return {
    client: createClient({ baseUrl: operator.url, token: operator.token }),
    importDir,
    peakMegabytes: () => status('VmHWM'),
    residentMegabytes: () => status('VmRSS'),
    async cpuSeconds() {
      const fields = (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    async stop() {
      await end(child);
      await rm(home, { recursive: true, force: true });
    },
  };
}
