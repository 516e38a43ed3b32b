// What reading a source gives before types are decided: a relation DuckDB can select from, and how each column is
// got out of it.
import type { ColumnType } from '../contract/columns.ts';

export type StagedColumn = {
  name: string;
  /** SQL for the value as the text it was in the file; null where there was none. */
  text: string;
  /** A type the file itself states, and SQL for the value in it. Null: to be found out from the text. */
  stated: { type: ColumnType; sql: string } | null;
  /** Whether text that looks like a number or a boolean may become one (CSV), or only dates may (JSON). */
  infer: 'all' | 'dates';
};

export type Staged = {
  /** What goes after FROM. */
  from: string;
  columns: StagedColumn[];
  rows: number;
  badLines: number;
  /** SQL giving file, line, reason, text; null without bad lines. */
  badLinesSql: string | null;
  warnings: string[];
  /** Each file by itself, its rows in their order, with the same columns: to name examples of wrong values. */
  files: { name: string; from: string }[];
};
