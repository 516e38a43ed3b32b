// Parquet files are read as they are: they state their types, which fold into the five that Segue knows.
import type { ColumnType } from '../contract/columns.ts';
import { uniteColumns } from '../core/column-names.ts';
import { SegueError } from '../errors.ts';
import { type Duck, quoteName, quoteText } from './duck.ts';
import { literalGlob, type SourceFile } from './source-files.ts';
import type { Staged, StagedColumn } from './staged.ts';

export async function stageParquet(duck: Duck, files: SourceFile[]): Promise<Staged> {
  const described = [];
  for (const file of files) described.push({ name: file.name, columns: await describe(duck, file) });
  const from = parquetSql(files);
  try {
    const columns = await duck.rows(`DESCRIBE SELECT * FROM ${from}`);
    const counted = await duck.row(`SELECT count(*) AS rows FROM ${from}`);
    return {
      from,
      columns: columns.map((row) => asColumn(String(row.column_name), String(row.column_type))),
      rows: Number(counted?.rows),
      badLines: 0,
      badLinesSql: null,
      warnings: uniteColumns(described).warnings,
      files: files.map((file) => ({ name: file.name, from: parquetSql([file]) })),
    };
  } catch (error) {
    throw unfit(error, 'The Parquet files do not fit together: a column has types that cannot be united.');
  }
}

function parquetSql(files: SourceFile[]): string {
  const paths = files.map((file) => quoteText(literalGlob(file.path))).join(', ');
  return `read_parquet([${paths}], union_by_name = true, hive_partitioning = false)`;
}

async function describe(duck: Duck, file: SourceFile): Promise<string[]> {
  try {
    const rows = await duck.rows(`DESCRIBE SELECT * FROM ${parquetSql([file])}`);
    return rows.map((row) => String(row.column_name));
  } catch (error) {
    throw unfit(error, `"${file.name}" is not a sound Parquet file.`);
  }
}

function unfit(error: unknown, detail: string): unknown {
  const about = error instanceof SegueError && ['snapshotCorrupt', 'internal'].includes(error.code);
  return about ? new SegueError('fileNotTabular', { detail, cause: error }) : error;
}

function asColumn(name: string, type: string): StagedColumn {
  const x = quoteName(name);
  const nested = /^(STRUCT|MAP|UNION)|\[\d*\]$/.test(type);
  const text = nested ? `CAST(to_json(${x}) AS VARCHAR)` : `CAST(${x} AS VARCHAR)`;
  return { name, text, stated: statedType(type, x) ?? { type: 'text', sql: text }, infer: 'dates' };
}

/** Null for what stays text, such as whole numbers beyond 64 bits. */
function statedType(type: string, x: string): { type: ColumnType; sql: string } | null {
  if (/^(TINYINT|SMALLINT|INTEGER|BIGINT|UTINYINT|USMALLINT|UINTEGER)$/.test(type)) {
    return { type: 'number', sql: `CAST(${x} AS BIGINT)` };
  }
  if (/^(FLOAT|DOUBLE|DECIMAL)/.test(type)) {
    // Neither infinity nor "not a number" can be compared or sent.
    return { type: 'number', sql: `CASE WHEN isfinite(CAST(${x} AS DOUBLE)) THEN CAST(${x} AS DOUBLE) END` };
  }
  if (type === 'BOOLEAN') return { type: 'boolean', sql: x };
  if (type === 'DATE') return { type: 'date', sql: x };
  if (/^TIMESTAMP/.test(type)) return { type: 'timestamp', sql: `CAST(${x} AS TIMESTAMP)` };
  return null;
}
