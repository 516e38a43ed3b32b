// JSON lines become one Parquet file of text columns c0, c1, … that hold each value as JSON; a key that any object
// has is a column. JSON says itself what is a number, a boolean or a text.

import { fitColumnNames } from '../core/column-names.ts';
import type { ToldEncoding } from '../core/encoding.ts';
import { SegueError } from '../errors.ts';
import { badLinesSql } from './bad-lines.ts';
import { type Duck, quoteText } from './duck.ts';
import { lineNumberEnd, type PreparedLines, prepareLines } from './prepare-lines.ts';
import { literalGlob, type SourceFile } from './source-files.ts';
import type { Staged, StagedColumn } from './staged.ts';

const mostColumns = 2_000;
const isObject = "CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END";

export async function stageJson(
  duck: Duck,
  files: SourceFile[],
  options: { encoding: ToldEncoding; scratch: string },
): Promise<Staged> {
  const prepared: CountedLines[] = [];
  for (const [at, file] of files.entries()) prepared.push(await prepareOne(duck, file, at, options));
  const lines = prepared
    .map((file) => `SELECT line FROM ${linesSql(file)} WHERE ${isObject}`)
    .join(' UNION ALL ');
  const keys = await findKeys(duck, lines);
  const path = `${options.scratch}/staged.parquet`;
  await duck.run(
    `COPY (${cellsSql(lines, keys)}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 100000)`,
  );
  const { names, warnings } = fitColumnNames(keys);
  const from = `read_parquet(${quoteText(path)})`;
  const written = prepared.filter((file) => file.badLines > 0).map((file) => file.badLinesPath);
  const invalid = prepared.filter((file) => file.invalid > 0).map(invalidSql);
  const bad = [...(written.length > 0 ? [badLinesSql(written)] : []), ...invalid];
  return {
    from,
    columns: await stateTypes(duck, from, names),
    rows: prepared.reduce((sum, file) => sum + file.rows, 0),
    badLines: prepared.reduce((sum, file) => sum + file.badLines + file.invalid, 0),
    badLinesSql: bad.length === 0 ? null : bad.join(' UNION ALL '),
    warnings,
    files: prepared.map((file) => ({
      name: file.name,
      from: `(${cellsSql(`SELECT line FROM ${linesSql(file)} WHERE ${isObject}`, keys)})`,
    })),
  };
}

type CountedLines = PreparedLines & { badLinesPath: string; rows: number; invalid: number };

/** A file with lines that are no JSON objects is read again with line numbers, for the side file to name them. */
async function prepareOne(
  duck: Duck,
  file: SourceFile,
  at: number,
  options: { encoding: ToldEncoding; scratch: string },
): Promise<CountedLines> {
  const badLinesPath = `${options.scratch}/${at}.bad.csv`;
  const settings = { encoding: options.encoding, copyPath: `${options.scratch}/${at}.lines`, badLinesPath };
  for (const numbered of [false, true]) {
    const prepared = await prepareLines(file, settings, numbered);
    const counts = await duck.row(
      `SELECT count(*) AS lines, count(*) FILTER (${isObject}) AS objects FROM ${linesSql(prepared)} WHERE trim(line) <> ''`,
    );
    const rows = Number(counts?.objects);
    const invalid = Number(counts?.lines) - rows;
    if (rows === 0 && prepared.badLines + invalid > 0) throw noObjects(file);
    if (invalid === 0 || prepared.copied) return { ...prepared, badLinesPath, rows, invalid };
  }
  throw new Error('A numbered copy was asked for and not made.');
}

function noObjects(file: SourceFile): SegueError {
  return new SegueError('fileNotTabular', {
    detail: `No line of "${file.name}" is a JSON object.`,
    action: 'Write one JSON object a line.',
  });
}

function linesSql(file: PreparedLines): string {
  const columns = file.copied ? "{'n': 'BIGINT', 'line': 'VARCHAR'}" : "{'line': 'VARCHAR'}";
  return `read_csv(${quoteText(literalGlob(file.path))}, auto_detect = false, header = false,
    delim = ${quoteText(lineNumberEnd)}, quote = '', escape = '', new_line = '\\n', compression = 'none', columns = ${columns})`;
}

function invalidSql(file: PreparedLines): string {
  return `SELECT ${quoteText(file.name)} AS file, n AS line,
    CASE WHEN json_valid(line) THEN 'it is not a JSON object' ELSE 'it is not valid JSON' END AS reason,
    left(line, 10000) AS text FROM ${linesSql(file)} WHERE NOT ${isObject}`;
}

/** Every key of every object, in the order in which objects have them. */
async function findKeys(duck: Duck, lines: string): Promise<string[]> {
  const rows = await duck.rows(
    `SELECT key, min(place) AS first FROM (
      SELECT unnest(keys) AS key, generate_subscripts(keys, 1) AS place FROM (SELECT json_keys(line) AS keys FROM (${lines})))
    GROUP BY key ORDER BY first, key LIMIT ${mostColumns + 1}`,
  );
  if (rows.length > mostColumns) {
    throw new SegueError('fileNotTabular', {
      detail: `The objects of the file have more than ${mostColumns} different keys.`,
    });
  }
  return rows.map((row) => String(row.key));
}

function cellsSql(lines: string, keys: string[]): string {
  const structure = `{${keys.map((key) => `${JSON.stringify(key)}:"JSON"`).join(',')}}`;
  const cells = keys.map((_, at) => `CAST(struct_extract_at(s, ${at + 1}) AS VARCHAR) AS c${at}`);
  return `SELECT ${cells.join(', ')} FROM (SELECT json_transform(line, ${quoteText(structure)}) AS s FROM (${lines}))`;
}

async function stateTypes(duck: Duck, from: string, names: string[]): Promise<StagedColumn[]> {
  const count = (at: number, what: string, condition: string) =>
    `count(*) FILTER (${condition}) AS ${what}${at}`;
  const counts = await duck.row(
    `SELECT ${names
      .map((_, at) =>
        [
          count(at, 'filled', `c${at} IS NOT NULL`),
          count(at, 'booleans', `c${at} IN ('true', 'false')`),
          count(at, 'numbers', `regexp_full_match(c${at}, '-?[0-9].*')`),
          count(at, 'whole', `regexp_full_match(c${at}, '-?[0-9]{1,15}')`),
          count(at, 'long', `regexp_full_match(c${at}, '-?[0-9]{16,}')`),
        ].join(', '),
      )
      .join(', ')} FROM ${from}`,
  );
  return names.map((name, at) => {
    const is = (what: string) => Number(counts?.[`${what}${at}`]) === Number(counts?.[`filled${at}`]);
    const text = `CASE WHEN starts_with(c${at}, '"') THEN c${at} ->> '$' ELSE c${at} END`;
    const column = (stated: StagedColumn['stated']): StagedColumn => ({ name, text, stated, infer: 'dates' });
    if (Number(counts?.[`filled${at}`]) === 0) return column(null);
    if (is('booleans')) return column({ type: 'boolean', sql: `c${at} = 'true'` });
    if (is('whole')) return column({ type: 'number', sql: `CAST(c${at} AS BIGINT)` });
    // Digits beyond what a double keeps are an id, not a quantity.
    if (is('numbers') && Number(counts?.[`long${at}`]) === 0) {
      return column({ type: 'number', sql: `CAST(c${at} AS DOUBLE)` });
    }
    return column(null);
  });
}
