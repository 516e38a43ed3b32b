// A whole Segue in this process: server and worker, a data directory of its own, the sandbox in Omnisend's place, an
// administrator, and a client that speaks for them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SandboxOptions, startSandbox } from '../../sandbox/server.ts';
import { type Client, createClient } from '../../src/client/client.ts';
import { type Config, readConfig, type Tuning } from '../../src/config.ts';
import type { Context, Overrides } from '../../src/context.ts';
import type { Task } from '../../src/contract/tasks.ts';
import { createService, type Roles, type Service } from '../../src/service.ts';
import { type DatabaseKind, makeDatabase } from './database.ts';
import { makeFolder } from './run-folder.ts';

export const administrator = { email: 'ada@example.com', password: 'correct horse battery' } as const;

export type Segue = {
  readonly url: string;
  readonly client: Client;
  readonly ctx: Context;
  config: Config;
  dataDir: string;
  sandbox: Awaited<ReturnType<typeof startSandbox>>;
  /** Writes a file into the import folder; answers with the path that a table names. */
  putFile(name: string, text: string): string;
  /** The task once it has ended. */
  ended(task: { id: string }): Promise<Task>;
  stop(): Promise<void>;
  /** Stops if need be, and starts again on the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

export type SegueOptions = {
  database?: DatabaseKind;
  sandbox?: SandboxOptions;
  tuning?: Partial<Tuning>;
  roles?: Roles;
  overrides?: Overrides;
  /** Further variables; changed later, they change for the server as well. */
  environment?: Record<string, string | undefined>;
};

/** Pauses short enough for a test. */
const quick: Partial<Tuning> = {
  duckMemoryMegabytes: 200,
  heartbeatMilliseconds: 50,
  sweepMilliseconds: 100,
  pollMilliseconds: 200,
  retryScale: 0.01,
  verifyMilliseconds: 10,
  beatMilliseconds: 50,
};

export async function startSegue(options: SegueOptions = {}): Promise<Segue> {
  const folder = makeFolder();
  const database = await makeDatabase(options.database);
  const sandbox = await startSandbox({ rpm: 1_000_000, tagRpm: 1_000_000, ...options.sandbox });
  const importDir = join(folder.path, 'import');
  mkdirSync(importDir);
  const environment = Object.assign(options.environment ?? {}, {
    SEGUE_DATA_DIR: join(folder.path, 'data'),
    SEGUE_IMPORT_DIRS: importDir,
    PORT: '0',
    SEGUE_ADMIN_EMAIL: administrator.email,
    SEGUE_ADMIN_PASSWORD: administrator.password,
    OMNISEND_API_URL: sandbox.url,
    OMNISEND_REQUESTS_PER_MINUTE: '1000000',
    OMNISEND_TAG_REQUESTS_PER_MINUTE: '1000000',
    LOG_LEVEL: process.env.SEGUE_TEST_LOG ?? 'silent',
  });
  const read = readConfig(environment);
  const config: Config = {
    ...read,
    database: database.config,
    tuning: { ...read.tuning, ...quick, ...options.tuning },
  };
  const open = async () => {
    const roles = options.roles ?? { api: true, worker: true };
    const service = await createService({ config, roles, overrides: options.overrides ?? {} });
    const { url = '' } = await service.start();
    return { service, url, client: clientOf(config, url) };
  };
  let running: { service: Service; url: string; client: Client } | undefined = await open();
  const now = () => {
    if (running === undefined) throw new Error('Segue does not run at the moment.');
    return running;
  };
  const stop = async () => {
    await running?.service.destroy();
    running = undefined;
  };
  return {
    ...{ config, sandbox, stop, dataDir: config.dataDir },
    get url() {
      return now().url;
    },
    get client() {
      return now().client;
    },
    get ctx() {
      return now().service.context;
    },
    putFile(name, text) {
      writeFileSync(join(importDir, name), text);
      return name;
    },
    ended: ({ id }) => now().client.tasks.wait(id),
    async restart() {
      await stop();
      running = await open();
    },
    async close() {
      await stop();
      await sandbox.close();
      await database.remove();
      folder.remove();
    },
  };
}

/** With the token that a server leaves for commands on its own machine. */
function clientOf(config: Config, url: string): Client {
  const { token } = JSON.parse(readFileSync(join(config.dataDir, 'operator.json'), 'utf8')) as {
    token: string;
  };
  return createClient({ baseUrl: url, token });
}
