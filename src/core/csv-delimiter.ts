import { createCsvReader } from './csv-reader.ts';

const candidates = [',', ';', '\t', '|'];

/** The delimiter that makes the first lines of a file a table: most columns, most lines that agree with the header. */
export function guessDelimiter(head: Uint8Array, complete: boolean): string {
  const lastLine = complete ? head.length : Math.max(head.lastIndexOf(0x0a), head.lastIndexOf(0x0d)) + 1;
  const sample = lastLine > 0 ? head.subarray(0, lastLine) : head;
  let best = { delimiter: ',', score: 0 };
  for (const delimiter of candidates) {
    const reader = createCsvReader({ delimiter: delimiter.charCodeAt(0), checkBytes: false });
    reader.push(sample);
    const { header, rows, badLines } = reader.end();
    const agreeing = rows + badLines === 0 ? 1 : rows / (rows + badLines);
    const score = (agreeing ** 2 + 0.001) * (header.length - 1);
    if (score > best.score) best = { delimiter, score };
  }
  return best.delimiter;
}
