// What the routes say about their answers: the schema of success, and every refusal as problem JSON.
import { z } from 'zod';
import { type ErrorCode, errorCodes } from '../contract/error-codes.ts';
import { Problem } from '../contract/problem.ts';

/** Any call may end with one of these. */
const always = ['badRequest', 'unauthenticated', 'forbidden', 'internal'] as const satisfies ErrorCode[];

/**
 * The responses of a route: one success, whose schema decides what leaves the house, and the codes of its refusals.
 * The refusals are left out of the type: handlers throw them, problems.ts answers them.
 */
export function answer<S extends 200 | 201 | 202, T extends z.ZodType>(
  status: S,
  schema: T,
  ...codes: ErrorCode[]
): Record<S, T> {
  return { [status]: schema, ...refusals(codes) } as Record<S, T>;
}

/** A success without a body. */
export function noContent(...codes: ErrorCode[]): Record<204, z.ZodUndefined> {
  const responses = { 204: z.undefined().describe('Done.'), ...refusals(codes) };
  return responses as Record<204, z.ZodUndefined>;
}

/** A browser is sent elsewhere. */
export function redirect(...codes: ErrorCode[]): Record<302, z.ZodUndefined> {
  const responses = { 302: z.undefined().describe('The browser is sent on.'), ...refusals(codes) };
  return responses as Record<302, z.ZodUndefined>;
}

/** JSON, or the same as text of another type when the query asks for it. */
export function answerOrText<T extends z.ZodType>(
  schema: T,
  textType: 'text/csv',
  ...codes: ErrorCode[]
): Record<200, T> {
  const content = { 'application/json': { schema }, [textType]: { schema: z.string() } };
  const responses = { 200: { description: 'Default Response', content }, ...refusals(codes) };
  return responses as unknown as Record<200, T>;
}

/** Text alone. */
export function textAnswer(type: string, what: string, ...codes: ErrorCode[]): Record<200, z.ZodString> {
  const responses = { 200: { description: what, content: { [type]: { schema: z.string() } } } };
  return { ...responses, ...refusals(codes) } as unknown as Record<200, z.ZodString>;
}

function refusals(codes: ErrorCode[]): Record<number, unknown> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of [...always, ...codes]) {
    const { status } = errorCodes[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, those]) => [
      status,
      {
        description: [...new Set(those)].map((code) => `${code}: ${errorCodes[code].title}`).join('; '),
        content: { 'application/problem+json': { schema: Problem } },
      },
    ]),
  );
}
