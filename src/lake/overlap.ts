// How far segments overlap: their files of members, held against each other.
import { type Lake, quoteText } from './duck.ts';
import { parquet } from './plan-work.ts';
import type { Storage } from './storage.ts';

/**
 * How many of these members are in each of the other files as well, by storage key. Throws `snapshotCorrupt`.
 * @param members storage key of a segment's members
 * @param others storage keys
 */
export async function countShared(
  lake: Lake,
  storage: Storage,
  members: string,
  others: readonly string[],
): Promise<Map<string, number>> {
  const keys = [...new Set(others)];
  if (keys.length === 0) return new Map();
  const mine = storage.path(members);
  const rows = await lake.use(async (duck) => {
    // Ids may have been of another type when older members were computed.
    const files = [mine, ...keys.map((key) => storage.path(key))].map(quoteText).join(', ');
    const types = await duck.rows(
      `SELECT file_name, type FROM parquet_schema([${files}]) WHERE name = 'customer_id'`,
    );
    const typeOf = new Map(types.map(({ file_name, type }) => [String(file_name), type]));
    const counting = keys.map((key, place) => {
      const path = storage.path(key);
      const id = typeOf.get(path) === typeOf.get(mine) ? 'customer_id' : 'CAST(customer_id AS VARCHAR)';
      return `SELECT ${place} AS place, count(*) AS n FROM ${parquet(path)} WHERE ${id} IN (SELECT ${id} FROM ${parquet(mine)})`;
    });
    return duck.rows(counting.join(' UNION ALL '));
  });
  return new Map(rows.map(({ place, n }) => [keys[Number(place)] ?? '', Number(n)]));
}
