// CSV files become one Parquet file of text columns c0, c1, …: types are decided later, over all values.
import { fitColumnNames, uniteColumns } from '../core/column-names.ts';
import type { ToldEncoding } from '../core/encoding.ts';
import { SegueError } from '../errors.ts';
import { badLinesSql } from './bad-lines.ts';
import { type Duck, quoteText } from './duck.ts';
import { type PreparedCsv, prepareCsv } from './prepare-csv.ts';
import { literalGlob, type SourceFile } from './source-files.ts';
import type { Staged } from './staged.ts';

export type CsvOptions = {
  delimiter: string | undefined;
  encoding: ToldEncoding;
  /** A folder of this reading's own. */
  scratch: string;
};

export async function stageCsv(duck: Duck, files: SourceFile[], options: CsvOptions): Promise<Staged> {
  checkDelimiter(options.delimiter);
  const prepared: PreparedCsv[] = [];
  for (const [at, file] of files.entries()) {
    const copyPath = `${options.scratch}/${at}.csv`;
    prepared.push(await prepareCsv(file, { ...options, copyPath, badLinesPath: badLinesPath(options, at) }));
  }
  const fitted = prepared.map((file) => ({ name: file.name, ...fitColumnNames(file.header) }));
  const united = uniteColumns(fitted.map(({ name, names }) => ({ name, columns: names })));
  const reading = { prepared, positions: united.positions };
  const stagedPath = `${options.scratch}/staged.parquet`;
  const rows = prepared.reduce((sum, file) => sum + file.rows, 0);
  await copyRows(duck, reading, stagedPath, rows);
  const withBadLines = prepared.flatMap((file, at) => (file.badLines > 0 ? [badLinesPath(options, at)] : []));
  return {
    from: `read_parquet(${quoteText(stagedPath)})`,
    columns: united.names.map((name, at) => ({ name, text: `c${at}`, stated: null, infer: 'all' })),
    rows,
    badLines: prepared.reduce((sum, file) => sum + file.badLines, 0),
    badLinesSql: withBadLines.length === 0 ? null : badLinesSql(withBadLines),
    warnings: [...new Set([...fitted.flatMap((file) => file.warnings), ...united.warnings])],
    files: prepared.map((file, at) => ({
      name: file.name,
      from: `(${rowsSql([file], united.positions[at] ?? [], false)})`,
    })),
  };
}

function checkDelimiter(delimiter: string | undefined): void {
  if (delimiter === undefined || /^[\t -!#-~]$/.test(delimiter)) return;
  throw new SegueError('badRequest', {
    detail: `${JSON.stringify(delimiter)} cannot be a delimiter.`,
    action:
      'Set a tab or an ASCII character other than a quote as the delimiter of the table, or leave it out.',
  });
}

function badLinesPath(options: CsvOptions, at: number): string {
  return `${options.scratch}/${at}.bad.csv`;
}

type Reading = { prepared: PreparedCsv[]; positions: number[][] };

/** The rows must be as many as the first reading counted: once more with one thread, else the file has changed. */
async function copyRows(duck: Duck, reading: Reading, path: string, rows: number): Promise<void> {
  for (const parallel of [true, false]) {
    const sql = groups(reading)
      .map(({ files, positions }) => rowsSql(files, positions, parallel))
      .join(' UNION ALL ');
    try {
      const copied = await duck.row(
        `COPY (${sql}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 100000)`,
      );
      if (Number(copied?.Count) === rows) return;
    } catch (error) {
      if (!(error instanceof SegueError) || error.code !== 'internal' || !parallel) throw error;
    }
  }
  throw new SegueError('fileUnreadable', {
    detail: 'The source changed while it was being read.',
    action: 'Refresh again when nothing writes to the file any more.',
  });
}

/** Files that one call of `read_csv` can read together. */
function groups({ prepared, positions }: Reading): { files: PreparedCsv[]; positions: number[] }[] {
  const found = new Map<string, { files: PreparedCsv[]; positions: number[] }>();
  for (const [at, file] of prepared.entries()) {
    const own = positions[at] ?? [];
    const { copied, delimiter, newline, newlinesInQuotes, header } = file;
    const alike = JSON.stringify([copied, delimiter, newline, newlinesInQuotes, header.length, own]);
    const group = found.get(alike);
    if (group) group.files.push(file);
    else found.set(alike, { files: [file], positions: own });
  }
  return [...found.values()];
}

const newlineText = { lf: '\\n', crlf: '\\r\\n', cr: '\\r' } as const;

/** Everything is stated, nothing is left for DuckDB to guess. */
function rowsSql(files: PreparedCsv[], positions: number[], parallel: boolean): string {
  const [first] = files;
  if (first === undefined) throw new Error('There is no file to read.');
  const columns = first.header.map((_, at) => `'f${at}': 'VARCHAR'`).join(', ');
  const cells = positions.map(
    (from, at) => `${from === -1 ? 'CAST(NULL AS VARCHAR)' : `f${from}`} AS c${at}`,
  );
  // Several threads mistake line breaks inside quotes for the ends of rows (DuckDB 1.5).
  const threads = parallel && !first.newlinesInQuotes;
  return `SELECT ${cells.join(', ')} FROM read_csv(
    [${files.map((file) => quoteText(literalGlob(file.path))).join(', ')}],
    auto_detect = false, header = ${!first.copied}, delim = ${quoteText(first.delimiter)}, quote = '"', escape = '"',
    new_line = ${quoteText(newlineText[first.newline])}, allow_quoted_nulls = false, parallel = ${threads},
    compression = 'none', columns = {${columns}})`;
}
