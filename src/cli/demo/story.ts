// The demo's way through the public API, in the order in which a person would go it.

import type { Export } from '../../contract/exports.ts';
import type { Run } from '../../contract/runs.ts';
import { SegueError } from '../../errors.ts';
import { step } from '../steps.ts';
import type { Terminal } from '../terminal.ts';
import { watchRun } from '../watch-run.ts';
import { counted, duration, number } from '../words.ts';
import { segmentNames } from './expected.ts';
import { customersFile, ordersFile } from './files.ts';
import type { DemoPlace } from './place.ts';

export async function signIn({ client, email, password }: DemoPlace, terminal: Terminal): Promise<void> {
  await step('Signing in', terminal, async (report) => {
    const { user } = await client.session.signIn({ email, password });
    report.done(`Signed in as ${user.role}`);
  });
}

export async function readSource({ client }: DemoPlace, terminal: Terminal): Promise<void> {
  await step('Reading the files', terminal, async (report) => {
    const source = await client.sources.create({
      name: 'Shop',
      type: 'file',
      tables: [
        { name: 'Customers', kind: 'profiles', path: customersFile, key: 'CustomerId' },
        { name: 'Orders', kind: 'related', path: ordersFile, customerKey: 'CustomerId' },
      ],
    });
    await finishTask(client, (await client.sources.refresh(source.id)).id);
    const tables = await client.tables.list();
    const rows = tables.items.map(({ name, rows }) => `${name} ${number(rows)} rows`);
    report.done(`Read ${rows.join(', ')}`);
  });
}

export async function refreshAll({ client }: DemoPlace, what: string, terminal: Terminal): Promise<void> {
  await step('Reading the changed files', terminal, async (report) => {
    const source = (await client.sources.list()).items[0];
    if (source === undefined) throw new SegueError('internal', { detail: 'The source of the demo is gone.' });
    await finishTask(client, (await client.sources.refresh(source.id)).id);
    report.done(what);
  });
}

async function finishTask(client: DemoPlace['client'], id: string): Promise<void> {
  const task = await client.tasks.wait(id);
  if (task.status === 'successful') return;
  throw new SegueError('internal', { detail: task.error?.detail ?? `A task ended as ${task.status}.` });
}

export async function makeExport(place: DemoPlace, terminal: Terminal): Promise<Export> {
  const { client } = place;
  const segmentIds = await step('Making segments', terminal, async (report) => {
    const year = { attribute: 'OrderDate', op: 'inLast', value: { n: 12, unit: 'months' } } as const;
    const made = [
      await client.segments.create({
        name: segmentNames.swedish,
        type: 'dynamic',
        rules: [{ where: { all: [{ attribute: 'Country', op: 'in', value: ['Sweden', 'Sverige', 'SE'] }] } }],
      }),
      await client.segments.create({
        name: segmentNames.loyal,
        type: 'dynamic',
        rules: [{ where: { all: [{ table: 'Orders', aggregate: { fn: 'count', op: 'gte', value: 3 } }] } }],
      }),
      await client.segments.create({
        name: segmentNames.lapsed,
        type: 'dynamic',
        rules: [
          { where: { all: [{ table: 'Orders' }] } },
          { set: 'except', where: { all: [{ table: 'Orders', where: { all: [year] } }] } },
        ],
      }),
    ];
    report.done(`Made ${counted(made.length, 'segment')}: ${made.map(({ name }) => name).join(', ')}`);
    return made.map(({ id }) => id);
  });
  const connectionId = await step('Connecting', terminal, async (report) => {
    const made = await client.connections.create({
      type: 'omnisend',
      displayName: 'Sandbox shop',
      apiKey: 'demo-key@Sandbox-shop',
      consent: { accepted: true },
      sharedWithContributors: true,
    });
    await client.connections.becomeExportUser(made.id, place.password);
    report.done(`Connected to the brand "${made.brand.name}" of the sandbox, shared with contributors`);
    return made.id;
  });
  return client.exports.create({
    name: 'Newsletter',
    connectionId,
    segmentIds,
    mapping,
    membership: { as: 'tag' },
  });
}

const mapping = {
  email: 'Email',
  firstName: 'FirstName',
  lastName: 'LastName',
  address: 'Street',
  postalCode: 'PostalCode',
  city: 'City',
  country: 'Country',
  phone: 'Phone',
  birthdate: 'BirthDate',
  gender: 'Gender',
};

export async function showPlan({ client }: DemoPlace, chosen: Export, terminal: Terminal): Promise<void> {
  await step('Working out what to send', terminal, async (report) => {
    const { counts, estimate } = await client.exports.plan(chosen.id);
    report.done(
      `Plan: ${counted(counts.upserts, 'contact')} to send, ${number(counts.unchanged)} unchanged, ${number(counts.untags)} to lose a tag; about ${counted(estimate.requests, 'request')}, ${duration(estimate.seconds)}`,
    );
  });
}

/** Somebody who may send through the connection, and neither see its key nor change it. */
export async function addContributor({ client, contributor }: DemoPlace, terminal: Terminal): Promise<void> {
  await step('Adding a contributor', terminal, async (report) => {
    const { name } = await client.users.create({ ...contributor, name: 'Cora', role: 'contributor' });
    report.done(`Added ${name}, a contributor: she may run the export, and change nothing of the connection`);
  });
}

export async function runOnce(
  { client }: DemoPlace,
  chosen: Export,
  title: string,
  terminal: Terminal,
): Promise<Run> {
  return watchRun(await client.exports.run(chosen.id), { client, terminal, title });
}
