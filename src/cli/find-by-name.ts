// People name things; the API wants ids. A name that fits nothing, or several, is said with what there is.
import type { ListQuery, Page } from '../contract/lists.ts';
import { UsageError } from './failure.ts';

const largestPage = 1000;

/** All of a list, page by page. */
export async function everything<T>(list: (query: ListQuery) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  for (;;) {
    const page = await list({ limit: largestPage, offset: items.length });
    items.push(...page.items);
    if (page.items.length === 0 || items.length >= page.total) return items;
  }
}

/** By id, by the exact name, or by the only name that differs in nothing but case. */
export function findByName<T extends { id: string; name: string }>(
  what: string,
  wanted: string,
  items: readonly T[],
): T {
  const byId = items.find((item) => item.id === wanted);
  if (byId !== undefined) return byId;
  const exact = items.filter((item) => item.name === wanted);
  const loose = items.filter((item) => item.name.toLowerCase() === wanted.trim().toLowerCase());
  const found = exact.length > 0 ? exact : loose;
  if (found.length === 1 && found[0] !== undefined) return found[0];
  if (found.length > 1) {
    throw new UsageError(
      `There are ${found.length} ${what}s named "${wanted}".\n  Nothing was done.\n  Use the id of one: ${found.map(({ id }) => id).join(', ')}.`,
    );
  }
  const names = items.map(({ name }) => `"${name}"`);
  const known =
    names.length === 0
      ? `There is no ${what} yet.`
      : `There are: ${names.slice(0, 20).join(', ')}${names.length > 20 ? ' …' : ''}.`;
  throw new UsageError(`There is no ${what} "${wanted}".\n  Nothing was done.\n  ${known}`);
}
