// How far segments overlap: their files of members, held against each other.
import { type Duck, type Lake, quoteText, type Row } from './duck.ts';
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
    const placed = keys.map((key, place) => ({ path: storage.path(key), place }));
    const alike = placed.filter(({ path }) => typeOf.get(path) === typeOf.get(mine));
    const unlike = placed.filter(({ path }) => typeOf.get(path) !== typeOf.get(mine));
    return [
      ...(await count(duck, mine, alike, 'customer_id')),
      ...(await count(duck, mine, unlike, 'CAST(customer_id AS VARCHAR)')),
    ];
  });
  const shared = new Map(rows.map(({ place, n }) => [keys[Number(place)], Number(n)]));
  return new Map(keys.map((key) => [key, shared.get(key) ?? 0]));
}

/** One statement for all files: what they are held against is put into memory once. */
async function count(
  duck: Duck,
  mine: string,
  files: { path: string; place: number }[],
  id: string,
): Promise<Row[]> {
  if (files.length === 0) return [];
  const all = files.map(({ path, place }) => `SELECT ${id} AS id, ${place} AS place FROM ${parquet(path)}`);
  return duck.rows(
    `SELECT place, count(*) AS n FROM (${all.join(' UNION ALL ')})
     WHERE id IN (SELECT ${id} FROM ${parquet(mine)}) GROUP BY place`,
  );
}
