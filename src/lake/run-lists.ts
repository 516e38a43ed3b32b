// The rows of a run that did not go as planned, for people to read: page by page, or whole as CSV.
import { reasonOf } from '../contract/rejection-codes.ts';
import type { Rejection, RejectionKind } from '../contract/runs.ts';
import { csvLine } from '../core/csv-line.ts';
import { type Lake, quoteText, type Row } from './duck.ts';
import type { PlanFiles } from './plan.ts';
import { asPlan } from './plan-reader.ts';
import { parquet } from './plan-work.ts';
import type { Storage } from './storage.ts';

/** What Omnisend said about rows of the plan's upserts in this run. */
export type RowVerdict = { row: number; code: string; detail: string | null };
export type ListWish = { limit: number; offset: number; q?: string | undefined };

const csvPage = 5_000;

/** customer_id, email, code, detail of the wanted kind, in an order that does not change. */
function rowsSql(storage: Storage, files: PlanFiles, kind: RejectionKind): string {
  const file = (key: string) => parquet(storage.path(key));
  const said = `SELECT u.customer_id, u.email, v.code, v.detail
    FROM (SELECT unnest(from_json($verdicts, '[{"row":"BIGINT","code":"VARCHAR","detail":"VARCHAR"}]'), recursive := true)) v
    JOIN ${file(files.upserts)} u ON u.row = v.row`;
  switch (kind) {
    case 'rejections':
      return `SELECT customer_id, email, code, detail FROM ${file(files.rejections)} UNION ALL ${said}`;
    case 'duplicates':
      return `SELECT customer_id, email, 'duplicate' AS code, 'kept: ' || kept_customer_id AS detail
        FROM ${file(files.duplicates)} UNION ALL SELECT * FROM (${said}) WHERE false`;
    case 'warnings':
      return `SELECT customer_id, email, code, field || ': ' || coalesce(detail, '') AS detail
        FROM ${file(files.warnings)} UNION ALL ${said}`;
  }
}

export async function readList(
  lake: Lake,
  storage: Storage,
  files: PlanFiles,
  kind: RejectionKind,
  verdicts: RowVerdict[],
  wish: ListWish,
): Promise<{ items: Rejection[]; total: number }> {
  const rows = rowsSql(storage, files, kind);
  const words = wish.q === undefined || wish.q === '' ? null : wish.q.toLowerCase();
  const where =
    words === null
      ? ''
      : `WHERE contains(lower(concat_ws(' ', customer_id, email, code, detail)), ${quoteText(words)})`;
  const params = { verdicts: JSON.stringify(verdicts) };
  return lake.use((duck) =>
    asPlan(async () => {
      const counted = await duck.row(`SELECT count(*) AS n FROM (${rows}) ${where}`, params);
      const found = await duck.rows(
        `SELECT * FROM (${rows}) ${where} ORDER BY code, email, customer_id, detail
         LIMIT ${Math.trunc(wish.limit)} OFFSET ${Math.trunc(wish.offset)}`,
        params,
      );
      return { items: found.map(toRejection), total: Number(counted?.n) };
    }),
  );
}

/** The whole list as CSV, in pieces. Cells that a spreadsheet would take for a formula are defused. */
export async function* listCsv(
  lake: Lake,
  storage: Storage,
  files: PlanFiles,
  kind: RejectionKind,
  verdicts: RowVerdict[],
): AsyncIterable<string> {
  yield csvLine(['customerId', 'email', 'reason', 'code', 'detail']);
  for (let offset = 0; ; offset += csvPage) {
    const { items } = await readList(lake, storage, files, kind, verdicts, { limit: csvPage, offset });
    if (items.length > 0) {
      yield items
        .map(({ customerId, email, reason, code, detail }) =>
          csvLine([customerId, email, reason, code, detail]),
        )
        .join('');
    }
    if (items.length < csvPage) return;
  }
}

function toRejection(row: Row): Rejection {
  const code = String(row.code);
  return {
    customerId: String(row.customer_id ?? ''),
    email: textOrNull(row.email),
    reason: reasonOf(code),
    code,
    detail: textOrNull(row.detail),
  };
}

const textOrNull = (value: unknown) => (value === null || value === undefined ? null : String(value));
