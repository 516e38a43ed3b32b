// Values of a snapshot as JSON has them: dates and moments as ISO 8601, everything else as it is.
import type { Column } from '../contract/columns.ts';
import type { Cell } from '../contract/tables.ts';
import { quoteName, type Row } from './duck.ts';

/** A select list of these columns of `alias` under their own names. */
export function cellsSql(columns: readonly Column[], alias: string): string {
  return columns.map((column) => `${cellSql(column, alias)} AS ${quoteName(column.name)}`).join(', ');
}

export function cellSql({ name, type }: Column, alias: string): string {
  const x = `${alias}.${quoteName(name)}`;
  if (type === 'date') return `strftime(${x}, '%Y-%m-%d')`;
  if (type !== 'timestamp') return x;
  return `CASE WHEN microsecond(${x}) % 1000000 = 0 THEN strftime(${x}, '%Y-%m-%dT%H:%M:%SZ')
    ELSE strftime(${x}, '%Y-%m-%dT%H:%M:%S.%gZ') END`;
}

export function asCells(row: Row): Record<string, Cell> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asCell(value)]));
}

export function asCell(value: unknown): Cell {
  if (value === null || value === undefined) return null;
  return typeof value === 'number' || typeof value === 'boolean' ? value : String(value);
}
