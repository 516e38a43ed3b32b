// The API, typed by its own OpenAPI document. `ask` unwraps an answer and throws a ProblemError for everything else.
import createFetch from 'openapi-fetch';
import { asProblemError, ProblemError, problemOf } from './problem-error.ts';
import type { components, paths } from './schema.d.ts';
import { tellIfSignedOut } from './signed-out.ts';

export type Schemas = components['schemas'];

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';
/** What a call answers with. */
export type Answer<
  P extends keyof paths,
  M extends Method = 'get',
  S extends number = 200,
> = paths[P][M] extends { responses: Record<S, { content: { 'application/json': infer T } }> } ? T : never;

export const api = createFetch<paths>({ baseUrl: '' });

type Answered<T> = { data?: T; error?: unknown; response: Response };

export async function ask<T>(call: Promise<Answered<T>>): Promise<T> {
  return (await askTagged(call)).value;
}

/** With the `ETag`, to be sent back as `If-Match` with a change: see `ifMatch`. */
export async function askTagged<T>(call: Promise<Answered<T>>): Promise<{ value: T; tag: string | null }> {
  const answer = await call.catch((thrown: unknown) => {
    throw asProblemError(thrown);
  });
  const { data, error, response } = answer;
  if (!response.ok) {
    const problem = new ProblemError(problemOf(response.status, error));
    // Who asks for the session itself wants to know whether there is one.
    if (!response.url.endsWith('/api/session')) tellIfSignedOut(problem);
    throw problem;
  }
  // Answers without a body have no value; their T is void or undefined.
  return { value: data as T, tag: response.headers.get('etag') };
}

/** Headers of a change that must be refused if somebody else has changed the thing since `tag`. */
export const ifMatch = (tag: string | null | undefined): Record<string, string> =>
  tag ? { 'if-match': tag } : {};

export type List<T> = { items: T[]; total: number };

const pageSize = 1000;

/** All of a list, page by page. */
export async function askAll<T>(page: (limit: number, offset: number) => Promise<List<T>>): Promise<T[]> {
  const items: T[] = [];
  for (;;) {
    const { items: more, total } = await page(pageSize, items.length);
    items.push(...more);
    if (more.length === 0 || items.length >= total) return items;
  }
}
