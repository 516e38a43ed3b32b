// Which bytes a text file speaks, and how they become UTF-8. DuckDB reads UTF-8 well, UTF-16 only in one byte
// order and Windows-1252 not at all, so everything else is turned into UTF-8 before it gets there.
import { isAscii, isUtf8 } from 'node:buffer';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
/** What a table can be told; `utf-16` leaves the byte order to be found out. */
export type ToldEncoding = 'auto' | 'utf-8' | 'utf-16' | 'windows-1252';

/**
 * What the first bytes of a file say: an encoding, `eightBit` for UTF-8 or Windows-1252 (only the whole file can
 * tell), or `binary`. `head` should hold some kilobytes.
 */
export function encodingOfHead(head: Uint8Array, told: ToldEncoding): Encoding | 'eightBit' | 'binary' {
  if (head[0] === 0xff && head[1] === 0xfe && told !== 'windows-1252') return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff && told !== 'windows-1252') return 'utf-16be';
  const [even, odd] = countNuls(head);
  if (told === 'utf-16') return even > odd ? 'utf-16be' : 'utf-16le';
  // In UTF-16 nearly every character of a table in a European language has one NUL, always on the same side.
  const pairs = Math.floor(head.length / 2);
  if (
    told === 'auto' &&
    pairs >= 2 &&
    Math.max(even, odd) > pairs * 0.4 &&
    Math.min(even, odd) < pairs * 0.05
  ) {
    return even > odd ? 'utf-16be' : 'utf-16le';
  }
  if (even + odd > 0 || controlShare(head) > 0.01) return 'binary';
  return told === 'auto' ? 'eightBit' : told;
}

function countNuls(bytes: Uint8Array): [even: number, odd: number] {
  let even = 0;
  let odd = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] !== 0) continue;
    if (at % 2 === 0) even += 1;
    else odd += 1;
  }
  return [even, odd];
}

function controlShare(bytes: Uint8Array): number {
  let controls = 0;
  for (const byte of bytes) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d) controls += 1;
  }
  return bytes.length === 0 ? 0 : controls / bytes.length;
}

/** Turns pieces of a file into UTF-8; `end` gives what a last, cut-off character becomes. */
export type Decoder = { decode(bytes: Uint8Array): Uint8Array; end(): Uint8Array };

export function createDecoder(encoding: Encoding): Decoder {
  if (encoding === 'utf-8') return { decode: (bytes) => bytes, end: () => new Uint8Array(0) };
  if (encoding === 'windows-1252') return { decode: windows1252ToUtf8, end: () => new Uint8Array(0) };
  const decoder = new TextDecoder(encoding);
  return {
    decode: (bytes) => Buffer.from(decoder.decode(bytes, { stream: true })),
    end: () => Buffer.from(decoder.decode()),
  };
}

// The bytes 0x80 to 0x9f, by the WHATWG encoding standard (https://encoding.spec.whatwg.org/index-windows-1252.txt);
// the other bytes are Latin-1. Some releases of Node decode this range as Latin-1 too, hence the table of our own.
const upperHalf = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

export function windows1252ToUtf8(bytes: Uint8Array): Uint8Array {
  if (isAscii(bytes)) return bytes;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return Buffer.from(
    text.replace(/[\u0080-\u009f]/g, (character) => upperHalf[character.charCodeAt(0) - 0x80] ?? character),
  );
}

/** Lines with letters beyond ASCII: those that are UTF-8, and those that are not. */
export function countNonAsciiLines(bytes: Uint8Array): { utf8: number; other: number } {
  const counts = { utf8: 0, other: 0 };
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, from);
    const to = newline === -1 ? bytes.length : newline + 1;
    const line = bytes.subarray(from, to);
    if (!isAscii(line)) counts[isUtf8(line) ? 'utf8' : 'other'] += 1;
    from = to;
  }
  return counts;
}
