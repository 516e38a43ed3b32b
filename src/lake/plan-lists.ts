// The lists that explain a plan: who takes part without being sent, and why; what is taken away; what was left out.

import { type WarningCode, warningCodes } from '../contract/rejection-codes.ts';
import type { Warning } from '../contract/runs.ts';
import { addressDetailSql, addressProblems, trimSql } from './address-sql.ts';
import { type Duck, type Lake, quoteText } from './duck.ts';
import type { PlanFiles } from './plan.ts';
import { asPlan } from './plan-reader.ts';
import { notClearedSql } from './plan-upserts.ts';
import { keyColumn, type PlanWork, parquet, rawProfiles, wordJoins } from './plan-work.ts';
import type { Storage } from './storage.ts';

const format = '(FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 10240)';

/** (customer_id, email, code, detail): unusable addresses, and contacts that Omnisend turned down as they still are. */
export async function writeRejections(work: PlanWork, ledger: string | null, target: string): Promise<void> {
  const { duck, fields } = work;
  const codes = Object.entries(addressProblems).map(
    ([problem, code]) => `WHEN ${problem} THEN ${quoteText(code)}`,
  );
  const unusable = `SELECT rid, CAST(id AS VARCHAR) AS customer_id, x AS email, CASE problem ${codes.join(' ')} END AS code, ${addressDetailSql} AS detail
    FROM (SELECT s.rid, s.problem, ${keyColumn(work)} AS id, ${fields.email} AS x, ${trimSql(fields.email)} AS t
      FROM ${work.profiles} p JOIN (SELECT rid, problem FROM ${parquet(work.file('scanned.parquet'))} WHERE problem > 0) s
      ON s.rid = p.file_row_number)`;
  const refused =
    ledger === null
      ? ''
      : `UNION ALL SELECT NULL, customer_id, email, code, detail FROM ${parquet(ledger)}
         WHERE state = 'rejected' AND email IN (SELECT email FROM difference WHERE NOT sends AND rid IS NOT NULL AND state = 'rejected' UNION ALL SELECT email FROM waiting)`;
  await duck.run(
    `COPY (SELECT customer_id, email, code, detail FROM (${unusable} ${refused}) ORDER BY rid NULLS LAST, email) TO ${quoteText(target)} ${format}`,
  );
}

/** (customer_id, email, kept_customer_id): profiles folded into another with the same address. */
export async function writeDuplicates(work: PlanWork, duplicates: number, target: string): Promise<void> {
  const rows =
    duplicates === 0
      ? "SELECT '' AS customer_id, '' AS email, '' AS kept_customer_id WHERE false"
      : 'SELECT CAST(id AS VARCHAR) AS customer_id, email, CAST(kept AS VARCHAR) AS kept_customer_id FROM folded ORDER BY rid';
  await work.duck.run(`COPY (${rows}) TO ${quoteText(target)} ${format}`);
}

/**
 * (row, email, customer_id, tags, released, gone): what to take away. Rows without tags come last and need no request:
 * tags in `released` are given by another export as well, and a contact that is `gone` leaves the ledger.
 */
