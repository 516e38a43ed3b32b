import { randomUUID } from 'node:crypto';

/** Problem JSON (RFC 9457) as Omnisend writes it. */

export interface FieldError {
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly retryAfter?: number;
  readonly errors?: readonly FieldError[];
}

/** Slugs under https://problems.omnisend.com/; only `rate-limit-exceeded` is documented, the others follow its manner. */
const titles = {
  'validation-failed': 'Validation failed',
  'invalid-json': 'Invalid JSON',
  'api-version-missing': 'API version missing',
  'api-version-invalid': 'API version invalid',
  'api-version-retired': 'API version retired',
  unauthorized: 'Unauthorized',
  forbidden: 'Forbidden',
  'not-found': 'Not found',
  'method-not-allowed': 'Method not allowed',
  'identifier-conflict': 'Identifier belongs to another contact',
  'payload-too-large': 'Payload too large',
  'unsupported-media-type': 'Unsupported media type',
  'rate-limit-exceeded': 'Rate limit exceeded',
  'internal-error': 'Internal error',
  'service-unavailable': 'Service unavailable',
  'request-failed': 'Request failed',
} as const;

export type ProblemSlug = keyof typeof titles;

export interface ProblemExtras {
  readonly retryAfter?: number;
  readonly errors?: readonly FieldError[];
}

export function problem(
  status: number,
  slug: ProblemSlug,
  detail: string,
  extras: ProblemExtras = {},
): Problem {
  return {
    type: `https://problems.omnisend.com/${slug}`,
    title: titles[slug],
    status,
    detail,
    instance: `urn:omnisend:request:${randomUUID()}`,
    ...extras,
  };
}

/** Thrown by whatever answers a request or an item; its problem is the answer. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(status: number, slug: ProblemSlug, detail: string, extras: ProblemExtras = {}) {
    super(detail);
    this.name = 'ProblemError';
    this.problem = problem(status, slug, detail, extras);
  }
}

export function validationError(errors: readonly FieldError[]): ProblemError {
  const detail =
    errors.length === 1 ? 'The request has one error.' : `The request has ${errors.length} errors.`;
  return new ProblemError(400, 'validation-failed', detail, { errors });
}
