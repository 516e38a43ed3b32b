// Some changes of a run need not be on disk before the run goes on: a batch that was sent but not marked is sent again,
// a turn of the clock that was taken but not stored comes a moment later. Waiting for the disk at each of them would
// hold up everything else. With `synchronous_commit` off for one transaction, a crash may undo it, whole and together
// with all that came after it, never in part. A run's beat, a few times a second, is a full commit and settles them.
import { sql } from 'kysely';
import type { Tx } from './db.ts';

/** Usable wherever a statement takes a value or a table: `FROM ${relaxed} AS relaxed`. */
export const relaxed = sql<string>`set_config('synchronous_commit', 'off', true)`;

export async function relax(tx: Tx): Promise<void> {
  await sql`SELECT ${relaxed}`.execute(tx);
}
