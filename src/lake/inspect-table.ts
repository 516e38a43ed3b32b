// What is in an ingested table, for people to look at: some rows, and what a column holds.
import type { Column } from '../contract/columns.ts';
import type { Cell, ColumnProfile, TableValues } from '../contract/tables.ts';
import { suggestion } from '../core/near-names.ts';
import { SegueError } from '../errors.ts';
import { asCell, asCells, cellSql, cellsSql } from './cells.ts';
import { type Duck, type Lake, quoteName, quoteText } from './duck.ts';
import { isFilledText } from './lenient-sql.ts';
import type { TableSnapshot } from './snapshot.ts';
import type { Storage } from './storage.ts';

/** The first `limit` rows of the snapshot. */
export async function sampleTable(
  lake: Lake,
  storage: Storage,
  table: TableSnapshot,
  limit: number,
): Promise<Record<string, Cell>[]> {
  const rows = await lake.use((duck) =>
    duck.rows(
      `SELECT ${cellsSql(table.columns, 't')} FROM ${from(storage, table)} AS t
       ORDER BY t.${quoteName(table.idColumn)} LIMIT ${Math.trunc(limit)}`,
    ),
  );
  return rows.map(asCells);
}

export type FullColumnProfile = ColumnProfile & {
  /** Smallest and largest value; of texts, by their characters. */
  min: Cell;
  max: Cell;
};

const exactDistinctRows = 1_000_000;
const mostTop = 10;

/**
 * What a column holds: `count` rows, `nulls` of them empty (null, or text of spaces), how many different values the
 * others have (an estimate above a million rows), and the most frequent ones. Throws `columnMissing`.
 */
export async function profileColumn(
  lake: Lake,
  storage: Storage,
  table: TableSnapshot,
  name: string,
): Promise<FullColumnProfile> {
  const column = findColumn(table, name);
  return lake.use((duck) => profile(duck, storage, table, column));
}

/** The same of every column. One after another: the values of all columns at once may not fit into memory. */
export async function profileAllColumns(
  lake: Lake,
  storage: Storage,
  table: TableSnapshot,
): Promise<FullColumnProfile[]> {
  return lake.use(async (duck) => {
    const profiles: FullColumnProfile[] = [];
    for (const column of table.columns) profiles.push(await profile(duck, storage, table, column));
    return profiles;
  });
}

async function profile(
  duck: Duck,
  storage: Storage,
  table: TableSnapshot,
  column: Column,
): Promise<FullColumnProfile> {
  const { x, filled } = columnSql(column);
  const distinct = table.rows > exactDistinctRows ? `approx_count_distinct(${x})` : `count(DISTINCT ${x})`;
  const cell = (sql: string) => cellSql({ name: 'value', type: column.type }, sql);
  const facts = await duck.row(
    `WITH v AS (SELECT count(*) AS count, count(*) FILTER (${filled}) AS filled,
          ${distinct} FILTER (${filled}) AS distinct_values FROM ${from(storage, table)} AS t),
        low AS (SELECT min(${x}) AS value FROM ${from(storage, table)} AS t WHERE ${filled}),
        high AS (SELECT max(${x}) AS value FROM ${from(storage, table)} AS t WHERE ${filled})
       SELECT v.*, ${cell('low')} AS low, ${cell('high')} AS high FROM v, low, high`,
  );
  const top = await duck.rows(
    `SELECT ${cell('g')} AS value, g.n AS n FROM (SELECT ${x} AS value, count(*) AS n FROM ${from(storage, table)} AS t
         WHERE ${filled} GROUP BY ${x} ORDER BY n DESC, value LIMIT ${mostTop}) AS g ORDER BY g.n DESC, g.value`,
  );
  const count = Number(facts?.count);
  return {
    column: column.name,
    count,
    nulls: count - Number(facts?.filled),
    distinct: Number(facts?.distinct_values),
    top: top.map((row) => ({ value: asCell(row.value), count: Number(row.n) })),
    min: asCell(facts?.low),
    max: asCell(facts?.high),
  };
}

/** A column with more different values than this is nothing to choose from. */
const mostValues = 200;

/**
 * Values of a column that hold `q`, the most frequent first, for people to choose from; none when the column has 200
 * different values or more. Throws `columnMissing`.
 */
export async function suggestValues(
  lake: Lake,
  storage: Storage,
  table: TableSnapshot,
  wish: { column: string; q?: string | undefined; limit: number },
): Promise<TableValues> {
  const column = findColumn(table, wish.column);
  const { x, filled } = columnSql(column);
  const values = `SELECT ${x} AS value FROM ${from(storage, table)} AS t WHERE ${filled}`;
  return lake.use(async (duck) => {
    // Stops reading as soon as it has found so many.
    const different = await duck.row(
      `SELECT count(*) AS n FROM (SELECT DISTINCT value FROM (${values}) LIMIT ${mostValues})`,
    );
    if (Number(different?.n) >= mostValues) return { items: [], complete: false };
    const rows = await duck.rows(
      `SELECT value FROM (SELECT ${cellSql({ name: 'value', type: column.type }, 'g')} AS value, n
         FROM (SELECT value, count(*) AS n FROM (${values}) GROUP BY value) AS g)
       WHERE contains(lower(CAST(value AS VARCHAR)), lower($q)) ORDER BY n DESC, value LIMIT ${Math.trunc(wish.limit) + 1}`,
      { q: wish.q?.trim() ?? '' },
    );
    const items = rows.slice(0, wish.limit).map(({ value }) => asCell(value));
    return { items, complete: rows.length <= wish.limit };
  });
}

function columnSql({ name, type }: Column): { x: string; filled: string } {
  const x = `t.${quoteName(name)}`;
  return { x, filled: type === 'text' ? isFilledText(x) : `${x} IS NOT NULL` };
}

function from(storage: Storage, table: TableSnapshot): string {
  return `read_parquet(${quoteText(storage.path(table.file))})`;
}

function findColumn(table: TableSnapshot, name: string): Column {
  const column = table.columns.find((each) => each.name === name);
  if (column) return column;
  const names = table.columns.map((each) => each.name);
  throw new SegueError('columnMissing', {
    detail: `The table "${table.name}" has no column "${name}".${suggestion(name, names)}`,
  });
}
