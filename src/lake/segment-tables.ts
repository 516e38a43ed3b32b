import { SegueError } from '../errors.ts';
import { quoteText } from './duck.ts';
import type { SegmentTable, SegmentTables } from './segment-sql.ts';
import type { TableSnapshot } from './snapshot.ts';
import type { Storage } from './storage.ts';

/** The snapshots that rules may speak of. Throws `notIngested` without a profile table. */
export function segmentTables(storage: Storage, tables: readonly TableSnapshot[]): SegmentTables {
  const profiles = tables.find(({ kind }) => kind === 'profiles');
  if (!profiles) {
    throw new SegueError('notIngested', {
      detail: 'No profile table has been read yet.',
      action: 'Make a source with a table of kind "profiles", and refresh it.',
    });
  }
  const related = tables.filter(({ kind }) => kind === 'related');
  return {
    profiles: segmentTable(storage, profiles),
    related: related.map((table) => segmentTable(storage, table)),
  };
}

function segmentTable(storage: Storage, { name, columns, idColumn, file }: TableSnapshot): SegmentTable {
  return { name, columns, idColumn, from: `read_parquet(${quoteText(storage.path(file))})` };
}
