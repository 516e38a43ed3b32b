import { z } from 'zod';
import { SegueError } from '../errors.ts';

/** The path of one thing: `/api/…/:id`. */
export const idParams = <T extends z.ZodType>(id: T) => z.object({ id });

/** What was looked for, which is there. */
export function found<T>(thing: T | null | undefined, what: string, id: string): T {
  if (thing !== null && thing !== undefined) return thing;
  throw missing(what, id);
}

export const missing = (what: string, id: string): SegueError =>
  new SegueError('notFound', { detail: `There is no ${what} ${id}.` });
