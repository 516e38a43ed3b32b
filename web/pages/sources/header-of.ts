// The columns that a file has, read from its first line before it is sent: only to offer them. What the server reads
// later is what counts.
const firstBytes = 64 * 1024;
const delimiters = [',', ';', '\t', '|'] as const;

/** Empty where it cannot be told: packed files, Parquet. */
export async function headerOf(file: File): Promise<string[]> {
  const name = file.name.toLowerCase();
  if (name.endsWith('.gz') || name.endsWith('.parquet')) return [];
  const text = await file.slice(0, firstBytes).text();
  return /\.(json|jsonl|ndjson)$/.test(name) ? keysOfFirst(text) : columnsOfFirst(text);
}

/** Of JSON, the keys of its first object, as far as it is flat. */
export function keysOfFirst(text: string): string[] {
  const object = /\{[^{}]*\}/.exec(text)?.[0];
  if (object === undefined) return [];
  try {
    return Object.keys(JSON.parse(object) as object);
  } catch {
    return [];
  }
}

/** Of text with delimiters: that which is there most often parts the columns. */
export function columnsOfFirst(text: string): string[] {
  const line = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1)[0] ?? '';
  // What is unreadable is UTF-16 or no text.
  if (line.includes('\0') || line.includes('\uFFFD')) return [];
  const counts = delimiters.map((delimiter) => line.split(delimiter).length);
  const delimiter = delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
  return split(line, delimiter).map((name) => name.trim());
}

function split(line: string, delimiter: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (const letter of line) {
    if (letter === '"') quoted = !quoted;
    else if (letter === delimiter && !quoted) {
      cells.push(cell);
      cell = '';
    } else cell += letter;
  }
  return [...cells, cell];
}

const keyNames = ['customerid', 'customer_id', 'kundid', 'kundnr', 'kundnummer', 'id', 'contactid', 'userid'];

/** The column that is likely to be the customer's key. */
export function likelyKey(columns: readonly string[]): string {
  const plain = (name: string) => name.toLowerCase().replace(/[\s-]/g, '');
  for (const wanted of keyNames) {
    const found = columns.find((name) => plain(name) === wanted || plain(name) === wanted.replace('_', ''));
    if (found !== undefined) return found;
  }
  return columns[0] ?? '';
}

/** `Kunder 2026.csv.gz` → `Kunder 2026`: a name that a table may have. */
export function tableNameOf(path: string): string {
  const file = path.split('/').at(-1) ?? path;
  const plain = file.replace(/(\.(csv|tsv|txt|json|jsonl|ndjson|parquet))?(\.gz)?$/i, '');
  const allowed = plain.replace(/[^\p{L}\p{N}_ -]+/gu, '_').replace(/^[^\p{L}_]+/u, '');
  return allowed.slice(0, 63) || 'table';
}
