// Where one CSV record ends, by RFC 4180 as DuckDB reads it: a field is quoted when a quote is its first character
// (spaces before it aside), a quote inside is doubled, any other quote is a character like all others. This runs
// over every byte of every file that is read, hence plain loops over numbers.

const quote = 0x22;
const space = 0x20;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

export const csvFaults = {
  columns: 'the number of columns differs from the header',
  afterQuote: 'there is text after a closing quote',
  unterminated: 'a quote is opened and never closed',
  tooLong: 'the line is longer than 2 MB',
  emptyRow: 'every field is empty',
  encoding: 'it is not valid UTF-8',
  nul: 'it holds a NUL character',
} as const;
export type CsvFault = keyof typeof csvFaults;

export type Newline = 'lf' | 'crlf' | 'cr';

/** What `scanRecord` found; one object is used over and over. */
export type RecordFacts = {
  /** Where the record's text ends, and where the next record begins. */
  textEnd: number;
  next: number;
  columns: number;
  /** Nothing between the last delimiter and the end of the record. */
  lastFieldEmpty: boolean;
  /** Line breaks inside quotes. */
  innerLines: number;
  /** null at the end of a file without a last line break. */
  newline: Newline | null;
  fault: 'afterQuote' | 'unterminated' | null;
  /** The scan ended between an opening quote and its partner. */
  insideQuotes: boolean;
};

export function emptyRecordFacts(): RecordFacts {
  return {
    textEnd: 0,
    next: 0,
    columns: 0,
    lastFieldEmpty: false,
    innerLines: 0,
    newline: null,
    fault: null,
    insideQuotes: false,
  };
}

/**
 * Scans the record that starts at `from` and fills `facts`. False when the bytes end before the record does and
 * more may come (`final` false). After a fault only `fault` holds.
 */
export function scanRecord(
  data: Uint8Array,
  from: number,
  delimiter: number,
  final: boolean,
  facts: RecordFacts,
): boolean {
  const end = data.length;
  facts.columns = 1;
  facts.innerLines = 0;
  facts.fault = null;
  facts.insideQuotes = false;
  let at = from;
  for (;;) {
    const fieldStart = at;
    at = skipSpaces(data, at, delimiter);
    if (data[at] === quote) {
      at = skipQuoted(data, at + 1, final, facts);
      if (at === -1) return facts.fault !== null;
      at = skipSpaces(data, at, delimiter);
      const next = data[at];
      if (at < end && next !== delimiter && next !== lineFeed && next !== carriageReturn) {
        facts.fault = 'afterQuote';
        return true;
      }
    } else {
      while (at < end) {
        const byte = data[at];
        if (byte === delimiter || byte === lineFeed || byte === carriageReturn) break;
        at += 1;
      }
    }
    if (at < end && data[at] === delimiter) {
      facts.columns += 1;
      at += 1;
      continue;
    }
    facts.lastFieldEmpty = at === fieldStart;
    return endRecord(data, at, final, facts);
  }
}

function skipSpaces(data: Uint8Array, from: number, delimiter: number): number {
  let at = from;
  while (data[at] === space && delimiter !== space) at += 1;
  return at;
}

/** The position after the closing quote, or -1: with a fault when there will be none, else for want of bytes. */
function skipQuoted(data: Uint8Array, from: number, final: boolean, facts: RecordFacts): number {
  const end = data.length;
  for (let at = from; at < end; at += 1) {
    const byte = data[at];
    if (byte === quote) {
      if (at + 1 < end) {
        if (data[at + 1] !== quote) return at + 1;
        at += 1;
      } else if (final) return end;
      else break;
    } else if (byte === lineFeed || (byte === carriageReturn && data[at + 1] !== lineFeed)) {
      facts.innerLines += 1;
    }
  }
  facts.insideQuotes = true;
  if (final) facts.fault = 'unterminated';
  return -1;
}

function endRecord(data: Uint8Array, at: number, final: boolean, facts: RecordFacts): boolean {
  facts.textEnd = at;
  if (at >= data.length) {
    facts.newline = null;
    facts.next = at;
    return final;
  }
  if (data[at] === lineFeed) {
    facts.newline = 'lf';
    facts.next = at + 1;
    return true;
  }
  if (at + 1 >= data.length && !final) return false;
  const pair = data[at + 1] === lineFeed;
  facts.newline = pair ? 'crlf' : 'cr';
  facts.next = at + (pair ? 2 : 1);
  return true;
}

/** Where the line that starts at `from` ends (its text, and the start of the next), or null if it does not. */
export function endOfLine(
  data: Uint8Array,
  from: number,
  final: boolean,
): { text: number; next: number } | null {
  for (let at = from; at < data.length; at += 1) {
    const byte = data[at];
    if (byte === lineFeed) return { text: at, next: at + 1 };
    if (byte !== carriageReturn) continue;
    if (at + 1 >= data.length && !final) return null;
    return { text: at, next: data[at + 1] === lineFeed ? at + 2 : at + 1 };
  }
  return final ? { text: data.length, next: data.length } : null;
}

/** The fields of one record without its line break, quotes taken off. For headers: not for millions of rows. */
export function splitFields(record: Uint8Array, delimiter: number): string[] {
  const fields: string[] = [];
  let at = 0;
  for (;;) {
    const start = skipSpaces(record, at, delimiter);
    if (record[start] === quote) {
      const after = skipQuoted(record, start + 1, true, emptyRecordFacts());
      const stop = after === -1 ? record.length : after;
      fields.push(asText(record.subarray(start + 1, stop - 1)).replaceAll('""', '"'));
      at = skipSpaces(record, stop, delimiter);
    } else {
      const stop = record.indexOf(delimiter, at);
      fields.push(asText(record.subarray(at, stop === -1 ? record.length : stop)));
      at = stop === -1 ? record.length : stop;
    }
    if (at >= record.length) return fields;
    at += 1;
    if (at === record.length) return [...fields, ''];
  }
}

function asText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}
