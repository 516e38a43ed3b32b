import { type Lake, quoteText } from './duck.ts';
import type { Storage } from './storage.ts';

/**
 * How many profiles are in at least one of these segments.
 * @param files storage keys of members; ids are compared as text, since segments of different ages may keep them in
 * different types. Throws `snapshotCorrupt`.
 */
export async function countMembers(lake: Lake, storage: Storage, files: readonly string[]): Promise<number> {
  const selects = [...new Set(files)].map(
    (file) => `SELECT CAST(customer_id AS VARCHAR) AS id FROM read_parquet(${quoteText(storage.path(file))})`,
  );
  if (selects.length === 0) return 0;
  return lake.use(async (duck) => {
    const counted = await duck.row(`SELECT count(*) AS n FROM (${selects.join(' UNION ')})`);
    return Number(counted?.n);
  });
}
