// What the server has, by the names that the file uses.
import type { Client } from '../../client/client.ts';
import type { Connection } from '../../contract/connections.ts';
import type { Export } from '../../contract/exports.ts';
import type { Segment } from '../../contract/segments.ts';
import type { Source } from '../../contract/sources.ts';
import { UsageError } from '../failure.ts';
import { everything } from '../find-by-name.ts';

export type World = {
  sources: Map<string, Source>;
  segments: Map<string, Segment>;
  connections: Map<string, Connection>;
  exports: Map<string, Export>;
};

export async function readWorld(client: Client): Promise<World> {
  const [sources, segments, connections, exports] = await Promise.all([
    everything(client.sources.list),
    everything(client.segments.list),
    everything(client.connections.list),
    everything(client.exports.list),
  ]);
  return {
    sources: byName('source', sources, ({ name }) => name),
    segments: byName('segment', segments, ({ name }) => name),
    connections: byName('connection', connections.map(whole), ({ displayName }) => displayName),
    exports: byName('export', exports, ({ name }) => name),
  };
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
