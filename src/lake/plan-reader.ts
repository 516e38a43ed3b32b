// Reading a plan while it is carried out: batches ready to send, single rows, tag calls.
import { SegueError } from '../errors.ts';
import type { Duck, Lake } from './duck.ts';
import type { PlanFiles } from './plan.ts';
import { parquet } from './plan-work.ts';
import type { Storage } from './storage.ts';

export type PlannedRow = {
  row: number;
  email: string;
  customerId: string;
  body: string;
  tags: string[];
  leaving: boolean;
};

export type PlannedBatch = {
  firstRow: number;
  lastRow: number /** JSON: a list of contacts. */;
  items: string;
};

/** The contact's JSON, its tags inside where they travel with it. */
function bodySql(tagsInside: boolean): string {
  return tagsInside
    ? `CASE WHEN len(tags) = 0 THEN body ELSE concat(left(body, -1), ',"tags":', to_json(tags), '}') END`
    : 'body';
}

/**
 * Rows `firstRow` to `lastRow` of the upserts, cut into batches of `size` from `firstRow` on.
 * @throws planCorrupt when the file is damaged, gone, or lacks rows
 */
export async function readBatches(
  lake: Lake,
  storage: Storage,
  files: PlanFiles,
  input: { firstRow: number; lastRow: number; size: number; tagsInside: boolean },
): Promise<PlannedBatch[]> {
  const { firstRow, lastRow, size, tagsInside } = input;
  if (lastRow < firstRow) return [];
  const rows = await lake.use((duck) =>
    asPlan(() =>
      duck.rows(
        `SELECT min(row) AS first, max(row) AS last, count(*) AS n, concat('[', string_agg(item, ',' ORDER BY row), ']') AS items
         FROM (SELECT row, ${bodySql(tagsInside)} AS item FROM ${parquet(storage.path(files.upserts))}
           WHERE row BETWEEN ${firstRow} AND ${lastRow})
         GROUP BY (row - ${firstRow}) // ${size} ORDER BY first`,
      ),
    ),
  );
  const batches = rows.map(({ first, last, items }) => ({
    firstRow: Number(first),
    lastRow: Number(last),
    items: String(items),
  }));
  const held = rows.reduce((sum, { n }) => sum + Number(n), 0);
  if (held !== lastRow - firstRow + 1) {
    throw new SegueError('planCorrupt', {
      detail: `The plan has ${held} of the contacts ${firstRow} to ${lastRow}.`,
    });
  }
  return batches;
}

/** Single rows of the upserts, in their order. */
export async function readRows(
  lake: Lake,
  storage: Storage,
  files: PlanFiles,
  rows: number[],
  tagsInside: boolean,
): Promise<PlannedRow[]> {
  if (rows.length === 0) return [];
  const path = storage.path(files.upserts);
  // The range lets most row groups be skipped; the list says which of the rest.
  const range = `row BETWEEN ${Math.min(...rows)} AND ${Math.max(...rows)}`;
  return lake.use((duck) => readRowsFrom(duck, path, `${range} AND row IN (${rows.join(', ')})`, tagsInside));
}

/** @param where SQL over the columns of an upserts file */
export async function readRowsFrom(
  duck: Duck,
  path: string,
  where: string,
  tagsInside: boolean,
): Promise<PlannedRow[]> {
  const rows = await asPlan(() =>
    duck.rows(
      `SELECT row, email, customer_id, ${bodySql(tagsInside)} AS body, tags, leaving
       FROM ${parquet(path)} WHERE ${where} ORDER BY row`,
    ),
  );
  return rows.map(({ row, email, customer_id, body, tags, leaving }) => ({
    row: Number(row),
    email: String(email),
    customerId: String(customer_id),
    body: String(body),
    tags: tags as string[],
    leaving: leaving === true,
  }));
}

/** Which of these addresses are in the plan. */
export async function findRows(
  lake: Lake,
  storage: Storage,
  files: PlanFiles,
  emails: string[],
): Promise<{ row: number; email: string }[]> {
  if (emails.length === 0) return [];
  const rows = await lake.use((duck) =>
    asPlan(() =>
      duck.rows(
        `SELECT row, email FROM ${parquet(storage.path(files.upserts))}
         WHERE email IN (SELECT unnest(from_json($emails, '["VARCHAR"]'))) ORDER BY row`,
        { emails: JSON.stringify(emails) },
      ),
    ),
  );
  return rows.map(({ row, email }) => ({ row: Number(row), email: String(email) }));
}

/** Whatever damaged file `work` meets is part of a plan. */
export async function asPlan<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SegueError) || error.code !== 'snapshotCorrupt') throw error;
    throw new SegueError('planCorrupt', { detail: 'A file of the plan is damaged or gone.', cause: error });
  }
}
