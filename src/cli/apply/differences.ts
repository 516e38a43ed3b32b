// What would change, value by value, for the eye and for deciding whether anything does.

export type Difference = { path: string; before: unknown; after: unknown };

/** Objects of which a file may give a part: what it leaves out stays as it is. */
const partial = new Set(['', 'limits', 'membership', 'guards']);

/**
 * The differences from `before` (as the server has it) to `after` (as the file says). Objects in lists are matched by
 * their name where they have one.
 */
export function differences(before: unknown, after: unknown, path = ''): Difference[] {
  if (isRecord(before) && isRecord(after)) return inRecords(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) return inLists(before, after, path);
  return same(before, after) ? [] : [{ path, before, after }];
}

function inRecords(before: Fields, after: Fields, path: string): Difference[] {
  const keys = new Set([...Object.keys(after), ...(partial.has(path) ? [] : Object.keys(before))]);
  return [...keys].flatMap((key) => {
    if (partial.has(path) && after[key] === undefined) return [];
    return differences(before[key], after[key], path === '' ? key : `${path}.${key}`);
  });
}

function inLists(before: unknown[], after: unknown[], path: string): Difference[] {
  if (!before.every(isRecord) || !after.every(isRecord)) {
    return same(before, after) ? [] : [{ path, before, after }];
  }
  const keyOf = (item: Fields, index: number) => (typeof item.name === 'string' ? item.name : String(index));
  const old = new Map(before.map((item, index) => [keyOf(item, index), item]));
  const fresh = new Map(after.map((item, index) => [keyOf(item, index), item]));
  const found = [...new Set([...fresh.keys(), ...old.keys()])].flatMap((key) =>
    differences(old.get(key), fresh.get(key), `${path}[${key}]`),
  );
  const reordered = found.length === 0 && !same([...old.keys()], [...fresh.keys()]);
  return reordered ? [{ path, before: [...old.keys()], after: [...fresh.keys()] }] : found;
}

type Fields = Record<string, unknown>;

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, sorted(inner)]),
  );
}

export function differenceText({ path, before, after }: Difference): string {
  return `${path}: ${valueText(before)} → ${valueText(after)}`;
}

const longest = 80;

function valueText(value: unknown): string {
  if (value === undefined || value === null) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)} …` : text;
}
