// A whole installation of its own, in a temporary folder: the stand-in for Omnisend and a full Segue, in this process.
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../../sandbox/server.ts';
import { type Client, createClient } from '../../client/client.ts';
import { readConfig } from '../../config.ts';
import { SegueError } from '../../errors.ts';
import { readOperator } from '../find-server.ts';
import { type RunningSegue, startSegue } from '../segue-process.ts';
import type { Terminal } from '../terminal.ts';

export type DemoPlace = {
  sandbox: Sandbox;
  client: Client;
  url: string;
  email: string;
  password: string;
  contributor: { email: string; password: string };
  importDir: string;
  /** Requests a minute that the stand-in allows, as Omnisend does unless agreed otherwise. */
  requestsPerMinute: number;
  close(): Promise<void>;
};

const usualPort = 8420;
const requestsPerMinute = 400;

export async function openPlace(terminal: Terminal): Promise<DemoPlace> {
  const folder = await mkdtemp(join(tmpdir(), 'segue-demo-'));
  const releases: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  const close = async () => {
    for (const release of releases.splice(0).reverse()) await release();
  };
  try {
    const importDir = join(folder, 'import');
    await mkdir(importDir, { mode: 0o700 });
    const sandbox = await startSandbox({ port: 0, rpm: requestsPerMinute });
    releases.push(() => sandbox.close());
    const email = 'admin@shop.example';
    const newPassword = () => randomBytes(9).toString('base64url');
    const password = newPassword();
    const contributor = { email: 'cora@shop.example', password: newPassword() };
    const dataDir = join(folder, 'data');
    const settings = { dataDir, importDir, email, password, omnisend: sandbox.url };
    const segue = await startInside(settings, terminal);
    releases.push(() => segue.service.destroy());
    const operator = await readOperator(dataDir);
    if (operator === undefined) {
      throw new SegueError('internal', {
        detail: 'The server did not leave its address in the data directory.',
      });
    }
    const client = createClient({ baseUrl: operator.url, token: operator.token });
    const { url } = operator;
    return { sandbox, client, url, email, password, contributor, importDir, requestsPerMinute, close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Settings = { dataDir: string; importDir: string; email: string; password: string; omnisend: string };

async function startInside(settings: Settings, terminal: Terminal): Promise<RunningSegue> {
  const config = readConfig({
    SEGUE_DATA_DIR: settings.dataDir,
    SEGUE_IMPORT_DIRS: settings.importDir,
    SEGUE_ADMIN_EMAIL: settings.email,
    SEGUE_ADMIN_PASSWORD: settings.password,
    OMNISEND_API_URL: settings.omnisend,
    OMNISEND_REQUESTS_PER_MINUTE: String(requestsPerMinute),
    PORT: String(await freePort(usualPort)),
    LOG_LEVEL: 'error',
  });
  return startSegue(config, { api: true, worker: true }, { ...terminal, live: false });
}

/** The port that people expect, or 0 (any) when something uses it. */
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(wanted, '127.0.0.1', () => probe.close(() => resolve(wanted)));
  });
}
