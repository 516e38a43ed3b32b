// What is refused when an export is saved, so that its runs need not fail later.
import type { SegmentId } from '../contract/ids.ts';
import type { Role } from '../contract/users.ts';
import { checkMapping } from '../core/mapping-check.ts';
import { membershipNames } from '../core/membership-name.ts';
import { maySendWelcomeMessages } from '../core/permissions.ts';
import { type FieldError, SegueError } from '../errors.ts';
import { sharingOf } from '../store/connections.ts';
import type { Db } from '../store/db.ts';
import type { ExportFacts, StoredExport } from '../store/exports.ts';
import { findSegment } from '../store/segments.ts';
import { allTables, profileTableOf } from '../store/tables.ts';
import { badRequest } from './problems.ts';

/** Which parts somebody sent: what was right once stays, though the tables may have moved on since. */
export type Touched = { connection: boolean; mapping: boolean; membership: boolean };

/** One that takes back what it put into Omnisend does that to the end, and nothing else. Throws `conflict`. */
export function requireStaying({ name, removing }: StoredExport): void {
  if (!removing) return;
  throw new SegueError('conflict', {
    detail: `The export "${name}" is being removed. Nothing was changed.`,
    action: 'Make a duplicate of it to go on with its settings.',
  });
}

type Circumstances = { before: ExportFacts | null; touched: Touched; role: Role };

export async function checkExport(
  db: Db,
  facts: ExportFacts,
  { before, touched, role }: Circumstances,
): Promise<void> {
  const turnsOnWelcome = facts.sendWelcomeMessage && before?.sendWelcomeMessage !== true;
  if (turnsOnWelcome && !maySendWelcomeMessages(role)) throw welcomeForbidden();
  if (touched.connection) await checkConnection(db, facts);
  if (touched.membership || touched.mapping) await checkMembership(db, facts);
  if (touched.mapping) await checkColumns(db, facts);
}

function welcomeForbidden(): SegueError {
  return new SegueError('forbidden', {
    detail: 'Only an administrator lets Omnisend send welcome messages for an export. Nothing was changed.',
    fields: [{ field: 'sendWelcomeMessage', message: 'needs an administrator' }],
  });
}

async function checkConnection(db: Db, { connectionId }: ExportFacts): Promise<void> {
  if (connectionId === null || (await sharingOf(db, connectionId)) !== null) return;
  throw badRequest('There is no such connection. Nothing was changed.', [
    { field: 'connectionId', message: 'is not a connection' },
  ]);
}

async function checkMembership(db: Db, { segmentIds, membership, mapping }: ExportFacts): Promise<void> {
  const repeated = segmentIds.flatMap((id, index): FieldError[] =>
    segmentIds.indexOf(id) === index ? [] : [{ field: `segmentIds[${index}]`, message: 'is named twice' }],
  );
  const strange = Object.keys(membership.names ?? {}).flatMap((id): FieldError[] =>
    segmentIds.includes(id as SegmentId)
      ? []
      : [{ field: `membership.names.${id}`, message: 'is not a segment of this export' }],
  );
  const fields = [...repeated, ...strange];
  if (fields.length > 0) throw badRequest('The segments are not well named. Nothing was changed.', fields);
  const segments = await Promise.all(segmentIds.map((id) => findSegment(db, id)));
  const missing = segments.flatMap((segment, index): FieldError[] =>
    segment === null ? [{ field: `segmentIds[${index}]`, message: 'is not a segment' }] : [],
  );
  if (missing.length > 0) {
    throw new SegueError('segmentMissing', {
      detail: 'The export names segments that do not exist. Nothing was changed.',
      fields: missing,
    });
  }
  // Throws when two of them would share a tag or a property.
  membershipNames(
    segments.filter((segment) => segment !== null),
    membership,
    Object.keys(mapping.customProperties ?? {}),
  );
}

async function checkColumns(db: Db, { mapping }: ExportFacts): Promise<void> {
  const profiles = profileTableOf(await allTables(db));
  const problems = checkMapping(mapping, profiles.columns);
  if (problems.length === 0) return;
  throw new SegueError('mappingInvalid', {
    detail: `The mapping does not fit the table "${profiles.name}": ${problems.map(({ message }) => message).join('; ')}. Nothing was changed.`,
    fields: problems,
  });
}
