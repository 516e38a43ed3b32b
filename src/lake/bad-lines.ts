// The side file of an ingest: every line that was no row, with its file, its number, its text and what was wrong
// with it. It holds personal data like the snapshot beside it, and is kept and removed with it.
import { appendFile } from 'node:fs/promises';
import type { BadLine } from '../contract/tables.ts';
import { type Duck, type Lake, quoteText } from './duck.ts';
import type { Storage } from './storage.ts';

/** Longer texts are cut: the side file is for looking at. */
const longestText = 10_000;

export type BadLineWriter = {
  add(file: string, line: number, reason: string, text: string): void;
  /** Writes what has gathered; to be awaited now and then, and before the file is read. */
  flush(): Promise<void>;
};

/** Collects bad lines in a CSV file at `path`, which is made with the first of them. */
export function createBadLineWriter(path: string): BadLineWriter {
  let gathered: string[] = [];
  return {
    add(file, line, reason, text) {
      gathered.push(`${quoted(file)},${line},${quoted(reason)},${quoted(text.slice(0, longestText))}\n`);
    },
    async flush() {
      if (gathered.length === 0) return;
      const text = gathered.join('');
      gathered = [];
      await appendFile(path, text, { mode: 0o600 });
    },
  };
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""').replaceAll('\0', '\ufffd')}"`;
}

/** SQL that reads writers' files back: file, line, reason, text. */
export function badLinesSql(paths: string[]): string {
  return `SELECT * FROM read_csv([${paths.map(quoteText).join(', ')}], auto_detect = false, header = false, delim = ',', quote = '"',
    escape = '"', allow_quoted_nulls = false, parallel = false, strict_mode = false,
    columns = {'file': 'VARCHAR', 'line': 'BIGINT', 'reason': 'VARCHAR', 'text': 'VARCHAR'})`;
}

/** Writes the side file; `sql` gives file, line, reason, text. */
export async function writeBadLines(duck: Duck, sql: string, path: string): Promise<void> {
  await duck.run(
    `COPY (SELECT * FROM (${sql}) ORDER BY file, line) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`,
  );
}

/** A page of an ingest's side file, in the order of files and lines. */
export async function readBadLines(
  lake: Lake,
  storage: Storage,
  options: { badLinesFile: string; limit: number; offset: number },
): Promise<BadLine[]> {
  const file = quoteText(storage.path(options.badLinesFile));
  const rows = await lake.use((duck) =>
    duck.rows(
      `SELECT file, line, reason, text FROM read_parquet(${file}) ORDER BY file, line LIMIT ${Math.trunc(options.limit)} OFFSET ${Math.trunc(options.offset)}`,
    ),
  );
  return rows.map((row) => ({
    file: String(row.file),
    line: Number(row.line),
    reason: String(row.reason),
    text: String(row.text),
  }));
}
