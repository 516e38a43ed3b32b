// What lists share: a page of rows, how many there are in all, and text that was typed to find something.
import { type RawBuilder, sql } from 'kysely';

/** `sort` is a field of the answer, with a leading minus for descending. */
export type Paging = { limit: number; offset: number; sort?: string | undefined; q?: string | undefined };

/** A pattern for `ilike` that finds the text itself, whatever signs it holds. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/**
 * The order that `sort` asks for.
 * @param columns field of the answer → SQL expression, written by us.
 */
export function orderOf<F extends string>(
  columns: Record<F, string>,
  sort: string | undefined,
  otherwise: NoInfer<F> | `-${NoInfer<F>}`,
): { by: RawBuilder<unknown>; direction: 'asc' | 'desc' } {
  const wanted = sort ?? otherwise;
  const field = wanted.replace(/^-/, '');
  const column = Object.entries<string>(columns).find(([name]) => name === field)?.[1];
  if (column === undefined) throw new Error(`There is no order by ${field}.`);
  return { by: sql.raw(column), direction: wanted.startsWith('-') ? 'desc' : 'asc' };
}
