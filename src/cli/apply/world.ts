// What the server has, by the names that the file uses. What the file mentions is read one by one, with the tag of
// its state: a change is made only to what was compared.
import type { Client } from '../../client/client.ts';
import type { Tagged } from '../../client/transport.ts';
import type { Connection } from '../../contract/connections.ts';
import type { Export } from '../../contract/exports.ts';
import type { SystemSchedule } from '../../contract/schedule.ts';
import type { Segment } from '../../contract/segments.ts';
import type { Source } from '../../contract/sources.ts';
import { UsageError } from '../failure.ts';
import { everything } from '../find-by-name.ts';
import type { ApplyFile } from './file-schema.ts';

export type World = {
  sources: Map<string, Source>;
  segments: Map<string, Segment>;
  connections: Map<string, Connection>;
  exports: Map<string, Export>;
  schedule: SystemSchedule | undefined;
  /** By the id of the thing; the schedule of the system, which has none, is `schedule`. */
  etags: Map<string, string>;
};

export async function readWorld(client: Client, file: ApplyFile): Promise<World> {
  const [sources, segments, connections, exports] = await Promise.all([
    everything(client.sources.list),
    everything(client.segments.list),
    everything(client.connections.list),
    everything(client.exports.list),
  ]);
  const world: World = {
    sources: byName('source', sources, ({ name }) => name),
    segments: byName('segment', segments, ({ name }) => name),
    connections: byName('connection', connections.map(whole), ({ displayName }) => displayName),
    exports: byName('export', exports, ({ name }) => name),
    schedule: undefined,
    etags: new Map(),
  };
  const { etags } = world;
  const connection = async (id: string): Promise<Tagged<Connection>> => {
    const { value, etag } = await client.connections.getTagged(id);
    return { value: whole(value), etag };
  };
  await readMentioned(names(file.sources), world.sources, client.sources.getTagged, etags);
  await readMentioned(names(file.segments), world.segments, client.segments.getTagged, etags);
  const shops = file.connections.map(({ displayName }) => displayName);
  await readMentioned(shops, world.connections, connection, etags);
  await readMentioned(names(file.exports), world.exports, client.exports.getTagged, etags);
  if (file.schedule !== undefined) {
    const { value, etag } = await client.refresh.scheduleTagged();
    world.schedule = value;
    if (etag !== undefined) etags.set('schedule', etag);
  }
  return world;
}

const names = (items: readonly { name: string }[]): string[] => items.map(({ name }) => name);

async function readMentioned<T extends { id: string }>(
  mentioned: readonly string[],
  known: Map<string, T>,
  read: (id: string) => Promise<Tagged<T>>,
  etags: Map<string, string>,
): Promise<void> {
  for (const name of mentioned) {
    const listed = known.get(name);
    if (listed === undefined) continue;
    const { value, etag } = await read(listed.id);
    known.set(name, value);
    if (etag !== undefined) etags.set(value.id, etag);
  }
}

// A contributor sees of a connection its name and id alone, which cannot be compared with a file.
function whole(connection: object): Connection {
  if ('brand' in connection) return connection as Connection;
  throw new UsageError(
    'The token belongs to a user who may not see connections.\n  Nothing was changed.\n  Use the token of an administrator.',
  );
}

function byName<T>(what: string, items: readonly T[], nameOf: (item: T) => string): Map<string, T> {
  const found = new Map<string, T>();
  for (const item of items) {
    const name = nameOf(item);
    if (found.has(name)) {
      throw new UsageError(
        `The server has two ${what}s named "${name}", so a file cannot say which it means.\n  Nothing was changed.\n  Rename one of them.`,
      );
    }
    found.set(name, item);
  }
  return found;
}
