// Makes one change through the public API, and keeps the world's ids up to date for the changes after it.

import type { Client } from '../../client/client.ts';
import { ClientError } from '../../client/client-error.ts';
import type { IfMatch } from '../../client/transport.ts';
import type { Connection, ConnectionInput } from '../../contract/connections.ts';
import type { Membership } from '../../contract/mapping.ts';
import { SegueError } from '../../errors.ts';
import type { Change } from './changes.ts';
import type { FileConnection, FileExport, FileSegment, FileSource } from './file-schema.ts';
import type { World } from './world.ts';

export type Secrets = { apiKey?: string; password?: string };
export type Hands = {
  client: Client;
  world: World;
  /** Ends the waiting, not what is waited for. */
  signal: AbortSignal;
  say: (line: string) => void;
};

/** The change is refused when the thing is no longer what was compared. */
const unchanged = ({ etags }: World, id: string): IfMatch => ({ ifMatch: etags.get(id) });

export async function carryOut(change: Change, secrets: Secrets, hands: Hands): Promise<void> {
  switch (change.kind) {
    case 'source':
      return applySource(change.wanted, change.action, hands);
    case 'segment':
      return applySegment(change.wanted, change.action, hands);
    case 'connection':
      return applyConnection(change.wanted, change.action, secrets, hands);
    case 'export':
      return applyExport(change.wanted, change.action, hands);
    case 'schedule':
      if (change.action === 'keep') return;
      await hands.client.refresh.setSchedule(change.wanted, unchanged(hands.world, 'schedule'));
  }
}

async function applySource(
  wanted: FileSource,
  action: Change['action'],
  { client, world, say, signal }: Hands,
): Promise<void> {
  const existing = world.sources.get(wanted.name);
  const saved =
    existing === undefined
      ? await client.sources.create(wanted)
      : action === 'change'
        ? await client.sources.update(existing.id, wanted, unchanged(world, existing.id))
        : existing;
  world.sources.set(wanted.name, saved);
  if (action === 'keep' && saved.refreshedAt !== null && !(await failedLastTime(wanted.name, client))) return;
  // Segments are checked against the tables, so these must have been read before.
  say(`  reading source ${wanted.name} …`);
  const { id } = await client.sources.refresh(saved.id);
  const task = await client.tasks.wait(id, { signal });
  if (task.status === 'successful') return;
  const words = task.error ?? {
    code: 'conflict',
    title: 'The source was not read',
    detail: `Its task ended as ${task.status}.`,
    action: 'See "segue status", then apply the file again.',
  };
  throw new ClientError({ ...words, status: 422 });
}

/** A source whose change was saved and whose reading then failed is read again, though the file agrees with it. */
async function failedLastTime(name: string, client: Client): Promise<boolean> {
  const { items } = await client.tasks.list({ kind: 'source', limit: 200 });
  const latest = items.find((task) => task.name === name);
  return latest?.status === 'failed' || latest?.status === 'failedPermanently';
}

async function applySegment(
  wanted: FileSegment,
  action: Change['action'],
  { client, world }: Hands,
): Promise<void> {
  const existing = world.segments.get(wanted.name);
  if (existing === undefined) world.segments.set(wanted.name, await client.segments.create(wanted));
  else if (action === 'change')
    world.segments.set(
      wanted.name,
      await client.segments.update(existing.id, wanted, unchanged(world, existing.id)),
    );
}

async function applyConnection(
  wanted: FileConnection,
  action: Change['action'],
  secrets: Secrets,
  { client, world }: Hands,
): Promise<void> {
  const { exportUser, apiKey: _read, apiKeyFrom: _handedOn, ...rest } = wanted;
  const existing = world.connections.get(wanted.displayName);
  let saved = existing;
  if (existing === undefined) {
    saved = await client.connections.create({
      ...rest,
      apiKey: secrets.apiKey ?? '',
    } satisfies ConnectionInput);
  } else if (action === 'change') {
    saved = await changeConnection(existing, rest, secrets, { client, world });
  }
  if (saved === undefined) return;
  if (saved.exportUser === null && exportUser !== undefined && secrets.password !== undefined) {
    // What was just changed has another tag than what was compared.
    const options = saved === existing ? unchanged(world, saved.id) : {};
    saved = await client.connections.becomeExportUser(saved.id, secrets.password, options);
  }
  world.connections.set(wanted.displayName, saved);
}

/** As it is, when nothing but its export user is to change. */
async function changeConnection(
  existing: Connection,
  { sharedWithContributors, limits }: Pick<FileConnection, 'sharedWithContributors' | 'limits'>,
  { apiKey }: Secrets,
  { client, world }: Pick<Hands, 'client' | 'world'>,
): Promise<Connection> {
  const patch = {
    ...(sharedWithContributors === undefined ? {} : { sharedWithContributors }),
    ...(limits === undefined ? {} : { limits: { ...existing.limits, ...limits } }),
    ...(apiKey === undefined ? {} : { apiKey }),
  };
  if (Object.keys(patch).length === 0) return existing;
  return client.connections.update(existing.id, patch, unchanged(world, existing.id));
}

async function applyExport(
  wanted: FileExport,
  action: Change['action'],
  { client, world }: Hands,
): Promise<void> {
  if (action === 'keep') return;
  const existing = world.exports.get(wanted.name);
  const { connection, segments, membership, guards, ...rest } = wanted;
  const connectionId = idOf(world.connections, connection);
  const segmentIds = segments.map((name) => idOf(world.segments, name));
  const body = {
    ...rest,
    connectionId,
    segmentIds,
    ...(guards === undefined ? {} : { guards: { ...existing?.guards, ...guards } }),
    ...(membership === undefined ? {} : { membership: byIds(membership, existing?.membership, world) }),
  };
  const saved =
    existing === undefined
      ? await client.exports.create(body)
      : await client.exports.update(existing.id, body, unchanged(world, existing.id));
  world.exports.set(wanted.name, saved);
}

function byIds(
  wanted: NonNullable<FileExport['membership']>,
  existing: Membership | undefined,
  world: World,
): Membership {
  const given = Object.entries(wanted.names ?? {}).map(([name, tag]) => [idOf(world.segments, name), tag]);
  const names = wanted.names === undefined ? existing?.names : Object.fromEntries(given);
  return names === undefined ? { as: wanted.as } : { as: wanted.as, names };
}

function idOf<Id>(items: ReadonlyMap<string, { id: Id }>, name: string): Id {
  const found = items.get(name);
  // The file was checked for loose ends before the first change.
  if (found === undefined)
    throw new SegueError('notFound', { detail: `There is nothing named "${name}" any more.` });
  return found.id;
}
