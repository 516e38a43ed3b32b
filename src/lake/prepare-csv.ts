// Reads a CSV file once to learn what it is (encoding, delimiter, header, rows, bad lines), and writes a clean copy
// for DuckDB if the file itself cannot be read as it stands.
import { type FileHandle, open, rm } from 'node:fs/promises';
import { guessDelimiter } from '../core/csv-delimiter.ts';
import { type CsvSink, type CsvSummary, createCsvReader } from '../core/csv-reader.ts';
import { csvFaults, type Newline } from '../core/csv-record.ts';
import { createDecoder, type Encoding, encodingOfHead, type ToldEncoding } from '../core/encoding.ts';
import { SegueError } from '../errors.ts';
import { createBadLineWriter } from './bad-lines.ts';
import { isGzip, readBytes, readHead } from './source-bytes.ts';
import type { SourceFile } from './source-files.ts';

export type PreparedCsv = {
  name: string;
  /** The file for DuckDB to read: the source itself, or the clean copy, which has no header line. */
  path: string;
  copied: boolean;
  header: string[];
  delimiter: string;
  newline: Newline;
  newlinesInQuotes: boolean;
  rows: number;
  badLines: number;
};

export type PrepareOptions = {
  delimiter: string | undefined;
  encoding: ToldEncoding;
  /** Where a clean copy goes. */
  copyPath: string;
  /** Where bad lines go; there is no such file if there are none. */
  badLinesPath: string;
};

type Reading = { encoding: Encoding | null; copy: boolean; checkBytes: boolean };

export async function prepareCsv(file: SourceFile, options: PrepareOptions): Promise<PreparedCsv> {
  const { head, complete } = await readHead(file);
  const encoding = textEncoding(file, head, options.encoding);
  const decoded = encoding === null ? head : createDecoder(encoding).decode(head);
  const delimiter = options.delimiter ?? guessDelimiter(decoded, complete);
  let reading: Reading = { encoding, copy: encoding !== null || isGzip(file), checkBytes: false };
  for (;;) {
    const summary = await readOnce(file, delimiter, reading, options);
    const next = nextReading(reading, summary, options.encoding);
    if (next === null) return prepared(file, delimiter, reading, summary, options);
    reading = next;
  }
}

/** The encoding to decode from, or null for bytes that are UTF-8 or, as the whole file will tell, Windows-1252. */
export function textEncoding(file: SourceFile, head: Uint8Array, told: ToldEncoding): Encoding | null {
  const found = encodingOfHead(head, told);
  if (found === 'binary') {
    throw new SegueError('fileNotTabular', { detail: `"${file.name}" holds binary data, not text.` });
  }
  return found === 'eightBit' || found === 'utf-8' ? null : found;
}

/** What a reading showed to be needed: another one, or null when all is well. */
function nextReading(reading: Reading, summary: CsvSummary, told: ToldEncoding): Reading | null {
  if (reading.encoding === null && told === 'auto' && summary.notUtf8 > summary.utf8) {
    return { encoding: 'windows-1252', copy: true, checkBytes: summary.nuls };
  }
  if ((summary.notUtf8 > 0 || summary.nuls) && !reading.checkBytes) {
    return { ...reading, copy: true, checkBytes: true };
  }
  const clean = summary.badLines === 0 && summary.blankLines === 0 && summary.newlines.size <= 1;
  return reading.copy || clean ? null : { ...reading, copy: true };
}

async function readOnce(
  file: SourceFile,
  delimiter: string,
  reading: Reading,
  options: PrepareOptions,
): Promise<CsvSummary> {
  const copy = reading.copy ? await openCopy(file, options) : null;
  try {
    const reader = createCsvReader({
      delimiter: delimiter.charCodeAt(0),
      checkBytes: reading.checkBytes,
      ...(copy && { sink: copy.sink }),
    });
    for await (const chunk of readBytes(file, reading.encoding)) {
      reader.push(chunk);
      await copy?.flush();
    }
    const summary = reader.end();
    await copy?.flush();
    return summary;
  } finally {
    await copy?.handle.close();
  }
}

type Copy = { handle: FileHandle; sink: CsvSink; flush(): Promise<void> };

const lineBreak = Buffer.from('\n');

/** Rows go to the clean copy and bad lines to the side file, each reading from the start. */
async function openCopy(file: SourceFile, options: PrepareOptions): Promise<Copy> {
  const handle = await open(options.copyPath, 'w', 0o600);
  await rm(options.badLinesPath, { force: true });
  const badLines = createBadLineWriter(options.badLinesPath);
  let gathered: Uint8Array[] = [];
  return {
    handle,
    sink: {
      row(data, from, to) {
        gathered.push(data.subarray(from, to), lineBreak);
      },
      bad(line, text, fault) {
        const shown = Buffer.from(text.buffer, text.byteOffset, text.byteLength);
        const readable = shown.toString(fault === 'encoding' ? 'latin1' : 'utf8');
        badLines.add(file.name, line, csvFaults[fault], readable);
      },
    },
    async flush() {
      const bytes = Buffer.concat(gathered);
      gathered = [];
      for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
      await badLines.flush();
    },
  };
}

function prepared(
  file: SourceFile,
  delimiter: string,
  reading: Reading,
  summary: CsvSummary,
  options: PrepareOptions,
): PreparedCsv {
  if (summary.header.length === 0) {
    throw new SegueError(summary.badLines > 0 ? 'fileNotTabular' : 'fileEmpty', {
      detail: `"${file.name}" has no header line.`,
    });
  }
  const [newline] = summary.newlines;
  return {
    name: file.name,
    path: reading.copy ? options.copyPath : file.path,
    copied: reading.copy,
    header: summary.header,
    delimiter,
    newline: reading.copy ? 'lf' : (newline ?? 'lf'),
    newlinesInQuotes: summary.newlinesInQuotes,
    rows: summary.rows,
    badLines: summary.badLines,
  };
}
