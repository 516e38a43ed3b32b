// Two numbers about a plan that are not in its counts, for the guards.
import type { Lake } from './duck.ts';
import { asLedger } from './ledger-file.ts';
import type { PlanFiles } from './plan.ts';
import { asPlan } from './plan-reader.ts';
import { parquet } from './plan-work.ts';
import type { Storage } from './storage.ts';

/** @returns contacts that the ledger (a storage key) knows, and rows that the plan turns down before it sends anything */
export async function planAmounts(
  lake: Lake,
  storage: Storage,
  files: PlanFiles,
  ledger: string | null,
): Promise<{ known: number; rejections: number }> {
  const count = (key: string) => `SELECT count(*) AS n FROM ${parquet(storage.path(key))}`;
  return lake.use(async (duck) => {
    const known = ledger === null ? undefined : await asLedger(() => duck.row(count(ledger)));
    const rejections = await asPlan(() => duck.row(count(files.rejections)));
    return { known: Number(known?.n ?? 0), rejections: Number(rejections?.n) };
  });
}
