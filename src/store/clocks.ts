// The shared clock of a brand (core/pace.ts), one row a budget. Whoever wants to send takes a slot here first; the
// database's own clock is the one that all processes agree on.
import { sql } from 'kysely';
import { type ClockState, type Pace, refused, reserve } from '../core/pace.ts';
import type { Db, Tx } from './db.ts';
import { relaxed } from './relaxed.ts';

export type Budget = 'all' | 'tags';

type Locked = { state: ClockState; now: number };

/** @returns for each slot the milliseconds from now until it may be used, in order; 0 or less means at once. */
export async function takeSlots(
  db: Db,
  brandId: string,
  budget: Budget,
  pace: Pace,
  count: number,
): Promise<number[]> {
  return db.transaction().execute(async (tx) => {
    const { state, now } = await lockClock(tx, brandId, budget);
    const taken = reserve(state, pace, now, count);
    await saveClock(tx, brandId, budget, taken.state);
    return taken.slots.map((slot) => slot - now);
  });
}

/** Nobody sends to the brand for as long as a refusal said. */
export async function pauseClock(
  db: Db,
  brandId: string,
  budget: Budget,
  waitMilliseconds: number,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const { state, now } = await lockClock(tx, brandId, budget);
    await saveClock(tx, brandId, budget, refused(state, now, waitMilliseconds));
  });
}

async function lockClock(tx: Tx, brandId: string, budget: Budget): Promise<Locked> {
  const read = () =>
    tx
      .selectFrom('clocks')
      .select([
        'next_at',
        'slowness',
        'refused_at',
        sql<Date>`clock_timestamp()`.as('now'),
        relaxed.as('relaxed'),
      ])
      .where('brand_id', '=', brandId)
      .where('budget', '=', budget)
      .forUpdate()
      .executeTakeFirst();
  let clock = await read();
  if (clock === undefined) {
    await tx
      .insertInto('clocks')
      .values({ brand_id: brandId, budget, next_at: new Date(0), refused_at: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    clock = await read();
  }
  if (clock === undefined) throw new Error('The clock of a brand cannot be made.');
  return {
    now: clock.now.getTime(),
    state: {
      nextAt: clock.next_at.getTime(),
      slowness: clock.slowness,
      refusedAt: clock.refused_at?.getTime(),
    },
  };
}

async function saveClock(tx: Tx, brandId: string, budget: Budget, state: ClockState): Promise<void> {
  await tx
    .updateTable('clocks')
    .set({
      next_at: sql`to_timestamp(${state.nextAt / 1000}::double precision)`,
      slowness: state.slowness,
      refused_at: state.refusedAt === undefined ? null : new Date(state.refusedAt),
    })
    .where('brand_id', '=', brandId)
    .where('budget', '=', budget)
    .execute();
}
