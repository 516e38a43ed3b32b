// Which files in storage something points to: the current snapshots, the ledgers, and all that runs work from.
import type { Db } from './db.ts';

/** @param endedBefore files of runs that ended before this moment are no longer needed for their sake */
export async function usedFiles(db: Db, endedBefore: Date): Promise<Set<string>> {
  const tables = await db.selectFrom('tables').select(['file', 'bad_lines_file']).execute();
  const segments = await db.selectFrom('segments').select('members_file').execute();
  const exports = await db
    .selectFrom('exports')
    .select('ledger_file')
    .where('removed_at', 'is', null)
    .execute();
  const runs = await db
    .selectFrom('runs')
    .select('plan')
    .where('plan', 'is not', null)
    .where((where) => where.or([where('ended_at', 'is', null), where('ended_at', '>=', endedBefore)]))
    .execute();
  const pointers: unknown[] = [
    ...tables.flatMap((table) => [table.file, table.bad_lines_file]),
    ...segments.map((segment) => segment.members_file),
    ...exports.map((exported) => exported.ledger_file),
  ];
  return new Set([...pointers, ...runs.map((run) => run.plan)].flatMap(textsIn));
}

/** Every text in a value: whatever a plan comes to hold, a file it names is among them. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
