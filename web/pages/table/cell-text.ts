// A value of a table as people read it.
import type { Cell } from '../../../src/contract/tables.ts';
import type { Format } from '../../ui/format.ts';

type Words = { yes: string; no: string; empty: string };

export function cellText(value: Cell | undefined, type: string, format: Format, words: Words): string {
  if (value === null || value === undefined || value === '') return words.empty;
  if (typeof value === 'boolean') return value ? words.yes : words.no;
  // As it stands: many numbers are names, such as 100234, and not amounts.
  if (typeof value === 'number') return String(value);
  const at = Date.parse(value);
  if (Number.isNaN(at)) return value;
  // Days have no time zone: one of them must not become the day before.
  if (type === 'date') return value.slice(0, 10);
  return type === 'timestamp' ? format.dateTime(value) : value;
}
