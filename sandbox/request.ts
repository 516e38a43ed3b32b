import { isUtf8 } from 'node:buffer';
import type { Access, Scope } from './brands.ts';
import { isRecord } from './check-text.ts';
import type { Fate } from './fault-rules.ts';
import { type FieldError, ProblemError, validationError } from './problems.ts';
import type { SandboxState } from './state.ts';

/** A request that was let in, what answers it, and how its query and body are read. */

export interface ApiRequest {
  readonly state: SandboxState;
  readonly access: Access;
  /** The `{id}` of the path, else empty. */
  readonly id: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  /** What shall become of the batch that this request makes. */
  readonly fate: { readonly fate: Fate; readonly applied: boolean } | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route {
  readonly method: string;
  readonly path: string;
  readonly scope: Scope;
  readonly query: readonly string[];
  /** Whether a 429 here says how long to wait: Omnisend does so "on some endpoints". */
  readonly saysRetryAfter: boolean;
  /** Whether it counts against the stricter allowance of /contacts/tags, too. */
  readonly tagging: boolean;
  readonly handle: (request: ApiRequest) => Answer;
}

export function requireKnownQuery(query: URLSearchParams, known: readonly string[]): void {
  const errors: FieldError[] = [];
  for (const name of new Set(query.keys())) {
    if (known.includes(name)) continue;
    errors.push({
      field: name,
      code: 'unknown_parameter',
      message: `${name} is not a query parameter of this endpoint`,
    });
  }
  if (errors.length > 0) throw validationError(errors);
}

export function readJsonObject(body: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    if (isUtf8(body)) value = JSON.parse(body.toString());
  } catch {
    // Falls through: undefined is no object either.
  }
  if (isRecord(value)) return value;
  throw new ProblemError(400, 'invalid-json', 'The body must be one JSON object in UTF-8.');
}

/** A whole number within bounds; what is wrong with it goes to `errors`. */
export function readWhole(
  query: URLSearchParams,
  name: string,
  bounds: { readonly least: number; readonly most: number; readonly usual: number },
  errors: FieldError[],
): number {
  const text = query.get(name);
  if (text === null) return bounds.usual;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= bounds.least && value <= bounds.most) return value;
  const range = `a whole number from ${bounds.least} to ${bounds.most}`;
  errors.push({ field: name, code: 'invalid_value', message: `${name} must be ${range}` });
  return bounds.usual;
}
