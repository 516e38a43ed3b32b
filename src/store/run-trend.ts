// What runs brought, day by day.
import { sql } from 'kysely';
import type { StatusTrend } from '../contract/tasks.ts';
import type { Db } from './db.ts';

/** @param days so many, the last of them that of `now`; those without a run are there too */
export async function contactsByDay(db: Db, days: number, now: Date): Promise<StatusTrend['items']> {
  const last = now.toISOString().slice(0, 10);
  const { rows } = await sql<StatusTrend['items'][number]>`
    SELECT to_char(d.day, 'YYYY-MM-DD') AS day,
      coalesce(sum((r.counts ->> 'accepted')::bigint), 0)::float8 AS accepted,
      coalesce(sum((r.counts ->> 'rejected')::bigint), 0)::float8 AS rejected,
      count(r.id)::int AS runs
    FROM generate_series(${last}::timestamp - make_interval(days => ${days - 1}::int), ${last}::timestamp, interval '1 day') AS d(day)
    LEFT JOIN runs r ON r.ended_at >= d.day AT TIME ZONE 'UTC' AND r.ended_at < (d.day + interval '1 day') AT TIME ZONE 'UTC'
    GROUP BY d.day ORDER BY d.day`.execute(db);
  return rows;
}
