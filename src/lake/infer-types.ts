// Finds out what every single value of a column looks like. A look counts only where the value would come back the
// same: leading zeros, a plus sign or many digits are text.
import type { ColumnType } from '../contract/columns.ts';
import type { Duck, Row } from './duck.ts';
import { booleanFromText, dateEvidence, isFilledText, momentFromText } from './lenient-sql.ts';
import type { Staged, StagedColumn } from './staged.ts';

export type Found = { type: ColumnType; sql: string };

/** Numbers by their look, never by their meaning: nobody adds up phone numbers or postcodes. */
const staysText =
  /zip|post.?(al|code|nummer|nr|no)|phone|tele?fon|mobil|\bfax|\bssn\b|person.?n(umme)?r|org.?n(umme)?r/i;

/** What all values of a column may have in common; `sql` tests one value. */
export const looks = {
  whole: (x: string) =>
    `(length(${x}) <= 15 AND CAST(TRY_CAST(${x} AS BIGINT) AS VARCHAR) IS NOT DISTINCT FROM ${x})`,
  decimal: (x: string) => `(length(${x}) <= 16 AND regexp_full_match(${x}, '-?(0|[1-9][0-9]*)(\\.[0-9]+)?'))`,
  truth: (x: string) => `(lower(${x}) IN ('true', 'false'))`,
  day: (x: string) =>
    `(regexp_full_match(${x}, '[0-9]{4}-[0-9]{2}-[0-9]{2}') AND TRY_CAST(${x} AS DATE) IS NOT NULL)`,
  moment: (x: string) =>
    `(regexp_full_match(${x}, '[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?')
      AND TRY_CAST(${x} AS TIMESTAMPTZ) IS NOT NULL)`,
  slashed: (x: string) =>
    `regexp_full_match(${x}, '[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}|[0-9]{4}-[0-9]{2}-[0-9]{2}')`,
} as const;
type Look = keyof typeof looks;

const dateLooks: Look[] = ['day', 'moment', 'slashed'];
const allLooks: Look[] = ['whole', 'decimal', 'truth', ...dateLooks];

/** How many rows are looked at first, so that only likely looks are tested over all rows. */
const sampleRows = 4_096;

function looksToTest(column: StagedColumn, isId: boolean): Look[] {
  if (isId) return column.infer === 'all' ? ['whole'] : [];
  if (column.infer === 'dates') return dateLooks;
  return staysText.test(column.name) ? [] : allLooks;
}

/**
 * Types by column name, where all values agree on one; a column without an entry is text. Looks are tested in turn
 * over all rows, likely ones alone, and most columns are settled by the first.
 */
export async function inferTypes(
  duck: Duck,
  staged: Staged,
  options: { idColumn: string; leaveAlone: (name: string) => boolean },
): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  const wanted = staged.columns
    .filter((column) => column.stated === null && !options.leaveAlone(column.name))
    .map((column) => ({ column, tested: looksToTest(column, column.name === options.idColumn) }));
  const sampled = await countLooks(duck, `(SELECT * FROM ${staged.from} LIMIT ${sampleRows})`, wanted);
  let left = wanted.map(({ column, tested }, at) => ({
    column,
    tested: tested.filter((look) => sampled[at]?.[look] === sampled[at]?.filled),
  }));
  for (;;) {
    left = left.filter(({ tested }) => tested.length > 0);
    if (left.length === 0) return found;
    const counted = await countLooks(
      duck,
      staged.from,
      left.map(({ column, tested }) => ({ column, tested: tested.slice(0, 1) })),
    );
    const unsettled: typeof left = [];
    for (const [at, { column, tested }] of left.entries()) {
      const [look, ...others] = tested;
      const counts = counted[at];
      if (look === undefined || !counts || counts.filled === 0) continue;
      const type = counts[look] === counts.filled ? await typeOf(duck, staged, column.text, look) : null;
      if (type === null) unsettled.push({ column, tested: others });
      else found.set(column.name, type);
    }
    left = unsettled;
  }
}

type LookCounts = Record<Look | 'filled', number>;

async function countLooks(
  duck: Duck,
  from: string,
  wanted: { column: StagedColumn; tested: Look[] }[],
): Promise<LookCounts[]> {
  const counts = wanted.flatMap(({ column, tested }, at) => [
    `count(*) FILTER (${isFilledText(column.text)}) AS filled${at}`,
    ...tested.map((look) => `count(*) FILTER (${looks[look](column.text)}) AS ${look}${at}`),
  ]);
  const row: Row | undefined =
    counts.length === 0 ? {} : await duck.row(`SELECT ${counts.join(', ')} FROM ${from}`);
  return wanted.map((_, at) => {
    const count = (name: Look | 'filled') => Number(row?.[`${name}${at}`] ?? 0);
    return {
      filled: count('filled'),
      whole: count('whole'),
      decimal: count('decimal'),
      truth: count('truth'),
      day: count('day'),
      moment: count('moment'),
      slashed: count('slashed'),
    };
  });
}

async function typeOf(duck: Duck, staged: Staged, x: string, look: Look): Promise<Found | null> {
  switch (look) {
    case 'whole':
      return { type: 'number', sql: `TRY_CAST(${x} AS BIGINT)` };
    case 'decimal':
      return { type: 'number', sql: `TRY_CAST(${x} AS DOUBLE)` };
    case 'truth':
      return { type: 'boolean', sql: booleanFromText(x) };
    case 'day':
      return { type: 'date', sql: `TRY_CAST(${x} AS DATE)` };
    case 'moment':
      return { type: 'timestamp', sql: `CAST(TRY_CAST(${x} AS TIMESTAMPTZ) AS TIMESTAMP)` };
    case 'slashed':
      return slashedDate(duck, staged, x);
  }
}

async function slashedDate(duck: Duck, staged: Staged, x: string): Promise<Found | null> {
  // `3/4/2015` is a date only where some other value of the column tells days from months.
  const order = await dateOrder(duck, staged, x);
  if (order.dayFirst === order.monthFirst) return null;
  const sql = dayFromText(x, order);
  return (await countUnreadable(duck, staged, x, sql)) === 0 ? { type: 'date', sql } : null;
}

type DateOrder = { dayFirst: boolean; monthFirst: boolean };

export async function dateOrder(duck: Duck, staged: Staged, x: string): Promise<DateOrder> {
  const row = await duck.row(
    `SELECT ${dateEvidence.dayFirst(x)} AS days, ${dateEvidence.monthFirst(x)} AS months FROM ${staged.from}`,
  );
  return { dayFirst: row?.days === true, monthFirst: row?.months === true };
}

function dayFromText(x: string, order: DateOrder): string {
  return `CAST(${momentFromText(x, String(order.dayFirst), String(order.monthFirst))} AS DATE)`;
}

export async function countUnreadable(duck: Duck, staged: Staged, x: string, sql: string): Promise<number> {
  const row = await duck.row(
    `SELECT count(*) AS n FROM ${staged.from} WHERE ${isFilledText(x)} AND (${sql}) IS NULL`,
  );
  return Number(row?.n);
}
