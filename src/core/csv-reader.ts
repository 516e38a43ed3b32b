// Takes a CSV file apart into records as its bytes come in, and says of every line whether it is a row. DuckDB can
// skip bad lines by itself, but then loses lines after a quote that is never closed, and mistakes text inside
// quotes for rows when several threads read; so what is bad is decided here, and DuckDB reads only what is good.
import { isAscii, isUtf8 } from 'node:buffer';
import {
  type CsvFault,
  emptyRecordFacts,
  endOfLine,
  type Newline,
  type RecordFacts,
  scanRecord,
  splitFields,
} from './csv-record.ts';
import { countNonAsciiLines } from './encoding.ts';

export const longestRecordBytes = 2_000_000;

export type CsvSink = {
  /** The bytes of a row, without its line break. */
  row(data: Uint8Array, from: number, to: number): void;
  /** A line that is no row; lines count from 1. */
  bad(line: number, text: Uint8Array, fault: CsvFault): void;
};

export type CsvSummary = {
  /** Empty when the file holds no line. */
  header: string[];
  rows: number;
  badLines: number;
  /** Lines without a character, which are nothing at all. */
  blankLines: number;
  newlines: Set<Newline>;
  newlinesInQuotes: boolean;
  nuls: boolean;
  /** Lines (or, for the sound ones, whole stretches) beyond ASCII that are UTF-8, and lines that are not. */
  utf8: number;
  notUtf8: number;
};

export type CsvReader = { push(bytes: Uint8Array): void; end(): CsvSummary };

export type CsvReaderOptions = {
  delimiter: number;
  /** Turns down rows with NULs or broken UTF-8; needed only when a first reading met some. */
  checkBytes: boolean;
  sink?: CsvSink;
};

/**
 * A record with the wrong number of columns or with quotes that do not close costs one line: reading goes on at the
 * line after its first, so that one stray quote does not swallow the rows behind it.
 */
export function createCsvReader(options: CsvReaderOptions): CsvReader {
  const summary = emptySummary();
  const state: State = { options, summary, facts: emptyRecordFacts(), columns: 0, line: 1, skipping: false };
  let kept: Uint8Array = new Uint8Array(0);
  let first = true;
  const read = (bytes: Uint8Array, final: boolean) => {
    let data = kept.length === 0 ? bytes : Buffer.concat([kept, bytes]);
    if (first && data.length < 3 && !final) {
      kept = data;
      return;
    }
    if (first && data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf) data = data.subarray(3);
    first = false;
    const consumed = readRecords(state, data, final);
    lookAtBytes(summary, data.subarray(0, consumed));
    kept = data.subarray(consumed);
  };
  return {
    push: (bytes) => read(bytes, false),
    end() {
      read(new Uint8Array(0), true);
      return summary;
    },
  };
}

type State = {
  options: CsvReaderOptions;
  summary: CsvSummary;
  facts: RecordFacts;
  /** Columns of the header; 0 until it is read. */
  columns: number;
  line: number;
  /** Inside a line that is too long to be kept. */
  skipping: boolean;
};

function emptySummary(): CsvSummary {
  return {
    header: [],
    rows: 0,
    badLines: 0,
    blankLines: 0,
    newlines: new Set(),
    newlinesInQuotes: false,
    nuls: false,
    utf8: 0,
    notUtf8: 0,
  };
}

function lookAtBytes(summary: CsvSummary, bytes: Uint8Array): void {
  if (bytes.includes(0)) summary.nuls = true;
  if (isUtf8(bytes)) {
    // A sound stretch counts once: enough to outweigh a broken line or two elsewhere.
    if (!isAscii(bytes)) summary.utf8 += 1;
    return;
  }
  const lines = countNonAsciiLines(bytes);
  summary.utf8 += lines.utf8;
  summary.notUtf8 += lines.other;
}

/** Reads as many records as are complete; returns how many bytes that took. */
function readRecords(state: State, data: Uint8Array, final: boolean): number {
  const { facts, options } = state;
  let at = 0;
  while (at < data.length) {
    if (state.skipping) {
      const line = endOfLine(data, at, final);
      if (!line) return data.length;
      state.skipping = false;
      state.line += 1;
      at = line.next;
      continue;
    }
    if (!scanRecord(data, at, options.delimiter, final, facts)) {
      if (data.length - at <= longestRecordBytes) return at;
      at = badLine(state, data, at, final, facts.insideQuotes ? 'unterminated' : 'tooLong');
      continue;
    }
    const fault = faultOf(state, data, at);
    at = fault === null ? goodRecord(state, data, at) : badLine(state, data, at, final, fault);
  }
  return at;
}

function faultOf(state: State, data: Uint8Array, from: number): CsvFault | null {
  const { facts, columns } = state;
  if (facts.fault !== null) return facts.fault;
  if (facts.textEnd === from || columns === 0) return null;
  if (facts.columns !== columns && !(facts.columns === columns + 1 && facts.lastFieldEmpty)) return 'columns';
  if (facts.textEnd - from === facts.columns - 1) return 'emptyRow';
  if (!state.options.checkBytes) return null;
  const record = data.subarray(from, facts.textEnd);
  if (record.includes(0)) return 'nul';
  return isUtf8(record) ? null : 'encoding';
}

function goodRecord(state: State, data: Uint8Array, from: number): number {
  const { facts, summary, options } = state;
  if (facts.newline !== null) summary.newlines.add(facts.newline);
  state.line += 1 + facts.innerLines;
  if (facts.textEnd === from) summary.blankLines += 1;
  else if (state.columns === 0) readHeader(state, data.subarray(from, facts.textEnd));
  else {
    summary.rows += 1;
    if (facts.innerLines > 0) summary.newlinesInQuotes = true;
    options.sink?.row(data, from, facts.textEnd);
  }
  return facts.next;
}

function readHeader(state: State, record: Uint8Array): void {
  const fields = splitFields(record, state.options.delimiter);
  // A header that ends in a delimiter names one column less than it seems; so do its rows, see `faultOf`.
  if (fields.length > 1 && fields.at(-1)?.trim() === '') fields.pop();
  state.summary.header = fields;
  state.columns = fields.length;
}

function badLine(state: State, data: Uint8Array, from: number, final: boolean, fault: CsvFault): number {
  const line = endOfLine(data, from, final);
  state.summary.badLines += 1;
  state.options.sink?.bad(state.line, data.subarray(from, line?.text ?? data.length), fault);
  if (line === null) {
    state.skipping = true;
    return data.length;
  }
  state.line += 1;
  return line.next;
}
