// When something happens by itself. A moment is taken by moving it on, in the transaction that does what is due: of
// all processes that see it come, one takes it.
import { sql } from 'kysely';
import type { ExportId } from '../contract/ids.ts';
import type { Schedule } from '../contract/schedule.ts';
import { type SystemSchedule, systemScheduleOff } from '../contract/schedule.ts';
import type { Db, Tx } from './db.ts';

export type StoredSchedule = { schedule: SystemSchedule; nextAt: Date | null };
export type DueExport = {
  id: ExportId;
  name: string;
  isDetached: boolean;
  schedule: Schedule;
  at: Date | null;
};

export async function readSystemSchedule(db: Db | Tx): Promise<StoredSchedule> {
  const row = await db.selectFrom('system_schedule').select(['schedule', 'next_at']).executeTakeFirst();
  return row === undefined
    ? { schedule: systemScheduleOff, nextAt: null }
    : { schedule: row.schedule, nextAt: row.next_at };
}

/** Keeps what is read of it true until the transaction ends, whether there is a row or not. */
export async function holdSystemSchedule(tx: Tx): Promise<void> {
  await sql`LOCK TABLE system_schedule IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
}

/** One that is the same keeps its moment, so that nothing that is due right now is lost. */
export async function saveSystemSchedule(
  tx: Tx,
  schedule: SystemSchedule,
  nextAt: Date | null,
): Promise<void> {
  const text = JSON.stringify(schedule);
  await tx
    .insertInto('system_schedule')
    .values({ schedule: text, next_at: nextAt })
    .onConflict((conflict) =>
      conflict.column('only_one').doUpdateSet({
        schedule: text,
        next_at: sql`CASE WHEN system_schedule.schedule = ${text}::jsonb THEN system_schedule.next_at
          ELSE excluded.next_at END`,
      }),
    )
    .execute();
}

/** False when another process took the moment, or the schedule was changed. */
export async function takeSystemMoment(tx: Tx, at: Date, nextAt: Date | null): Promise<boolean> {
  const row = await tx
    .updateTable('system_schedule')
    .set({ next_at: nextAt })
    .where('next_at', '=', at)
    .returning('only_one')
    .executeTakeFirst();
  return row !== undefined;
}

/** Exports whose moment has come, and those with a schedule that have no moment yet. */
export async function dueExports(db: Db, now: Date): Promise<DueExport[]> {
  const rows = await db
    .selectFrom('exports')
    .select(['id', 'name', 'connection_id', 'schedule', 'next_run_at'])
    .where(sql<boolean>`schedule ->> 'mode' = 'custom'`)
    .where('removing_at', 'is', null)
    .where('removed_at', 'is', null)
    .where((where) => where.or([where('next_run_at', 'is', null), where('next_run_at', '<=', now)]))
    .orderBy('next_run_at')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    isDetached: row.connection_id === null,
    schedule: row.schedule,
    at: row.next_run_at,
  }));
}

/** False when another process took the moment, or the export was changed or removed. */
export async function takeExportMoment(
  tx: Tx,
  { id, at }: Pick<DueExport, 'id' | 'at'>,
  nextAt: Date | null,
): Promise<boolean> {
  const row = await tx
    .updateTable('exports')
    .set({ next_run_at: nextAt })
    .where('id', '=', id)
    .where('next_run_at', 'is not distinct from', at)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
