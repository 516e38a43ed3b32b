// Tag calls of a plan: contacts with the same tags to give or to take away go together.
import type { Lake } from './duck.ts';
import type { PlanFiles } from './plan.ts';
import { asPlan } from './plan-reader.ts';
import { parquet } from './plan-work.ts';
import type { Storage } from './storage.ts';

export type PlannedTagCall = { tags: string[]; emails: string[]; rows: number[] };

/** What one call of /contacts/tags takes. */
const mostEmails = 250;
const mostTags = 100;

/**
 * Tags to take away, without those that a keeper gives to the address: rows for which nothing is left are in no call.
 * @param keepers storage keys of ledgers and upserts of other exports
 */
export async function readUntags(
  lake: Lake,
  storage: Storage,
  files: PlanFiles,
  keepers: string[],
): Promise<PlannedTagCall[]> {
  const lost = `SELECT row, email, unnest(tags) AS tag FROM ${parquet(storage.path(files.untags))} WHERE len(tags) > 0`;
  const given = keepers.map(
    (key) =>
      `SELECT email, unnest(tags) AS tag FROM ${parquet(storage.path(key))} SEMI JOIN lost USING (email)`,
  );
  const kept = given.length === 0 ? '' : `ANTI JOIN (${given.join(' UNION ALL ')}) kept USING (email, tag)`;
  return readCalls(lake, `WITH lost AS MATERIALIZED (${lost}) SELECT row, email, tag FROM lost ${kept}`);
}

const losesSomething = 'len(tags) > 0 OR gone';

/** How many contacts lose something. */
export async function countLosses(lake: Lake, storage: Storage, files: PlanFiles): Promise<number> {
  const from = parquet(storage.path(files.untags));
  const counted = await lake.use((duck) =>
    asPlan(() => duck.row(`SELECT count(*) AS n FROM ${from} WHERE ${losesSomething}`)),
  );
  return Number(counted?.n);
}

/** The first contacts that lose something, for people to read: tags that are taken away, or all of it when they are gone. */
export async function sampleLosses(
  lake: Lake,
  storage: Storage,
  files: PlanFiles,
  size: number,
): Promise<{ email: string; tags: string[]; gone: boolean }[]> {
  const rows = await lake.use((duck) =>
    asPlan(() =>
      duck.rows(
        `SELECT email, tags, gone FROM ${parquet(storage.path(files.untags))} WHERE ${losesSomething} ORDER BY row LIMIT ${Math.trunc(size)}`,
      ),
    ),
  );
  return rows.map(({ email, tags, gone }) => ({
    email: String(email),
    tags: tags as string[],
    gone: gone === true,
  }));
}

/** Tags to give by /contacts/tags, for a brand whose upserts replace tags. */
export async function readTagAdditions(
  lake: Lake,
  storage: Storage,
  files: PlanFiles,
  firstRow: number,
  lastRow: number,
): Promise<PlannedTagCall[]> {
  return readCalls(
    lake,
    `SELECT row, email, unnest(tags) AS tag FROM ${parquet(storage.path(files.upserts))}
     WHERE row BETWEEN ${firstRow} AND ${lastRow} AND len(tags) > 0`,
  );
}

/** Addresses of rows of an upserts or untags file, in the order of `rows`. */
export async function readTagCallEmails(
  lake: Lake,
  storage: Storage,
  file: string,
  rows: number[],
): Promise<string[]> {
  if (rows.length === 0) return [];
  const found = await lake.use((duck) =>
    asPlan(() =>
      duck.rows(
        `SELECT row, email FROM ${parquet(storage.path(file))}
         WHERE row BETWEEN ${Math.min(...rows)} AND ${Math.max(...rows)} AND row IN (${rows.join(', ')})`,
      ),
    ),
  );
  const emails = new Map(found.map(({ row, email }) => [Number(row), String(email)]));
  return rows.flatMap((row) => emails.get(row) ?? []);
}

/** @param pairs SQL giving (row, email, tag) */
async function readCalls(lake: Lake, pairs: string): Promise<PlannedTagCall[]> {
  const calls = await lake.use((duck) =>
    asPlan(() =>
      duck.rows(
        `SELECT tags, list(email ORDER BY row) AS emails, list(row ORDER BY row) AS rows FROM (
           SELECT row, email, tags, (row_number() OVER (PARTITION BY tags ORDER BY row) - 1) // ${mostEmails} AS call FROM (
             SELECT row, email, list(tag ORDER BY tag) AS tags FROM (
               SELECT *, (row_number() OVER (PARTITION BY row ORDER BY tag) - 1) // ${mostTags} AS part FROM (${pairs}))
             GROUP BY row, email, part))
         GROUP BY tags, call ORDER BY min(row), tags`,
      ),
    ),
  );
  return calls.map(({ tags, emails, rows }) => ({
    tags: tags as string[],
    emails: emails as string[],
    rows: rows as number[],
  }));
}
