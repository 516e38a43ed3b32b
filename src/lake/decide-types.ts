// Decides the type of every column over all its values: what the file states or a person set, else what every single
// value looks like. Anything that would not come back the same (leading zeros, a plus sign, many digits) stays text.
import type { Column, ColumnType } from '../contract/columns.ts';
import { suggestion } from '../core/near-names.ts';
import { SegueError } from '../errors.ts';
import type { Duck, Row } from './duck.ts';
import { describeExamples, exampleRows } from './example-rows.ts';
import {
  booleanFromText,
  dateEvidence,
  isFilledText,
  momentFromText,
  numberFromText,
} from './lenient-sql.ts';
import type { Staged, StagedColumn } from './staged.ts';

export type DecidedColumn = Column & {
  /** SQL for the value, in the type, over the staged relation. */
  sql: string;
};

export type TypeWishes = { idColumn: string; types: Record<string, ColumnType> };

/** Numbers by their look, never by their meaning: nobody adds up phone numbers or postcodes. */
const staysText =
  /zip|post.?(al|code|nummer|nr|no)|phone|tele?fon|mobil|\bfax|\bssn\b|person.?n(umme)?r|org.?n(umme)?r/i;

/** What all values of a column may have in common; `sql` tests one value. */
const looks = {
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

export async function decideTypes(duck: Duck, staged: Staged, wishes: TypeWishes): Promise<DecidedColumn[]> {
  const names = staged.columns.map((column) => column.name);
  for (const name of Object.keys(wishes.types)) {
    if (names.includes(name)) continue;
    throw new SegueError('columnMissing', {
      detail: `There is no column "${name}", whose type was set.${suggestion(name, names)}`,
    });
  }
  const open = staged.columns.filter((column) => looksToTest(column, wishes).length > 0);
  const inferred = await inferTypes(duck, staged, open, wishes);
  const decided: DecidedColumn[] = [];
  for (const column of staged.columns) {
    const wished = wishes.types[column.name];
    const found = inferred.get(column.name) ?? statedOrText(column);
    if (column.name === wishes.idColumn) decided.push(await decideId(duck, staged, column, found, wished));
    else if (wished === undefined || wished === found.type) decided.push({ name: column.name, ...found });
    else decided.push(await convert(duck, staged, column, wished));
  }
  return decided;
}

type Found = { type: ColumnType; sql: string };

function statedOrText(column: StagedColumn): Found {
  return column.stated ?? { type: 'text', sql: column.text };
}

function looksToTest(column: StagedColumn, wishes: TypeWishes): Look[] {
  if (column.stated !== null || wishes.types[column.name] === 'text') return [];
  if (column.name === wishes.idColumn) return column.infer === 'all' ? ['whole'] : [];
  if (column.infer === 'dates') return dateLooks;
  return staysText.test(column.name) ? [] : allLooks;
}

async function inferTypes(
  duck: Duck,
  staged: Staged,
  columns: StagedColumn[],
  wishes: TypeWishes,
): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  const wanted = columns.map((column) => ({ column, tested: looksToTest(column, wishes) }));
  const sampled = await countLooks(duck, `(SELECT * FROM ${staged.from} LIMIT ${sampleRows})`, wanted);
  const likely = wanted.map(({ column, tested }, at) => ({
    column,
    tested: tested.filter((look) => sampled[at]?.[look] === sampled[at]?.filled),
  }));
  const counted = await countLooks(duck, staged.from, likely);
  for (const [at, { column, tested }] of likely.entries()) {
    const counts = counted[at];
    if (!counts || counts.filled === 0) continue;
    const sure = tested.filter((look) => counts[look] === counts.filled);
    const type = await typeOf(duck, staged, column.text, sure);
    if (type !== null) found.set(column.name, type);
  }
  return found;
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

async function typeOf(duck: Duck, staged: Staged, x: string, sure: Look[]): Promise<Found | null> {
  if (sure.includes('whole')) return { type: 'number', sql: `TRY_CAST(${x} AS BIGINT)` };
  if (sure.includes('decimal')) return { type: 'number', sql: `TRY_CAST(${x} AS DOUBLE)` };
  if (sure.includes('truth')) return { type: 'boolean', sql: booleanFromText(x) };
  if (sure.includes('day')) return { type: 'date', sql: `TRY_CAST(${x} AS DATE)` };
  if (sure.includes('moment'))
    return { type: 'timestamp', sql: `CAST(TRY_CAST(${x} AS TIMESTAMPTZ) AS TIMESTAMP)` };
  if (!sure.includes('slashed')) return null;
  // `3/4/2015` is a date only where some other value of the column tells days from months.
  const order = await dateOrder(duck, staged, x);
  if (order.dayFirst === order.monthFirst) return null;
  const sql = dayFromText(x, order);
  return (await countUnreadable(duck, staged, x, sql)) === 0 ? { type: 'date', sql } : null;
}

type DateOrder = { dayFirst: boolean; monthFirst: boolean };

async function dateOrder(duck: Duck, staged: Staged, x: string): Promise<DateOrder> {
  const row = await duck.row(
    `SELECT ${dateEvidence.dayFirst(x)} AS days, ${dateEvidence.monthFirst(x)} AS months FROM ${staged.from}`,
  );
  return { dayFirst: row?.days === true, monthFirst: row?.months === true };
}

function dayFromText(x: string, order: DateOrder): string {
  return `CAST(${momentFromText(x, String(order.dayFirst), String(order.monthFirst))} AS DATE)`;
}

async function countUnreadable(duck: Duck, staged: Staged, x: string, sql: string): Promise<number> {
  const row = await duck.row(
    `SELECT count(*) AS n FROM ${staged.from} WHERE ${isFilledText(x)} AND (${sql}) IS NULL`,
  );
  return Number(row?.n);
}

/** A column in the type that was set for it; every value must be readable as such. */
async function convert(
  duck: Duck,
  staged: Staged,
  column: StagedColumn,
  type: ColumnType,
): Promise<DecidedColumn> {
  const x = column.text;
  if (type === 'text') return { name: column.name, type, sql: x };
  let sql: string;
  if (type === 'number') sql = numberFromText(x);
  else if (type === 'boolean') sql = booleanFromText(x);
  else {
    const order = await dateOrder(duck, staged, x);
    if (order.dayFirst && order.monthFirst) throw mixedOrder(column.name);
    sql = momentFromText(x, String(order.dayFirst), String(order.monthFirst));
    if (type === 'date') sql = `CAST(${sql} AS DATE)`;
  }
  const unreadable = await countUnreadable(duck, staged, x, sql);
  if (unreadable > 0) throw await wrongType(duck, staged, column, type, sql, unreadable);
  if (type === 'number' && (await areWhole(duck, staged, sql))) sql = `CAST(${sql} AS BIGINT)`;
  return { name: column.name, type, sql };
}

async function areWhole(duck: Duck, staged: Staged, sql: string): Promise<boolean> {
  const row = await duck.row(
    `SELECT coalesce(bool_and(n = trunc(n) AND abs(n) < 1e15), true) AS whole FROM (SELECT ${sql} AS n FROM ${staged.from})`,
  );
  return row?.whole === true;
}

function mixedOrder(name: string): SegueError {
  return new SegueError('columnType', {
    detail: `In the column "${name}" some dates have the day first and others the month, so the rest cannot be told.`,
    action: 'Write the dates as YYYY-MM-DD, or leave the column as text.',
  });
}

async function wrongType(
  duck: Duck,
  staged: Staged,
  column: StagedColumn,
  type: ColumnType,
  sql: string,
  unreadable: number,
): Promise<SegueError> {
  const examples = await exampleRows(duck, staged, `${isFilledText(column.text)} AND (${sql}) IS NULL`);
  return new SegueError('columnType', {
    detail: `The column "${column.name}" was set to be of type ${type}, which ${unreadable} of its values are not: ${describeExamples(examples, unreadable)}.`,
  });
}

/** An id is a whole number or text, so that ids of two tables can always be compared. */
async function decideId(
  duck: Duck,
  staged: Staged,
  column: StagedColumn,
  found: Found,
  wished: ColumnType | undefined,
): Promise<DecidedColumn> {
  if (wished !== undefined && wished !== 'text' && wished !== 'number') {
    throw new SegueError('columnType', {
      detail: `The column "${column.name}" holds customer ids, which are of type text or number, not ${wished}.`,
    });
  }
  const text: DecidedColumn = { name: column.name, type: 'text', sql: column.text };
  if (wished === 'text') return text;
  const sql = found.type === 'number' ? found.sql : looks.whole(column.text);
  const fits = found.type === 'number' ? `(${sql}) IS NULL OR (${sql}) = trunc(${sql})` : sql;
  const wrong = `${isFilledText(column.text)} AND NOT coalesce(${fits}, false)`;
  const row = await duck.row(`SELECT count(*) AS n FROM ${staged.from} WHERE ${wrong}`);
  if (Number(row?.n) === 0 && (found.type === 'number' || wished === 'number')) {
    const value = found.type === 'number' ? found.sql : column.text;
    return { name: column.name, type: 'number', sql: `TRY_CAST(${value} AS BIGINT)` };
  }
  if (wished === undefined) return text;
  const examples = await exampleRows(duck, staged, wrong);
  throw new SegueError('columnType', {
    detail: `The column "${column.name}" was set to be of type number, but ${row?.n} of its ids are not plain whole numbers: ${describeExamples(examples, Number(row?.n))}.`,
  });
}
