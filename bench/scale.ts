// A million profiles from the file to Omnisend, through a real server: times, memory, and what a second run costs.
import { join } from 'node:path';
import type { Run } from '../src/contract/runs.ts';
import type { Task } from '../src/contract/tasks.ts';
import { writeOrdersCsv, writeProfilesCsv } from './data.ts';
import { type Measured, password, type SandboxProcess, startSandbox, startServer } from './processes.ts';
import type { Line } from './report.ts';

const mapping = {
  email: 'Email',
  firstName: 'FirstName',
  lastName: 'LastName',
  address: 'Address',
  city: 'City',
  postalCode: 'PostalCode',
  country: 'Country',
  phone: 'Phone',
  birthdate: 'BirthDate',
  customProperties: { income: 'Income' },
};

const segments = [
  {
    name: 'Everybody',
    rules: [{ where: { all: [{ attribute: 'CustomerId', op: 'isNotEmpty' as const }] } }],
  },
  {
    name: 'Well off',
    rules: [{ where: { all: [{ attribute: 'Income', op: 'gte' as const, value: 50_000 }] } }],
  },
  {
    name: 'Bought three times',
    rules: [
      {
        where: {
          all: [{ table: 'orders', aggregate: { fn: 'count' as const, op: 'gte' as const, value: 3 } }],
        },
      },
    ],
  },
];

function seconds(from: { startedAt: string | null; endedAt: string | null }): number {
  if (from.startedAt === null || from.endedAt === null) throw new Error('It has not ended.');
  return (Date.parse(from.endedAt) - Date.parse(from.startedAt)) / 1000;
}

async function finished(server: Measured, id: string): Promise<Task> {
  const task = await server.client.tasks.wait(id);
  if (task.status !== 'successful')
    throw new Error(`${task.kind} ${task.name}: ${JSON.stringify(task.error)}`);
  return task;
}

type Loaded = { sourceId: string; segmentIds: string[]; ingestSeconds: number; segmentSeconds: number };

/** Reads the profiles, then (not part of the first figure) the orders, then evaluates the three segments. */
async function load(server: Measured, people: number): Promise<Loaded> {
  const { client, importDir } = server;
  await writeProfilesCsv(join(importDir, 'profiles.csv'), people, { seed: 1 });
  await writeOrdersCsv(join(importDir, 'orders.csv'), people * 3, people);
  const profiles = await client.sources.create({
    name: 'profiles',
    type: 'file',
    tables: [{ name: 'profiles', kind: 'profiles', path: 'profiles.csv', key: 'CustomerId' }],
  });
  const orders = await client.sources.create({
    name: 'orders',
    type: 'file',
    tables: [{ name: 'orders', kind: 'related', path: 'orders.csv', customerKey: 'CustomerId' }],
  });
  const ingest = await finished(server, (await client.sources.refresh(profiles.id)).id);
  await finished(server, (await client.sources.refresh(orders.id)).id);
  const segmentIds: string[] = [];
  let segmentSeconds = 0;
  for (const segment of segments) {
    const { id } = await client.segments.create({ ...segment, type: 'dynamic' });
    segmentIds.push(id);
    segmentSeconds += seconds(await finished(server, (await client.segments.refresh(id)).id));
  }
  return { sourceId: profiles.id, segmentIds, ingestSeconds: seconds(ingest), segmentSeconds };
}

async function makeExport(server: Measured, loaded: Loaded, people: number): Promise<string> {
  const { client } = server;
  const connection = await client.connections.create({
    type: 'omnisend',
    displayName: 'bench',
    apiKey: 'bench-key',
    consent: { accepted: true },
    limits: { maxProfilesPerExport: people },
  });
  await client.connections.becomeExportUser(connection.id, password);
  const made = await client.exports.create({
    name: 'bench',
    connectionId: connection.id,
    segmentIds: loaded.segmentIds,
    mapping,
  });
  return made.id;
}

async function timedPlan(server: Measured, exportId: string): Promise<number> {
  const before = performance.now();
  await server.client.exports.plan(exportId);
  return (performance.now() - before) / 1000;
}

async function runToEnd(
  server: Measured,
  exportId: string,
  onChange: (run: Run) => void = () => {},
): Promise<Run> {
  const { id } = await server.client.exports.run(exportId);
  const run = await server.client.runs.wait(id, { onChange });
  if (run.status !== 'successful')
    throw new Error(`The run ended ${run.status}: ${JSON.stringify(run.error)}`);
  return run;
}

const lifted = { OMNISEND_REQUESTS_PER_MINUTE: '1000000', OMNISEND_TAG_REQUESTS_PER_MINUTE: '1000000' };

