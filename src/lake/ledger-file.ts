// A ledger is a Parquet file: what Omnisend is known to hold of an export, one row for each address. This is where a
// damaged one is noticed.
import type { ErrorCode } from '../contract/error-codes.ts';
import { SegueError } from '../errors.ts';
import type { Duck } from './duck.ts';
import { parquet } from './plan-work.ts';

/** Its columns, in this order. `body` and the rest of the content are of the version accepted last. */
export const ledgerColumns = [
  'email',
  'customer_id',
  'fingerprint',
  'body',
  'tags',
  'properties',
  'state',
  'code',
  'detail',
  'run_id',
  'sent_at',
] as const;

/** @throws ledgerCorrupt when the file is not there, was cut off, or lacks a column */
export async function openLedger(duck: Duck, path: string): Promise<void> {
  const first = `SELECT ${ledgerColumns.join(', ')} FROM ${parquet(path)} LIMIT 1`;
  await asLedger(() => duck.rows(first), ['snapshotCorrupt', 'internal']);
}

/** Whatever damaged file `work` meets is a ledger. @param signs codes by which the damage shows */
export async function asLedger<T>(
  work: () => Promise<T>,
  signs: ErrorCode[] = ['snapshotCorrupt'],
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SegueError) || !signs.includes(error.code)) throw error;
    throw new SegueError('ledgerCorrupt', {
      detail: 'The file that says what Omnisend holds of this export is damaged or gone. Nothing was sent.',
      cause: error,
    });
  }
}