export async function writeUntags(
  work: PlanWork,
  ledger: string | null,
  target: string,
): Promise<{ rows: number; contacts: number }> {
  const { duck } = work;
  if (ledger === null) {
    await duck.run(
      `COPY (SELECT CAST(0 AS BIGINT) AS row, '' AS email, '' AS customer_id, CAST([] AS VARCHAR[]) AS tags,
         CAST([] AS VARCHAR[]) AS released, false AS gone WHERE false) TO ${quoteText(target)} ${format}`,
    );
    return { rows: 0, contacts: 0 };
  }
  const list = (kept: string) =>
    `coalesce(list(name ORDER BY name) FILTER (what = 'tag' AND ${kept}), CAST([] AS VARCHAR[]))`;
  await duck.run(
    `COPY (
      SELECT row_number() OVER (ORDER BY len(tags) = 0, x.email) - 1 AS row, x.email, l.customer_id, tags, released, gone
      FROM (
        SELECT email, ${list('NOT kept')} AS tags, ${list('kept')} AS released, any_value(gone) AND email NOT IN (SELECT email FROM waiting) AS gone FROM loss GROUP BY email
        UNION ALL
        SELECT email, CAST([] AS VARCHAR[]), CAST([] AS VARCHAR[]), true FROM difference
        WHERE rid IS NULL AND email NOT IN (SELECT email FROM loss)
      ) x JOIN (SELECT email, customer_id FROM ${parquet(ledger)}) l ON l.email = x.email
      WHERE len(tags) > 0 OR len(released) > 0 OR gone
      ORDER BY row
    ) TO ${quoteText(target)} ${format}`,
  );
  const counted = await duck.row(
    `SELECT (SELECT count(*) FROM ${parquet(target)} WHERE len(tags) > 0) AS rows,
       (SELECT count(DISTINCT email) FROM loss WHERE NOT kept) AS contacts`,
  );
  return { rows: Number(counted?.rows), contacts: Number(counted?.contacts) };
}

/** (customer_id, email, code, field, detail): optional fields that were left out. @returns what to say about them */
export async function writeWarnings(
  work: PlanWork,
  target: string,
): Promise<{ count: number; warnings: Warning[] }> {
  const { duck, fields } = work;
  const cases = fields.all.flatMap(({ warnings }) =>
    warnings.map(
      ({ code, field, when, detail }) =>
        `CASE WHEN c.warned AND ${when} THEN {code: ${quoteText(code)}, field: ${quoteText(field)}, detail: ${detail}} END`,
    ),
  );
  const { phone } = fields;
  if (phone !== undefined) {
    const said = (code: WarningCode, when: string) =>
      `CASE WHEN ${when} THEN {code: '${code}', field: 'phone', detail: left(${phone.raw}, 100)} END`;
    cases.push(said('phoneInvalid', 'c.undialled'), said('phoneShared', 'c.shared'));
  }
  const notCleared = notClearedSql(work);
  const rows =
    cases.length === 0
      ? `SELECT 0 AS rid, '' AS customer_id, '' AS email, '' AS code, '' AS field, '' AS detail WHERE false`
      : `SELECT rid, customer_id, email, said.code, said.field, said.detail FROM (
           SELECT r.rid, r.customer_id, c.email, unnest([${cases.join(', ')}]) AS said
           FROM (${rawProfiles(work, [`CAST(${keyColumn(work)} AS VARCHAR) AS customer_id`])}) r
           JOIN (SELECT * FROM contact WHERE warned OR undialled OR shared) c ON c.rid = r.rid ${wordJoins(work)}
         ) WHERE said IS NOT NULL`;
  const later = notCleared === null ? '' : `UNION ALL SELECT NULL AS rid, * FROM (${notCleared})`;
  await duck.run(
    `COPY (SELECT customer_id, email, code, field, detail FROM (${rows} ${later}) ORDER BY rid NULLS LAST, email, field)
     TO ${quoteText(target)} ${format}`,
  );
  const warnings = await summary(duck, target);
  return { count: warnings.reduce((sum, { count }) => sum + count, 0), warnings };
}

/** The same of a plan that was written before. */
export function planWarnings(lake: Lake, storage: Storage, files: PlanFiles): Promise<Warning[]> {
  return lake.use((duck) => asPlan(() => summary(duck, storage.path(files.warnings))));
}

async function summary(duck: Duck, path: string): Promise<Warning[]> {
  const said = await duck.rows(
    `SELECT code, count(*) AS count, arg_min(customer_id || coalesce(': ' || detail, ' (' || field || ')'), file_row_number, 3) AS examples
     FROM ${parquet(path)} GROUP BY code ORDER BY count DESC, code`,
  );
  return said.map(({ code, count, examples }) => ({
    code: String(code),
    message: warningCodes[String(code) as WarningCode],
    count: Number(count),
    examples: examples as string[],
  }));
}
