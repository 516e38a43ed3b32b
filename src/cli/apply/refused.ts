// What the server refused, in the words of the file: at which line it belongs, and what somebody else changed.
import { ClientError } from '../../client/client-error.ts';
import { SegueError } from '../../errors.ts';
import { failureLines } from '../failure.ts';
import type { Change } from './changes.ts';
import { differences, differenceText } from './differences.ts';
import type { PlacedDocument } from './placed-document.ts';
import type { World } from './world.ts';

/** Null for what has nothing to do with the file. */
export function refusalLines(
  thrown: unknown,
  change: Change,
  document: PlacedDocument,
  world: World,
): string[] | null {
  if (!(thrown instanceof ClientError || thrown instanceof SegueError)) return null;
  if (thrown.code === 'serverUnreachable' || thrown.code === 'unauthenticated') return null;
  const fields = thrown instanceof ClientError ? thrown.errors : thrown.fields;
  const meanwhile = thrown.code === 'changedMeanwhile';
  const { title, detail } = thrown;
  const action = meanwhile
    ? 'Look at it with --dry-run, put into the file what is to stand, and apply it again.'
    : thrown.action;
  return [
    `${document.at(change.path)}: ${change.kind} ${change.name} was refused.`,
    ...fields.map(
      ({ field, message }) => `${document.at([...change.path, ...fieldPath(field)])}: ${field}: ${message}`,
    ),
    ...failureLines({ title, detail, action }).map((line) => `  ${line}`),
    ...(meanwhile ? movedLines(thrown.current?.value, change, world) : []),
    '  What stands above it is done. Mend the file and apply it again: what is done stays as it is.',
  ];
}

/** These move by themselves, or say nothing that the lines beside them do not. */
const unsaid = new Set(['updatedAt', 'lastRun', 'nextRunAt', 'refreshedAt', 'members', 'yourPermissions']);

function movedLines(current: object | undefined, change: Change, world: World): string[] {
  const compared = comparedIn(world, change);
  if (current === undefined || compared === undefined) return [];
  return differences(compared, current)
    .filter(({ path }) => !unsaid.has(path.split(/[.[]/)[0] ?? ''))
    .map((difference) => `    ${differenceText(difference)}`);
}

function comparedIn(world: World, { kind, name }: Change): object | undefined {
  switch (kind) {
    case 'source':
      return world.sources.get(name);
    case 'segment':
      return world.segments.get(name);
    case 'connection':
      return world.connections.get(name);
    case 'export':
      return world.exports.get(name);
    case 'schedule':
      return world.schedule;
  }
}

function fieldPath(field: string): (string | number)[] {
  return field
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
