// How every list of the API is asked for and answered.
import { z } from 'zod';

export const page = {
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  offset: z.coerce.number().int().min(0).default(0),
  q: z.string().trim().max(200).optional(),
};

/** The query of a list that can be sorted by these fields, ascending (`name`) or descending (`-name`). */
export function pageQuery<const F extends readonly [string, ...string[]]>(fields: F) {
  const orders = fields.flatMap((field) => [field, `-${field}`]) as [F[number] | `-${F[number]}`];
  return z.strictObject({ ...page, sort: z.enum(orders).optional() });
}

/** What a caller may ask of a list. */
export type ListQuery = {
  limit?: number | undefined;
  offset?: number | undefined;
  sort?: string | undefined;
  q?: string | undefined;
};

export type Page<T> = { items: T[]; total: number };

export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), total: z.int() });
