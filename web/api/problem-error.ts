// Every failure of a call, as one kind of error: what the server said, or that nothing could be reached.
import type { Schemas } from './client.ts';

export type Problem = Schemas['Problem'];

export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.title);
    this.problem = problem;
  }

  get code(): string {
    return this.problem.code;
  }

  /** It may go well without anybody doing anything: the network, or a server that is starting or busy. */
  get mayPass(): boolean {
    return this.problem.status === 0 || this.problem.status >= 500 || this.problem.status === 429;
  }
}

/** The code of a call that reached no server; the words come from the translations. */
export const unreachable = 'unreachable';

export function asProblemError(thrown: unknown): ProblemError {
  if (thrown instanceof ProblemError) return thrown;
  return new ProblemError({
    type: `urn:segue:problem:${unreachable}`,
    code: unreachable,
    title: 'The server cannot be reached',
    status: 0,
    detail: '',
    action: '',
  });
}

/** Of an answer that is no problem document, such as that of a proxy. */
export function problemOf(status: number, body: unknown): Problem {
  if (typeof body === 'object' && body !== null && 'code' in body && 'title' in body) return body as Problem;
  return {
    type: 'about:blank',
    code: status >= 502 && status <= 504 ? unreachable : 'internal',
    title: `HTTP ${status}`,
    status,
    detail: '',
    action: '',
  };
}
