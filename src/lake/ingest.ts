// Reads the files of a table into a Parquet snapshot. This is the one step for which DuckDB may look outside the
// storage: a short-lived instance that sees the scratch space and the import folders, and nothing else.
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Table } from '../contract/sources.ts';
import { looksLikeData } from '../core/column-names.ts';
import { suggestion } from '../core/near-names.ts';
import { asSegueError, isNodeError, SegueError } from '../errors.ts';
import { writeBadLines } from './bad-lines.ts';
import { type DecidedColumn, decideTypes } from './decide-types.ts';
import { type Duck, openLake, quoteName, quoteText } from './duck.ts';
import { checkKey } from './key-check.ts';
import type { TableSnapshot } from './snapshot.ts';
import { locateFiles, type SourceFile } from './source-files.ts';
import { sourceFormat } from './source-format.ts';
import { stageCsv } from './stage-csv.ts';
import { stageJson } from './stage-json.ts';
import { stageParquet } from './stage-parquet.ts';
import type { Staged } from './staged.ts';
import type { Storage } from './storage.ts';

export type IngestOptions = {
  storage: Storage;
  /** Of the DuckDB instance that is opened for this alone. */
  source: { memoryMegabytes: number; threads: number };
  importDirs: string[];
  table: Table;
  /** Storage key of the snapshot, ending in `.parquet`. */
  file: string;
};

export type IngestResult = {
  snapshot: TableSnapshot;
  badLines: number;
  /** Storage key of the side file (see bad-lines.ts); null if every line was a row. */
  badLinesFile: string | null;
  /** Things a person should know, none of them fatal; no values of the data. */
  warnings: string[];
};

/**
 * Makes the snapshot of a table from its files. Throws `fileMissing`, `fileOutside`, `fileUnreadable`, `fileEmpty`,
 * `fileNotTabular`, `columnMissing`, `columnType`, `keyEmpty`, `keyDuplicate`, `diskFull`; then nothing is written.
 */
export async function ingestTable(options: IngestOptions): Promise<IngestResult> {
  const { storage, table, importDirs } = options;
  const files = await locateFiles(table.path, importDirs);
  for (const file of files) {
    if (file.bytes === 0) throw new SegueError('fileEmpty', { detail: `"${file.name}" is empty.` });
  }
  await mkdir(storage.scratch, { recursive: true, mode: 0o700 });
  const scratch = await mkdtemp(join(storage.scratch, 'ingest-'));
  try {
    const lake = await openLake({
      folders: [storage.scratch, ...(await existing(importDirs))],
      spillFolder: scratch,
      ...options.source,
    });
    try {
      return await lake.use((duck) => ingest(duck, files, scratch, options));
    } finally {
      await lake.close();
    }
  } catch (error) {
    throw asIngestError(error, table);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function asIngestError(error: unknown, table: Table): unknown {
  if (isNodeError(error) && error.code === 'ENOSPC') return asSegueError(error);
  if (!(error instanceof SegueError) || error.code !== 'snapshotCorrupt') return error;
  // No snapshot is read here: what is missing or damaged is what was there a moment ago.
  return new SegueError('fileUnreadable', {
    detail: `"${table.path}" changed while it was being read.`,
    action: 'Refresh again when nothing writes to the file any more.',
    cause: error,
  });
}

async function existing(folders: string[]): Promise<string[]> {
  const real = await Promise.all(folders.map((folder) => realpath(folder).catch(() => null)));
  return real.filter((folder) => folder !== null);
}

async function ingest(
  duck: Duck,
  files: SourceFile[],
  scratch: string,
  options: IngestOptions,
): Promise<IngestResult> {
  const { storage, table, file } = options;
  const idColumn = table.kind === 'profiles' ? table.key : table.customerKey;
  const staged = await stage(duck, files, scratch, table);
  checkColumns(staged, table, idColumn);
  const columns = await decideTypes(duck, staged, { idColumn, types: table.types ?? {} });
  const key = columns.find((column) => column.name === idColumn);
  if (key === undefined) throw new Error('The id column was checked and is gone.');
  await storage.write(file, async (temporary) => {
    await duck.run(snapshotSql(staged, columns, temporary));
    if (table.kind === 'profiles') await checkKey(duck, staged, temporary, key);
  });
  const badLinesFile =
    staged.badLinesSql === null ? null : file.replace(/(\.parquet)?$/, '.bad-lines.parquet');
  const { badLinesSql } = staged;
  if (badLinesFile !== null && badLinesSql !== null) {
    await storage.write(badLinesFile, (temporary) => writeBadLines(duck, badLinesSql, temporary));
  }
  return {
    snapshot: {
      name: table.name,
      kind: table.kind,
      file,
      idColumn,
      columns: columns.map(({ name, type }) => ({ name, type })),
      rows: staged.rows,
    },
    badLines: staged.badLines,
    badLinesFile,
    warnings: staged.warnings,
  };
}

async function stage(duck: Duck, files: SourceFile[], scratch: string, table: Table): Promise<Staged> {
  const { delimiter, encoding = 'auto' } = table;
  const formats = new Set(await Promise.all(files.map(sourceFormat)));
  if (formats.size > 1) {
    throw new SegueError('fileNotTabular', {
      detail: `"${table.path}" names files of different formats: ${[...formats].join(', ')}.`,
      action: 'Use a path that names files of one format only.',
    });
  }
  if (formats.has('Parquet')) return stageParquet(duck, files);
  if (formats.has('JSON lines')) return stageJson(duck, files, { encoding, scratch });
  return stageCsv(duck, files, { delimiter, encoding, scratch });
}

function checkColumns(staged: Staged, table: Table, idColumn: string): void {
  const names = staged.columns.map((column) => column.name);
  if (!names.includes(idColumn)) {
    if (looksLikeData(names)) {
      throw new SegueError('columnMissing', {
        detail: `There is no column "${idColumn}": the first line of "${table.path}" looks like a row, not like a header.`,
        action: 'Put a line with the names of the columns at the top of the file.',
      });
    }
    throw new SegueError('columnMissing', {
      detail: `"${table.path}" has no column "${idColumn}".${suggestion(idColumn, names)} Its columns are ${listed(names)}.`,
    });
  }
  if (staged.rows > 0) return;
  const lines = staged.badLines === 1 ? 'its only line' : `all of its ${staged.badLines} lines`;
  throw staged.badLines === 0
    ? new SegueError('fileEmpty', { detail: `"${table.path}" has a header and no rows.` })
    : new SegueError('fileNotTabular', {
        detail: `In "${table.path}", ${lines} below the header cannot be read as rows.`,
      });
}

function listed(names: string[]): string {
  const shown = names.slice(0, 50).map((name) => `"${name.slice(0, 60)}"`);
  return `${shown.join(', ')}${names.length > shown.length ? ` and ${names.length - shown.length} more` : ''}`;
}

function snapshotSql(staged: Staged, columns: DecidedColumn[], path: string): string {
  const values = columns.map(({ name, sql }) => `${sql} AS ${quoteName(name)}`);
  return `COPY (SELECT ${values.join(', ')} FROM ${staged.from}) TO ${quoteText(path)}
    (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)`;
}
