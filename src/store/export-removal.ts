// Removing an export that first takes back what it put into Omnisend. While that goes on the export is still there; then
// only its last run is, until its history ends.
import type { ExportId } from '../contract/ids.ts';
import type { Db, Tx } from './db.ts';

/** From here on nothing starts it by itself: should the taking back fail, what was taken back stays so. */
export async function beginRemoval(tx: Tx, id: ExportId, at: Date): Promise<void> {
  await tx
    .updateTable('exports')
    .set({
      removing_at: at,
      schedule: JSON.stringify({ mode: 'off' }),
      next_run_at: null,
      updated_at: at,
    })
    .where('id', '=', id)
    .execute();
}

/** What it put there is gone, so nobody needs its ledger or its connection any more. */
export async function completeRemoval(tx: Tx, id: ExportId, at: Date): Promise<void> {
  await tx
    .updateTable('exports')
    .set({ removed_at: at, connection_id: null, ledger_file: null, ledger_brand_id: null })
    .where('id', '=', id)
    .execute();
}

/** It did not come to that: the export stays. */
export async function abandonRemoval(tx: Tx, id: ExportId): Promise<void> {
  await tx.updateTable('exports').set({ removing_at: null }).where('id', '=', id).execute();
}

/** The runs go with them. */
export async function deleteExportsRemovedBefore(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('exports').where('removed_at', '<', before).execute();
}
