// Every failure of a call, in the words of the server's problem JSON.
import { errorCodes } from '../contract/error-codes.ts';
import type { Problem } from '../contract/problem.ts';

export type ClientErrorFacts = Pick<Problem, 'code' | 'title' | 'status' | 'detail' | 'action'> & {
  errors?: Problem['errors'];
  /** Seconds that the server asks to wait. */
  retryAfter?: number | undefined;
  current?: Problem['current'];
};

export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly action: string;
  readonly errors: { field: string; message: string }[];
  readonly retryAfter: number | null;
  /** Of a change that was refused because somebody else made one: how the thing stands now. */
  readonly current: Problem['current'];

  constructor(facts: ClientErrorFacts, cause?: unknown) {
    super(`${facts.code}: ${facts.detail}`, cause === undefined ? undefined : { cause });
    this.code = facts.code;
    this.title = facts.title;
    this.status = facts.status;
    this.detail = facts.detail;
    this.action = facts.action;
    this.errors = facts.errors ?? [];
    this.retryAfter = facts.retryAfter ?? null;
    this.current = facts.current;
  }
}

/** Nobody answered at that address, or the answer broke off. */
export function unreachable(baseUrl: string, cause: unknown): ClientError {
  const { status, title, action } = errorCodes.serverUnreachable;
  const detail = `There is no answer from ${baseUrl === '' ? 'the server' : baseUrl}.`;
  return new ClientError({ code: 'serverUnreachable', status, title, action, detail }, cause);
}

/** The error that an answer describes; one that is not problem JSON came from something else at that address. */
export async function errorOf(response: Response): Promise<ClientError> {
  const problem = await readProblem(response);
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfter = Number.isFinite(wait) ? wait : undefined;
  if (problem !== null) return new ClientError({ ...problem, retryAfter });
  return new ClientError({
    code: 'serverUnreachable',
    title: errorCodes.serverUnreachable.title,
    status: response.status,
    detail: `The answer (HTTP ${response.status}) does not come from Segue.`,
    action: 'Check the address; something else, such as a proxy, may be answering there.',
    retryAfter,
  });
}

async function readProblem(response: Response): Promise<Problem | null> {
  if (!(response.headers.get('content-type') ?? '').includes('json')) return null;
  const body: unknown = await response.json().catch(() => null);
  return isProblem(body) ? body : null;
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== 'object' || body === null) return false;
  const { code, title, detail, action } = body as Record<string, unknown>;
  return [code, title, detail, action].every((part) => typeof part === 'string');
}
