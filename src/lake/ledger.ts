// The ledger after a run: what Omnisend is now known to hold. Every row of the plan has an outcome, or was not sent:
// - accepted: its content, tags and properties are there
// - rejected: what was turned down is remembered, so that it is not sent again; what is there is what was there before
// - unknown: it may have arrived, so what it brought may be there beside what was there before
// - a tag that was to be taken away is there until that is done; when it was asked for and nobody knows whether it was
//   done, the contact is unknown, so that one who comes back is not taken for one who never left
// Rows that nothing was said about stay as they are. The same input gives the same ledger.
import type { Duck, Lake } from './duck.ts';
import { quoteText } from './duck.ts';
import { asLedger, openLedger } from './ledger-file.ts';
import type { PlanFiles } from './plan.ts';
import { asPlan } from './plan-reader.ts';
import { parquet } from './plan-work.ts';
import type { Storage } from './storage.ts';

type Range = [first: number, last: number];

/** Rows of the upserts, but `untagged` and `doubted`, which are rows of the untags. `rejected` goes before `unknown` before `accepted`. */
export type Outcome = {
  accepted: Range[];
  rejected: { row: number; code: string; detail: string | null }[];
  /** Sent, without a verdict. */
  unknown: Range[];
  /** Tags are taken away. */
  untagged: Range[];
  /** Tags were asked to be taken away, and whether they are is not known. */
  doubted?: Range[];
};

export type LedgerInput = {
  /** Storage key of the ledger that the plan was compared with. */
  ledger: string | null;
  files: PlanFiles;
  outcome: Outcome;
  runId: string;
  at: Date;
  /** Storage key of the new ledger. */
  target: string;
};

/**
 * @returns the key of the ledger that holds now: `target`, or the old one when nothing happened
 * @throws ledgerCorrupt, planCorrupt, diskFull
 */
export async function mergeLedger(lake: Lake, storage: Storage, input: LedgerInput): Promise<string | null> {
  const { files, outcome } = input;
  const upserts = parquet(storage.path(files.upserts));
  const old = input.ledger === null ? null : storage.path(input.ledger);
  return lake.use(async (duck) => {
    await asPlan(() => readVerdicts(duck, upserts, outcome));
    await asPlan(() => readLosses(duck, upserts, parquet(storage.path(files.untags)), outcome));
    const news = await duck.row(
      `SELECT (SELECT count(*) FROM special) + (SELECT count(*) FROM losing WHERE done OR doubted OR len(released) > 0 OR gone)
         + (SELECT count(*) FROM (SELECT row, leaving FROM ${upserts} u WHERE ${plainlyAccepted(outcome)})) AS n`,
    );
    if (Number(news?.n) === 0) return input.ledger;
    if (old !== null) await openLedger(duck, old);
    const held = old === null ? noLedger(upserts) : parquet(old);
    await asLedger(() =>
      duck.run(
        `CREATE OR REPLACE TEMP TABLE held AS SELECT * FROM ${held} WHERE email IN (SELECT email FROM special)`,
      ),
    );
    const { runId, at } = input;
    const stamp = `${quoteText(runId)} AS run_id, TIMESTAMP ${quoteText(at.toISOString().replace('Z', ''))} AS sent_at`;
    const plainly = plainlyAccepted(outcome);
    const parts = [acceptedRows(upserts, plainly, stamp), specialRows(stamp)];
    if (old !== null) parts.push(keptRows(parquet(old), upserts, plainly));
    await storage.write(input.target, (target) =>
      asLedger(() =>
        duck.run(
          `COPY (${parts.join(' UNION ALL ')}) TO ${quoteText(target)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 61440)`,
        ),
      ),
    );
    return input.target;
  });
}

/** The columns of a ledger and no rows. */
const noLedger = (upserts: string) =>
  `(SELECT email, customer_id, fingerprint, body, tags, properties, '' AS state, '' AS code, '' AS detail, '' AS run_id,
    CAST(NULL AS TIMESTAMP) AS sent_at FROM ${upserts} WHERE false)`;

const rangeRows = (name: string) =>
  `SELECT unnest(range(x.a, x.b + 1)) AS row FROM (SELECT unnest(from_json($${name}, '[{"a":"BIGINT","b":"BIGINT"}]')) AS x)`;
const asJson = (ranges: Range[]) => JSON.stringify(ranges.map(([a, b]) => ({ a, b })));

