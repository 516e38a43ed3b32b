// What an uploaded file may be called: a plain name that the reader of sources knows what to do with.

/** Parquet is compressed inside, so the reader takes no packed one. */
const ending = /\.(?:(?:csv|tsv|txt|json|jsonl|ndjson)(?:\.gz)?|parquet)$/i;
const mostBytes = 200;

/** @returns what is wrong with the name, or null */
export function fileNameProblem(name: string): string | null {
  if (/[/\\]/.test(name)) return 'must be the name of a file, without a folder';
  if (name.startsWith('.')) return 'must not begin with a dot';
  if (/\p{C}/u.test(name)) return 'must not have characters that cannot be seen';
  if (name !== name.trim()) return 'must not begin or end with a space';
  if (new TextEncoder().encode(name).length > mostBytes) return `must have at most ${mostBytes} bytes`;
  if (!ending.test(name)) {
    return 'must end in .csv, .tsv, .txt, .json, .jsonl, .ndjson (each may be followed by .gz) or .parquet';
  }
  return null;
}
