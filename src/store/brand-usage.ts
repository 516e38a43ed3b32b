// Requests to each brand by the minute in which they were counted, of all its connections and processes together, as the
// limit is the brand's.
import { sql } from 'kysely';
import type { Db, Tx } from './db.ts';

export type Spent = { requests: number; throttled: number };

const minute = 60_000;
const startOfMinute = (at: Date) => new Date(Math.floor(at.getTime() / minute) * minute);

export async function addUsage(db: Db | Tx, brandId: string, at: Date, spent: Spent): Promise<void> {
  await db
    .insertInto('brand_usage')
    .values({ brand_id: brandId, minute: startOfMinute(at), ...spent })
    .onConflict((conflict) =>
      conflict.columns(['brand_id', 'minute']).doUpdateSet({
        requests: sql`brand_usage.requests + excluded.requests`,
        throttled: sql`brand_usage.throttled + excluded.throttled`,
      }),
    )
    .execute();
}

/** The last `minutes` minutes, the present one included, in order and without gaps. */
export async function readUsage(
  db: Db,
  brandId: string,
  minutes: number,
  now: Date,
): Promise<({ minute: string } & Spent)[]> {
  const last = startOfMinute(now).getTime();
  const first = last - (minutes - 1) * minute;
  const rows = await db
    .selectFrom('brand_usage')
    .select(['minute', 'requests', 'throttled'])
    .where('brand_id', '=', brandId)
    .where('minute', '>=', new Date(first))
    .execute();
  const known = new Map(rows.map((row) => [row.minute.getTime(), row]));
  return Array.from({ length: minutes }, (_, index) => {
    const at = first + index * minute;
    const { requests = 0, throttled = 0 } = known.get(at) ?? {};
    return { minute: new Date(at).toISOString(), requests, throttled };
  });
}

export async function deleteUsageBefore(tx: Tx, before: Date): Promise<void> {
  await tx.deleteFrom('brand_usage').where('minute', '<', before).execute();
}