/** Makes `rejected` (row, code, detail), `settled` (row) of longer lists of ranges, and `special`: whole rows of the upserts with a verdict other than plainly accepted. */
async function readVerdicts(duck: Duck, upserts: string, outcome: Outcome): Promise<void> {
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE rejected AS
     SELECT row, any_value(code) AS code, any_value(detail) AS detail FROM (
       SELECT unnest(from_json($rejected, '[{"row":"BIGINT","code":"VARCHAR","detail":"VARCHAR"}]'), recursive := true)
     ) GROUP BY row`,
    { rejected: JSON.stringify(outcome.rejected) },
  );
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE doubtful AS SELECT DISTINCT row FROM (${rangeRows('unknown')}) ANTI JOIN rejected USING (row)`,
    { unknown: asJson(outcome.unknown) },
  );
  if (outcome.accepted.length > mostRanges) {
    await duck.run(
      `CREATE OR REPLACE TEMP TABLE settled AS SELECT DISTINCT row FROM (${rangeRows('accepted')})`,
      {
        accepted: asJson(outcome.accepted),
      },
    );
  }
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE special AS
     SELECT u.*, CASE WHEN r.row IS NOT NULL THEN 'rejected' WHEN d.row IS NOT NULL THEN 'unknown' ELSE 'accepted' END AS state, r.code, r.detail
     FROM ${upserts} u LEFT JOIN rejected r ON r.row = u.row LEFT JOIN doubtful d ON d.row = u.row
     WHERE r.row IS NOT NULL OR d.row IS NOT NULL OR (u.leaving AND ${accepted(outcome)})`,
  );
}

/** More ranges than this become a table: a statement with thousands of conditions is slow to plan. */
const mostRanges = 50;

/** Whether a row `u` of the upserts is among the accepted ones. */
function accepted({ accepted: ranges }: Outcome): string {
  if (ranges.length === 0) return 'false';
  // Asked as a value, the list of rows is what is held in memory, never the contacts.
  if (ranges.length > mostRanges) return '((u.row IN (SELECT row FROM settled)) IS TRUE)';
  return `(${ranges.map(([first, last]) => `u.row BETWEEN ${first} AND ${last}`).join(' OR ')})`;
}

function plainlyAccepted(outcome: Outcome): string {
  return `NOT u.leaving AND ${accepted(outcome)} AND ((u.row IN (SELECT row FROM special)) IS NOT TRUE)`;
}

/** Makes `losing` (email, tags, released, gone, done, doubted, awaits): `awaits` an upsert that takes properties away. */
async function readLosses(duck: Duck, upserts: string, untags: string, outcome: Outcome): Promise<void> {
  await duck.run(
    `CREATE OR REPLACE TEMP TABLE losing AS
     SELECT x.email, x.tags, x.released, x.gone, d.row IS NOT NULL OR len(x.tags) = 0 AS done,
       q.row IS NOT NULL AS doubted, w.email IS NOT NULL AS awaits
     FROM ${untags} x
     LEFT JOIN (SELECT DISTINCT row FROM (${rangeRows('untagged')})) d ON d.row = x.row
     LEFT JOIN (SELECT DISTINCT row FROM (${rangeRows('doubted')})) q ON q.row = x.row
     LEFT JOIN (SELECT email FROM ${upserts} WHERE leaving) w ON w.email = x.email`,
    { untagged: asJson(outcome.untagged), doubted: asJson(outcome.doubted ?? []) },
  );
}

/** Tags that may be on the contact, less those that are taken away or given up. */
const lessTaken = (tags: string) =>
  `CASE WHEN x.email IS NULL THEN ${tags} ELSE list_filter(${tags}, lambda tag: NOT list_contains(CASE WHEN x.done THEN list_concat(x.tags, x.released) ELSE x.released END, tag)) END`;
const union = (a: string, b: string) => `list_sort(list_distinct(list_concat(${a}, ${b})))`;

function acceptedRows(upserts: string, plainly: string, stamp: string): string {
  return `SELECT u.email, u.customer_id, u.fingerprint, u.body,
      CASE WHEN x.done IS FALSE THEN ${union('u.tags', 'x.tags')} ELSE u.tags END AS tags, u.properties,
      'accepted' AS state, CAST(NULL AS VARCHAR) AS code, CAST(NULL AS VARCHAR) AS detail, ${stamp}
    FROM ${upserts} u LEFT JOIN losing x ON x.email = u.email WHERE ${plainly}`;
}

/** A contact without the fields that it empties. In JSON's text, two quotes after a colon are always an empty value. */
const withoutEmpty = (body: string) => `json_merge_patch('{}', replace(${body}, ':""', ':null'))`;

/** Everything that may be there when nobody knows whether `s` arrived over `h`: what it should have emptied, too. */
const eitherBody = `json_merge_patch(${withoutEmpty("coalesce(h.body, '{}')")}, ${withoutEmpty('s.body')})`;

/** Rejected, unknown, and those that leave. */
function specialRows(stamp: string): string {
  const none = 'CAST([] AS VARCHAR[])';
  const before = (column: string) => `coalesce(h.${column}, ${none})`;
  const maybe = (column: string) =>
    `CASE WHEN s.state = 'unknown' THEN ${union(before(column), `s.${column}`)} ELSE ${before(column)} END`;
  return `SELECT s.email, s.customer_id, s.fingerprint,
      CASE WHEN s.state = 'unknown' AND NOT s.leaving THEN ${eitherBody} ELSE h.body END AS body,
      ${lessTaken(maybe('tags'))} AS tags,
      CASE WHEN s.state = 'accepted' THEN ${none} ELSE ${maybe('properties')} END AS properties,
      s.state, s.code, s.detail, ${stamp}
    FROM special s LEFT JOIN held h ON h.email = s.email LEFT JOIN losing x ON x.email = s.email
    WHERE NOT (s.leaving AND s.state = 'accepted' AND coalesce(x.done, true))`;
}

/** Rows that were not sent: as they were, but for tags taken away and contacts that are gone. */
function keptRows(ledger: string, upserts: string, plainly: string): string {
  const sent = `SELECT u.email FROM ${upserts} u WHERE ${plainly} UNION ALL SELECT email FROM special`;
  return `SELECT l.email, l.customer_id, l.fingerprint, l.body, ${lessTaken('l.tags')} AS tags, l.properties,
      CASE WHEN x.doubted THEN 'unknown' ELSE l.state END AS state, l.code, l.detail, l.run_id, l.sent_at
    FROM ${ledger} l LEFT JOIN losing x ON x.email = l.email
    WHERE ((l.email IN (${sent})) IS NOT TRUE) AND NOT coalesce(x.gone AND x.done AND NOT x.awaits, false)`;
}
