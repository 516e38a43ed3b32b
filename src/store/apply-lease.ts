// Who applies a configuration file: one at a time. Whoever stops renewing loses the lease when it runs out.
import type { UserId } from '../contract/ids.ts';
import type { Db, Tx } from './db.ts';

export type ApplyHolder = { id: string; heldBy: UserId | null; heldByName: string; since: Date; until: Date };

/** False while somebody holds it. */
export async function takeApplyLease(tx: Tx, holder: ApplyHolder): Promise<boolean> {
  const { id, heldBy, heldByName, since, until } = holder;
  const row = { id, held_by: heldBy, held_by_name: heldByName, since, until };
  const taken = await tx
    .insertInto('apply_lease')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('only_one').doUpdateSet(row).where('apply_lease.until', '<=', since),
    )
    .returning('id')
    .executeTakeFirst();
  return taken !== undefined;
}

export async function applyHolder(db: Db): Promise<ApplyHolder | null> {
  const row = await db.selectFrom('apply_lease').selectAll().executeTakeFirst();
  if (row === undefined) return null;
  return {
    ...{ id: row.id, heldBy: row.held_by, heldByName: row.held_by_name, since: row.since, until: row.until },
  };
}

/** False when it is no longer theirs. One that ran out and that nobody took since is theirs still. */
export async function renewApplyLease(tx: Tx, id: string, userId: UserId, until: Date): Promise<boolean> {
  const row = await tx
    .updateTable('apply_lease')
    .set({ until })
    .where('id', '=', id)
    .where('held_by', '=', userId)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** @returns whether it was theirs. */
export async function endApplyLease(tx: Tx, id: string, userId: UserId): Promise<boolean> {
  const row = await tx
    .deleteFrom('apply_lease')
    .where('id', '=', id)
    .where('held_by', '=', userId)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
