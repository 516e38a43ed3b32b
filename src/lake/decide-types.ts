// Decides the type of every column: what a person set, else what the file states, else what every value looks like.
import type { Column, ColumnType } from '../contract/columns.ts';
import { suggestion } from '../core/near-names.ts';
import { SegueError } from '../errors.ts';
import type { Duck } from './duck.ts';
import { describeExamples, exampleRows } from './example-rows.ts';
import { countUnreadable, dateOrder, type Found, inferTypes, looks } from './infer-types.ts';
import { booleanFromText, isFilledText, momentFromText, numberFromText } from './lenient-sql.ts';
import type { Staged, StagedColumn } from './staged.ts';

export type DecidedColumn = Column & {
  /** SQL for the value, in the type, over the staged relation. */
  sql: string;
};

export type TypeWishes = { idColumn: string; types: Record<string, ColumnType> };

export async function decideTypes(duck: Duck, staged: Staged, wishes: TypeWishes): Promise<DecidedColumn[]> {
  const names = staged.columns.map((column) => column.name);
  for (const name of Object.keys(wishes.types)) {
    if (names.includes(name)) continue;
    throw new SegueError('columnMissing', {
      detail: `There is no column "${name}", whose type was set.${suggestion(name, names)}`,
    });
  }
  const inferred = await inferTypes(duck, staged, {
    idColumn: wishes.idColumn,
    leaveAlone: (name) => wishes.types[name] === 'text',
  });
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

function statedOrText(column: StagedColumn): Found {
  return column.stated ?? { type: 'text', sql: column.text };
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
  const { name } = column;
  const text: DecidedColumn = { name, type: 'text', sql: column.text };
  if (wished === 'text' || (wished === undefined && found.type !== 'number')) return text;
  // Inference has looked at every id; what the file states may be a fraction, or nothing like a number.
  if (column.stated === null && found.type === 'number') return { name, type: 'number', sql: found.sql };
  const number: DecidedColumn = { name, type: 'number', sql: `TRY_CAST(${column.text} AS BIGINT)` };
  let fits = looks.whole(column.text);
  if (found.type === 'number') {
    number.sql = `TRY_CAST(${found.sql} AS BIGINT)`;
    fits = `(${found.sql}) = trunc(${found.sql})`;
  }
  const wrong = `${isFilledText(column.text)} AND NOT coalesce(${fits}, false)`;
  const row = await duck.row(`SELECT count(*) AS n FROM ${staged.from} WHERE ${wrong}`);
  const count = Number(row?.n);
  if (count === 0) return number;
  if (wished === undefined) return text;
  const examples = await exampleRows(duck, staged, wrong);
  throw new SegueError('columnType', {
    detail: `The column "${name}" was set to be of type number, but ${count} of its ids are not plain whole numbers: ${describeExamples(examples, count)}.`,
  });
}