export async function measureMillion(people: number): Promise<{ lines: Line[]; peak: number }> {
  const sandbox = await startSandbox(['--rpm', '1000000', '--tag-rpm', '1000000']);
  const server = await startServer({ OMNISEND_API_URL: sandbox.url, ...lifted });
  try {
    const loaded = await load(server, people);
    const exportId = await makeExport(server, loaded, people);
    const firstPlan = await timedPlan(server, exportId);
    const planPeak = await server.peakMegabytes();
    const rate = await sendAll(server, exportId);
    const unchanged = await nothingChanged(server, sandbox, exportId);
    await writeProfilesCsv(join(server.importDir, 'profiles.csv'), people, { seed: 1, changedShare: 0.01 });
    await finished(server, (await server.client.sources.refresh(loaded.sourceId)).id);
    for (const id of loaded.segmentIds) await finished(server, (await server.client.segments.refresh(id)).id);
    const secondPlan = await timedPlan(server, exportId);
    const scale = people / 1_000_000;
    const line = (
      what: string,
      measured: number,
      unit: string,
      bound: number,
      side: Line['side'] = 'atMost',
    ) => ({ what, measured, unit, bound, side }) satisfies Line;
    return {
      peak: planPeak,
      lines: [
        line(`CSV of ${people.toLocaleString('en')} × 11 → snapshot`, loaded.ingestSeconds, 's', 4 * scale),
        line('three segments, one over 3 related rows a person', loaded.segmentSeconds, 's', 4 * scale),
        line('plan, first run', firstPlan, 's', 8 * scale),
        line('plan, 1 % changed', secondPlan, 's', 6 * scale),
        line('memory of the process until the first plan', planPeak, 'MB', 1000),
        line('memory of the process until the end', await server.peakMegabytes(), 'MB', 1000),
        line('contacts a second, limits lifted', rate, '/s', 40_000, 'atLeast'),
        line('run with nothing changed', unchanged.seconds, 's', 10 * scale),
        line('write requests of a run with nothing changed', unchanged.writes, '', 0.5),
      ],
    };
  } finally {
    await server.stop();
    await sandbox.stop();
  }
}

/** Contacts a second between the first tenth and the last: planning and the ledger are other lines. */
async function sendAll(server: Measured, exportId: string): Promise<number> {
  let first: { at: number; done: number } | undefined;
  let last: { at: number; done: number } | undefined;
  const run = await runToEnd(server, exportId, ({ progress }) => {
    if (progress.phase !== 'sending' && progress.phase !== 'verifying') return;
    if (progress.done === 0 || progress.done === last?.done) return;
    last = { at: performance.now(), done: progress.done };
    first ??= last;
  });
  if (run.counts.rejected > 0) throw new Error(`${run.counts.rejected} contacts were rejected.`);
  if (first === undefined || last === undefined || last === first)
    throw new Error('The run was too short to measure.');
  return (last.done - first.done) / ((last.at - first.at) / 1000);
}

async function nothingChanged(
  server: Measured,
  sandbox: SandboxProcess,
  exportId: string,
): Promise<{ seconds: number; writes: number }> {
  const writes = async () => {
    const { byEndpoint } = await sandbox.numbers();
    return Object.entries(byEndpoint).reduce(
      (sum, [name, count]) => (name.startsWith('GET') ? sum : sum + count),
      0,
    );
  };
  const before = await writes();
  const run = await runToEnd(server, exportId);
  return { seconds: seconds(run), writes: (await writes()) - before };
}

/** Only memory: the same until the first plan, with more people. */
export async function measureMemory(people: number): Promise<number> {
  const sandbox = await startSandbox([]);
  const server = await startServer({ OMNISEND_API_URL: sandbox.url });
  try {
    const loaded = await load(server, people);
    const exportId = await makeExport(server, loaded, people);
    await timedPlan(server, exportId);
    return await server.peakMegabytes();
  } finally {
    await server.stop();
    await sandbox.stop();
  }
}

/** At Omnisend's own limit: how much of the budget is used, and what the sandbox saw. */
export async function measurePace(people: number): Promise<Line[]> {
  const sandbox = await startSandbox([]);
  const server = await startServer({ OMNISEND_API_URL: sandbox.url });
  try {
    const loaded = await load(server, people);
    const exportId = await makeExport(server, loaded, people);
    let sendingSince = 0;
    let sendingUntil = 0;
    const run = await runToEnd(server, exportId, ({ progress }) => {
      if (progress.phase === 'sending') {
        sendingSince ||= performance.now();
        sendingUntil = performance.now();
      }
    });
    const numbers = await sandbox.numbers();
    const batches = Math.ceil(run.counts.upserts / 100);
    const minutes = (sendingUntil - sendingSince) / 60_000;
    const used = batches / minutes / 400;
    const { byEndpoint } = numbers;
    const reading = (byEndpoint['GET /batches'] ?? 0) + (byEndpoint['GET /batches/{batchID}'] ?? 0);
    return [
      {
        what: 'share of the budget used by batches while sending',
        measured: used * 100,
        unit: '%',
        bound: 95,
        side: 'atLeast',
      },
      {
        what: 'largest 60 s as the sandbox sees it',
        measured: numbers.largestWindow,
        unit: 'requests',
        bound: 400,
        side: 'atMost',
      },
      { what: '429 answers', measured: numbers.refused429, unit: '', bound: 0.5, side: 'atMost' },
      {
        what: 'requests for verification per batch',
        measured: (reading / batches) * 100,
        unit: '%',
        bound: 1,
        side: 'atMost',
      },
      { what: 'welcome messages', measured: numbers.welcomeMessages, unit: '', bound: 0.5, side: 'atMost' },
    ];
  } finally {
    await server.stop();
    await sandbox.stop();
  }
}

export async function measureIdle(secondsToWatch: number): Promise<Line[]> {
  const sandbox = await startSandbox([]);
  const server = await startServer({ OMNISEND_API_URL: sandbox.url });
  try {
    // Its first half minute is spent on warming up.
    await new Promise((resolve) => setTimeout(resolve, 30_000));
    const before = await server.cpuSeconds();
    await new Promise((resolve) => setTimeout(resolve, secondsToWatch * 1000));
    const share = (await server.cpuSeconds()) - before;
    return [
      {
        what: 'idle server: memory',
        measured: await server.residentMegabytes(),
        unit: 'MB',
        bound: 400,
        side: 'atMost',
      },
      {
        what: 'idle server: share of a core',
        measured: (share / secondsToWatch) * 100,
        unit: '%',
        bound: 1,
        side: 'atMost',
      },
    ];
  } finally {
    await server.stop();
    await sandbox.stop();
  }
}
