// `kill -9` of a real server at random moments of its runs, twenty times: every run that was interrupted
// goes on by itself at the next start, and in the end the sandbox holds exactly what the last plan says.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandbox } from '../../sandbox/server.ts';
import { createClient } from '../../src/client/client.ts';
import { hasEnded } from '../../src/client/runs.ts';
import { makeDatabase } from '../support/database.ts';
import { makeFolder } from '../support/run-folder.ts';
import { until } from '../support/until.ts';

const kills = 20;
const people = 2500;
const password = 'correct horse battery';
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = makeFolder();
const dataDir = join(folder.path, 'data');
const importDir = join(folder.path, 'import');
const operatorFile = join(dataDir, 'operator.json');

type Database = Awaited<ReturnType<typeof makeDatabase>>;
let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let database: Database;
let server: ChildProcess;
/** Reproducible moments: a small generator with a fixed seed. */
let state = 20_261_123;
const random = () => {
  state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
  return state / 4_294_967_296;
};

async function startServer() {
  rmSync(operatorFile, { force: true });
  server = spawn(process.execPath, [join(root, 'bin', 'segue.js'), 'start', '--port', '0'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      PATH: process.env.PATH ?? '',
      SEGUE_DATA_DIR: dataDir,
      SEGUE_IMPORT_DIRS: importDir,
      SEGUE_ADMIN_EMAIL: 'admin@example.com',
      SEGUE_ADMIN_PASSWORD: password,
      OMNISEND_API_URL: sandbox.url,
      OMNISEND_REQUESTS_PER_MINUTE: '900',
      LOG_LEVEL: 'silent',
      ...(database.config.kind === 'postgres' ? { DATABASE_URL: database.config.url } : {}),
    },
  });
  const { url, token } = await until(
    () => {
      if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}.`);
      return (
        existsSync(operatorFile) &&
        (JSON.parse(readFileSync(operatorFile, 'utf8')) as { url: string; token: string })
      );
    },
    { what: 'the server to start' },
  );
  const client = createClient({ baseUrl: url, token });
  await until(async () => (await fetch(`${url}/readyz`).catch(() => undefined))?.ok, {
    what: 'the server to be ready',
  });
  return client;
}

async function kill(): Promise<void> {
  const gone = once(server, 'exit');
  server.kill('SIGKILL');
  await gone;
}

/** Everybody's first name says which round it is from; each round somebody else leaves the segment. */
function writeCustomers(round: number): void {
  const lines = ['id,email,first,member'];
  for (let id = 1; id <= people; id++)
    lines.push(`${id},person${id}@example.com,Åsa ${round},${id % 7 === round % 7 ? 'no' : 'yes'}`);
  writeFileSync(join(importDir, 'customers.csv'), lines.join('\n'));
}

beforeAll(async () => {
  mkdirSync(importDir, { recursive: true });
  sandbox = await startSandbox({ rpm: 1_000_000, tagRpm: 1_000_000, batchDelayMs: 150 });
  database = await makeDatabase();
});

afterAll(async () => {
  await kill();
  await sandbox.close();
  await database.remove();
  folder.remove();
});

it(`survives ${kills} kills`, { timeout: 300_000 }, async () => {
  writeCustomers(0);
  let client = await startServer();
  const source = await client.sources.create({
    name: 'shop',
    type: 'file',
    tables: [{ name: 'customers', kind: 'profiles', path: 'customers.csv', key: 'id' }],
  });
  const refresh = async () => client.tasks.wait((await client.sources.refresh(source.id)).id);
  expect(await refresh()).toMatchObject({ status: 'successful' });
  const segment = await client.segments.create({
    name: 'Members',
    type: 'dynamic',
    rules: [{ where: { all: [{ attribute: 'member', op: 'eq', value: 'yes' }] } }],
  });
  const connection = await client.connections.create({
    type: 'omnisend',
    displayName: 'shop',
    apiKey: 'a-key',
    consent: { accepted: true },
  });
  await client.connections.becomeExportUser(connection.id, password);
  const { id: exportId } = await client.exports.create({
    name: 'all',
    connectionId: connection.id,
    segmentIds: [segment.id],
    mapping: { email: 'email', firstName: 'first' },
  });

  let killed = 0;
  let round = 0;
  let runs = 0;
  while (killed < kills) {
    round++;
    writeCustomers(round);
    expect(await refresh()).toMatchObject({ status: 'successful' });
    const { id } = await client.exports.run(exportId);
    runs++;
    while (killed < kills) {
      // Somewhere between the start of the process and the end of the run.
      await new Promise((resolve) => setTimeout(resolve, random() * 1_000));
      if (hasEnded((await client.runs.get(id)).status)) break;
      await kill();
      killed++;
      client = await startServer();
    }
    const run = await client.runs.wait(id);
    expect(run.error).toBeUndefined();
    expect(run).toMatchObject({ status: 'successful' });
    expect(run.counts.accepted + run.counts.rejected).toBe(run.counts.upserts);
  }
  expect(runs).toBeGreaterThan(0);
  expect(killed).toBe(kills);

  const held = new Map(sandbox.control.contacts().map((contact) => [contact.email, contact]));
  expect(held.size).toBeLessThanOrEqual(people);
  for (let id = 1; id <= people; id++) {
    const contact = held.get(`person${id}@example.com`);
    const member = id % 7 !== round % 7;
    expect(contact?.tags ?? []).toEqual(member ? ['Members'] : []);
    if (member) expect(contact?.firstName).toBe(`Åsa ${round}`);
  }
  expect(sandbox.control.numbers().welcomeMessages).toBe(0);
});
