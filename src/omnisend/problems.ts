// What Omnisend answers when it does not do as asked. The kind of a problem decides what follows (core/retry.ts):
// nobody looks at status codes anywhere else.

export type ProblemKind =
  /** 429: too many requests in the last minute. */
  | 'throttled'
  /** 500, 503, 524, a broken connection, no answer in time: whether a write happened is not known. */
  | 'passing'
  /** 400, 404 on a write, 413, 422: the request itself is at fault. */
  | 'invalid'
  /** 404 on a read. */
  | 'missing'
  /** 401, 403, 410: nothing will work until a person changes a setting. */
  | 'keyWrong'
  | 'keyScope'
  | 'versionRetired';

export type FieldProblem = { field: string; code: string; message: string };

export class OmnisendProblem extends Error {
  override readonly name = 'OmnisendProblem';
  readonly kind: ProblemKind;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Omnisend's own words. They may quote what was sent: never for a log. */
  readonly detail: string;
  /** Seconds to wait, when a 429 says so. */
  readonly retryAfter: number | undefined;
  /** `urn:omnisend:request:…`, for Omnisend's support. */
  readonly instance: string | undefined;
  readonly errors: FieldProblem[];

  constructor(facts: {
    kind: ProblemKind;
    status: number;
    detail: string;
    retryAfter?: number | undefined;
    instance?: string | undefined;
    errors?: FieldProblem[];
    cause?: unknown;
  }) {
    super(
      `Omnisend: ${facts.kind} (${facts.status})`,
      facts.cause === undefined ? undefined : { cause: facts.cause },
    );
    this.kind = facts.kind;
    this.status = facts.status;
    this.detail = facts.detail;
    this.retryAfter = facts.retryAfter;
    this.instance = facts.instance;
    this.errors = facts.errors ?? [];
  }
}

/** Turns an answer other than 2xx into a problem. Source: Omnisend's page on errors, RFC 9457 bodies. */
export function problemFromAnswer(status: number, method: string, text: string): OmnisendProblem {
  const body = parseObject(text);
  const errors = Array.isArray(body?.errors) ? body.errors.filter(isRecord).map(fieldProblem) : [];
  const words = [textOf(body?.detail) ?? textOf(body?.title) ?? `HTTP ${status}`];
  for (const error of errors) words.push(`${error.field}: ${error.message}`);
  return new OmnisendProblem({
    kind: kindOf(status, method),
    status,
    detail: words.join('; ').slice(0, 2000),
    retryAfter: typeof body?.retryAfter === 'number' ? body.retryAfter : undefined,
    instance: textOf(body?.instance),
    errors,
  });
}

function kindOf(status: number, method: string): ProblemKind {
  if (status === 429) return 'throttled';
  if (status === 401) return 'keyWrong';
  if (status === 403) return 'keyScope';
  if (status === 410) return 'versionRetired';
  if (status === 404 && method === 'GET') return 'missing';
  if (status >= 500 || status === 408 || status === 425) return 'passing';
  return 'invalid';
}

function fieldProblem(error: Record<string, unknown>): FieldProblem {
  return {
    field: textOf(error.field) ?? '',
    code: textOf(error.code) ?? '',
    message: textOf(error.message) ?? '',
  };
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
