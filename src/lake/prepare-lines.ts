// Reads a JSON lines file once to see whether DuckDB can take it as it stands, and else writes a copy whose lines
// carry their numbers.

import { isAscii, isUtf8 } from 'node:buffer';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { longestRecordBytes } from '../core/csv-reader.ts';
import type { Encoding, ToldEncoding } from '../core/encoding.ts';
import { SegueError } from '../errors.ts';
import { type BadLineWriter, createBadLineWriter } from './bad-lines.ts';
import { textEncoding } from './prepare-csv.ts';
import { isGzip, readBytes, readHead } from './source-bytes.ts';
import type { SourceFile } from './source-files.ts';

export type PreparedLines = {
  name: string;
  path: string;
  /** A copy has `<line number>\x1f<line>` in every line; the source itself has bare lines. */
  copied: boolean;
  /** Lines turned down so far; whether the others are JSON is for DuckDB to say. */
  badLines: number;
};

export type PrepareLinesOptions = { encoding: ToldEncoding; copyPath: string; badLinesPath: string };

// A file without line breaks must not end up in memory as a whole.
const longestLine = 20_000_000;

export const lineNumberEnd = '\x1f';

/** `numbered` asks for a copy with line numbers even if the file could be read directly. */
export async function prepareLines(
  file: SourceFile,
  options: PrepareLinesOptions,
  numbered: boolean,
): Promise<PreparedLines> {
  const { head } = await readHead(file);
  const encoding = textEncoding(file, head, options.encoding);
  if (/^(ï»¿)?\s*\[/.test(Buffer.from(head.subarray(0, 1_000)).toString('latin1'))) throw arrayInstead(file);
  const found = await survey(file, encoding);
  // JSON is UTF-8 by its standard (RFC 8259); what is not can only be the other encoding people have.
  const decode =
    found.notUtf8 && encoding === null && options.encoding === 'auto' ? 'windows-1252' : encoding;
  if (!numbered && decode === null && found.plain && !found.notUtf8 && !isGzip(file)) {
    return { name: file.name, path: file.path, copied: false, badLines: 0 };
  }
  const badLines = await copyLines(file, decode, options);
  return { name: file.name, path: options.copyPath, copied: true, badLines };
}

function arrayInstead(file: SourceFile): SegueError {
  return new SegueError('fileNotTabular', {
    detail: `"${file.name}" holds a JSON array, not JSON lines.`,
    action: 'Write one JSON object a line, without brackets around them and commas between them.',
  });
}

async function survey(
  file: SourceFile,
  encoding: Encoding | null,
): Promise<{ plain: boolean; notUtf8: boolean }> {
  const found = { plain: true, notUtf8: false };
  await forEachLine(file, encoding, (line) => {
    if (!isAscii(line) && !isUtf8(line)) found.notUtf8 = true;
    if (lineFault(line) !== null || line.length === 0 || line.at(-1) === 0x0d) found.plain = false;
  });
  return found;
}

function lineFault(line: Uint8Array): string | null {
  if (line.length > longestRecordBytes) return 'the line is longer than 2 MB';
  if (line.includes(0) || line.includes(lineNumberEnd.charCodeAt(0))) return 'it holds a control character';
  return null;
}

async function copyLines(
  file: SourceFile,
  encoding: Encoding | null,
  options: PrepareLinesOptions,
): Promise<number> {
  await rm(options.badLinesPath, { force: true });
  const badLines = createBadLineWriter(options.badLinesPath);
  const handle = await open(options.copyPath, 'w', 0o600);
  const copy = lineCopy(file.name, badLines);
  try {
    await forEachLine(file, encoding, copy.line, async () => {
      await writeAll(handle, copy.take());
      await badLines.flush();
    });
    return copy.badLines();
  } finally {
    await handle.close();
  }
}

function lineCopy(name: string, badLines: BadLineWriter) {
  let gathered: Uint8Array[] = [];
  let bad = 0;
  return {
    line(line: Uint8Array, number: number) {
      const text = line.at(-1) === 0x0d ? line.subarray(0, -1) : line;
      if (text.length === 0) return;
      const fault = lineFault(text) ?? (isUtf8(text) ? null : 'it is not valid UTF-8');
      if (fault === null) {
        gathered.push(Buffer.from(`${number}${lineNumberEnd}`), text, Buffer.from('\n'));
        return;
      }
      bad += 1;
      badLines.add(name, number, fault, Buffer.from(text.subarray(0, 10_000)).toString());
    },
    take() {
      const bytes = Buffer.concat(gathered);
      gathered = [];
      return bytes;
    },
    badLines: () => bad,
  };
}

async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at)).bytesWritten;
}

/** Calls `see` with every line (without its line feed) and its number, and `pause` after every piece of the file. */
async function forEachLine(
  file: SourceFile,
  encoding: Encoding | null,
  see: (line: Uint8Array, number: number) => void,
  pause: () => Promise<void> = async () => {},
): Promise<void> {
  let kept: Uint8Array = new Uint8Array(0);
  let number = 1;
  let first = true;
  const read = (data: Uint8Array, final: boolean) => {
    let at = first && data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? 3 : 0;
    first = false;
    while (at < data.length) {
      const newline = data.indexOf(0x0a, at);
      if (newline === -1 && !final) break;
      const end = newline === -1 ? data.length : newline;
      see(data.subarray(at, end), number);
      number += 1;
      at = end + 1;
    }
    kept = data.subarray(Math.min(at, data.length));
    if (kept.length > longestLine) {
      throw new SegueError('fileNotTabular', {
        detail: `"${file.name}" has a line longer than ${longestLine / 1_000_000} MB.`,
        action: 'Write one JSON object a line.',
      });
    }
  };
  for await (const chunk of readBytes(file, encoding)) {
    const data = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    if (first && data.length < 3) kept = data;
    else read(data, false);
    await pause();
  }
  read(kept, true);
  await pause();
}
