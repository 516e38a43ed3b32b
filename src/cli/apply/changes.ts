// Compares the file with the server, without touching either.
import type { Connection } from '../../contract/connections.ts';
import type { Export } from '../../contract/exports.ts';
import type { SystemSchedule } from '../../contract/schedule.ts';
import { type Difference, differences } from './differences.ts';
import type { ApplyFile, FileConnection, FileExport, FileSegment, FileSource } from './file-schema.ts';
import type { Path } from './placed-document.ts';
import type { World } from './world.ts';

export type Item =
  | { kind: 'source'; wanted: FileSource }
  | { kind: 'segment'; wanted: FileSegment }
  | { kind: 'connection'; wanted: FileConnection }
  | { kind: 'export'; wanted: FileExport }
  | { kind: 'schedule'; wanted: SystemSchedule };

export type Change = Item & {
  name: string;
  /** Where it stands in the file. */
  path: Path;
  action: 'add' | 'change' | 'keep';
  differences: Difference[];
};

/** In the order in which they can be carried out: each needs only what stands before it. */
export function changesBetween(file: ApplyFile, world: World): Change[] {
  return [
    ...file.sources.map((wanted, index) =>
      change(
        { kind: 'source', wanted },
        wanted.name,
        ['sources', index],
        world.sources.get(wanted.name),
        wanted,
      ),
    ),
    ...file.segments.map((wanted, index) =>
      change(
        { kind: 'segment', wanted },
        wanted.name,
        ['segments', index],
        world.segments.get(wanted.name),
        wanted,
      ),
    ),
    ...file.connections.map((wanted, index) => {
      const existing = world.connections.get(wanted.displayName);
      const item: Item = { kind: 'connection', wanted };
      return change(
        item,
        wanted.displayName,
        ['connections', index],
        viewOfConnection(existing),
        comparable(wanted, existing),
      );
    }),
    ...file.exports.map((wanted, index) => {
      const view = viewOfExport(world.exports.get(wanted.name), world);
      return change({ kind: 'export', wanted }, wanted.name, ['exports', index], view, wanted);
    }),
    // Last, so that no refresh begins in the middle of a file.
    ...(file.schedule === undefined ? [] : [scheduleChange(file.schedule, world.schedule)]),
  ];
}

/** Compared as a whole: days that are left out are no days. */
function scheduleChange(wanted: SystemSchedule, existing: SystemSchedule | undefined): Change {
  const found = differences({ schedule: existing }, { schedule: wanted });
  const action = found.length > 0 ? 'change' : 'keep';
  return { kind: 'schedule', wanted, name: 'of everything', path: ['schedule'], action, differences: found };
}

function change(item: Item, name: string, path: Path, existing: object | undefined, wanted: object): Change {
  if (existing === undefined) return { ...item, name, path, action: 'add', differences: [] };
  const found = differences(existing, wanted);
  return { ...item, name, path, action: found.length > 0 ? 'change' : 'keep', differences: found };
}

// A key that the server keeps is never shown and so never compared, only where it is kept; consent was given when the
// connection was made.
function comparable(
  { displayName, sharedWithContributors, limits, exportUser, apiKey, apiKeyFrom }: FileConnection,
  existing: Connection | undefined,
): object {
  const missing = exportUser !== undefined && existing !== undefined && existing.exportUser === null;
  return {
    displayName,
    sharedWithContributors,
    limits,
    apiKeyFrom,
    apiKey: apiKey !== undefined && existing?.keyFrom ? keptHere : undefined,
    exportUser: missing ? 'the user of this token' : undefined,
  };
}

const keptHere = 'kept by the server';

function viewOfConnection(connection: Connection | undefined): object | undefined {
  if (connection === undefined) return undefined;
  const { keyFrom } = connection;
  return { ...connection, exportUser: null, apiKeyFrom: keyFrom, apiKey: keyFrom };
}

/** An export of the server in the file's terms. */
function viewOfExport(existing: Export | undefined, world: World): object | undefined {
  if (existing === undefined) return undefined;
  const segmentNames = new Map([...world.segments.values()].map(({ id, name }) => [id as string, name]));
  const nameOf = (id: string) => segmentNames.get(id) ?? id;
  const connection = [...world.connections.values()].find(({ id }) => id === existing.connectionId);
  const names = Object.entries(existing.membership.names ?? {}).map(([id, name]) => [nameOf(id), name]);
  return {
    ...existing,
    connection: connection?.displayName,
    segments: existing.segmentIds.map(nameOf),
    membership: { as: existing.membership.as, names: Object.fromEntries(names) },
  };
}

export type LooseEnd = { path: Path; message: string };

/** Names that neither the file nor the server knows. */
export function looseEnds(file: ApplyFile, world: World): LooseEnd[] {
  const segments = new Set([...world.segments.keys(), ...file.segments.map(({ name }) => name)]);
  const connections = new Set([
    ...world.connections.keys(),
    ...file.connections.map(({ displayName }) => displayName),
  ]);
  return file.exports.flatMap((wanted, index) => {
    const path = ['exports', index];
    const unknown = wanted.segments.flatMap((name, place) =>
      segments.has(name)
        ? []
        : [{ path: [...path, 'segments', place], message: `there is no segment "${name}"` }],
    );
    const strangers = Object.keys(wanted.membership?.names ?? {})
      .filter((name) => !wanted.segments.includes(name))
      .map((name) => ({
        path: [...path, 'membership', 'names', name],
        message: `"${name}" is not a segment of this export`,
      }));
    const connection = connections.has(wanted.connection)
      ? []
      : [{ path: [...path, 'connection'], message: `there is no connection "${wanted.connection}"` }];
    return [...connection, ...unknown, ...strangers];
  });
}
