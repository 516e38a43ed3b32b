// The HTTP API with everything real behind it, and no worker: calls are answered, jobs wait.
import { Writable } from 'node:stream';
import { afterAll, beforeAll } from 'vitest';
import { startSandbox } from '../../sandbox/server.ts';
import { ensureFirstAdministrator } from '../../src/api/first-administrator.ts';
import { createServer, type Server } from '../../src/api/server.ts';
import { type Client, createClient } from '../../src/client/client.ts';
import { type Clock, systemClock } from '../../src/clock.ts';
import { type Config, readConfig } from '../../src/config.ts';
import { type Context, createContext } from '../../src/context.ts';
import type { Role } from '../../src/contract/users.ts';
import { createLogger } from '../../src/logger.ts';
import { makeDatabase } from '../support/database.ts';
import { makeFolder } from '../support/run-folder.ts';

export const administrator = { email: 'Admin@Example.com', password: 'correct horse battery' } as const;

export type Api = {
  ctx: Context;
  server: Server;
  url: string;
  dataDir: string;
  sandbox: Awaited<ReturnType<typeof startSandbox>>;
  /** Speaks with a token of the first administrator. */
  client: Client;
  /** Everything that was logged so far. */
  log(): string;
  /** Moves the server's wall clock and its timers' clock forward. */
  advance(milliseconds: number): void;
  /** Somebody with that role, by a token of their own. */
  as(role: Role): Promise<{ client: Client; token: string; id: string; email: string; password: string }>;
  /** The cookie of a new session, as a browser would send it. */
  signIn(email: string, password: string): Promise<string>;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
};

export type CallOptions = {
  body?: unknown;
  token?: string;
  cookie?: string;
  headers?: Record<string, string>;
};
// biome-ignore lint/suspicious/noExplicitAny: a test looks into answers of every shape
export type Answer = { status: number; headers: Headers; text: string; body: any };

export type ApiOptions = {
  admin?: boolean;
  /** Further variables, asked for when the server is about to start. */
  environment?: () => Promise<Record<string, string>>;
};

/** A server for the tests of one file or one `describe`. */
export function withApi(options: ApiOptions = {}): { readonly api: Api } {
  let opened: { api: Api; close(): Promise<void> } | undefined;
  beforeAll(async () => {
    opened = await openApi(options.admin ?? true, (await options.environment?.()) ?? {});
  });
  afterAll(() => opened?.close());
  return {
    get api() {
      if (opened === undefined) throw new Error('The server is there only while tests run.');
      return opened.api;
    },
  };
}

async function openApi(
  withAdministrator: boolean,
  environment: Record<string, string>,
): Promise<{ api: Api; close(): Promise<void> }> {
  const folder = makeFolder();
  const dataDir = `${folder.path}/data`;
  const database = await makeDatabase();
  const sandbox = await startSandbox({ rpm: 1_000_000, tagRpm: 1_000_000 });
  const lines: string[] = [];
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk));
      done();
    },
  });
  const { clock, advance } = movableClock();
  const config: Config = {
    ...readConfig({
      SEGUE_DATA_DIR: dataDir,
      SEGUE_IMPORT_DIRS: `${folder.path}/import`,
      PORT: '0',
      OMNISEND_API_URL: sandbox.url,
      ...(withAdministrator
        ? { SEGUE_ADMIN_EMAIL: administrator.email, SEGUE_ADMIN_PASSWORD: administrator.password }
        : {}),
      ...environment,
    }),
    database: database.config,
  };
  const owned = await createContext(config, { logger: createLogger('debug', destination), clock });
  const ctx = owned.context;
  await ensureFirstAdministrator(ctx);
  const server = await createServer(ctx);
  const { url } = await server.listen();
  const call = caller(url);
  const signIn = signingIn(call, url);
  const token = withAdministrator
    ? await tokenOf(call, url, await signIn(administrator.email, administrator.password))
    : '';
  let people = 0;
  const api: Api = {
    ...{ ctx, server, url, dataDir, sandbox, call, signIn, advance },
    client: createClient({ baseUrl: url, token }),
    log: () => lines.join(''),
    async as(role) {
      people += 1;
      const person = { email: `${role}${people}@example.com`, password: `password of ${role} ${people}` };
      const { id } = await api.client.users.create({ ...person, name: `${role} ${people}`, role });
      const theirs = await tokenOf(call, url, await signIn(person.email, person.password));
      return { ...person, id, token: theirs, client: createClient({ baseUrl: url, token: theirs }) };
    },
  };
  return {
    api,
    async close() {
      await server.close();
      await owned.close();
      await sandbox.close();
      await database.remove();
      folder.remove();
    },
  };
}

function movableClock(): { clock: Clock; advance: Api['advance'] } {
  let ahead = 0;
  const clock: Clock = {
    now: () => new Date(Date.now() + ahead),
    monotonic: () => performance.now() + ahead,
    pause: systemClock.pause,
  };
  const advance = (milliseconds: number) => {
    ahead += milliseconds;
  };
  return { clock, advance };
}

function caller(url: string): Api['call'] {
  return async (method, path, { body, token, cookie, headers = {} } = {}) => {
    const response = await fetch(url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(cookie === undefined ? {} : { cookie }),
        ...headers,
      },
      body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const json = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: json ? JSON.parse(text) : undefined,
    };
  };
}

function signingIn(call: Api['call'], url: string): Api['signIn'] {
  return async (email, password) => {
    const { status, headers, text } = await call('POST', '/api/session', {
      body: { email, password },
      headers: { origin: url },
    });
    if (status !== 200) throw new Error(`Nobody was signed in: ${text}`);
    return (headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  };
}

async function tokenOf(call: Api['call'], url: string, cookie: string): Promise<string> {
  const made = await call('POST', '/api/tokens', {
    body: { name: 'tests' },
    cookie,
    headers: { origin: url },
  });
  if (made.status !== 201) throw new Error(`No token was made: ${made.text}`);
  return made.body.token;
}
