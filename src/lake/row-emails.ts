// Addresses of rows that the control plane knows by number only.
import { type Lake, quoteText } from './duck.ts';
import type { Storage } from './storage.ts';

/** @param file storage key of a plan's upserts or untags. @returns addresses in the order of the rows */
export async function readEmails(
  lake: Lake,
  storage: Storage,
  file: string,
  rows: number[],
): Promise<string[]> {
  const found = await lake.use((duck) =>
    duck.rows(
      `SELECT email FROM read_parquet(${quoteText(storage.path(file))})
       WHERE row IN (SELECT unnest(from_json($rows, '["BIGINT"]'))) ORDER BY row`,
      { rows: JSON.stringify(rows) },
    ),
  );
  return found.map(({ email }) => String(email));
}
