// The first export asks for the classic fields alone; further ones are a matter of the page of exports.
import { suggestMapping as suggestAll } from '../exports/suggest-mapping.ts';

export const fields = [
  'email',
  'firstName',
  'lastName',
  'address',
  'country',
  'state',
  'city',
  'postalCode',
] as const;
export type Field = (typeof fields)[number];
export type Suggestion = Partial<Record<Field, string>>;

export function suggestMapping(columns: readonly string[]): Suggestion {
  const all = suggestAll(columns);
  return Object.fromEntries(
    fields.flatMap((field) => (all[field] === undefined ? [] : [[field, all[field]]])),
  );
}
