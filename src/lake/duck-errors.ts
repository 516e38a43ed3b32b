// The one place that reads DuckDB's words and decides what they mean for Segue. Its messages quote values of the
// data, which may be personal: what passes on is the kind of error and its words without anything quoted.
import { SegueError } from '../errors.ts';

const diskFull = [/No space left on device/i, /max_temp_directory_size/, /failed to offload data block/];

const corruptParquet = [
  /too small to be a Parquet file/,
  /No magic bytes found/,
  /TProtocolException/,
  /Parquet magic|magic bytes/i,
  /Decompression fail/i,
  /Snappy|ZSTD|Brotli|LZ4/,
  /corrupt/i,
  /Out of buffer|metadata length/i,
];

const missingFile = /No files found that match the pattern|Cannot open file/;

/** What a statement threw, as an error that may be shown and logged. */
export function asLakeError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown instanceof SegueError) return thrown;
  const message = thrown.message;
  if (diskFull.some((pattern) => pattern.test(message))) {
    return new SegueError('diskFull', {
      detail: 'There is no space left on the disk of the data directory.',
    });
  }
  if (missingFile.test(message)) {
    return new SegueError('snapshotCorrupt', {
      detail: 'A file of the data directory is not there any more.',
    });
  }
  if (isCorruptParquet(message)) {
    return new SegueError('snapshotCorrupt', { detail: 'A file of the data directory is damaged.' });
  }
  return new SegueError('internal', {
    detail: 'Something failed that Segue did not foresee.',
    cause: new Error(withoutValues(message)),
  });
}

function isCorruptParquet(message: string): boolean {
  return (
    /^(Invalid|IO|Serialization|Internal)/.test(message) &&
    corruptParquet.some((pattern) => pattern.test(message))
  );
}

/** The first line of a DuckDB message, anything between quotes taken out, and no SQL. */
export function withoutValues(message: string): string {
  const first = message.split('\n', 1)[0] ?? '';
  return first.replace(/'[^']*'|"[^"]*"/g, '…').slice(0, 300);
}
