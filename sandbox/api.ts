import { itemMentions } from './batch-work.ts';
import type { Access, Brands } from './brands.ts';
import type { Fault, RequestSubject } from './faults.ts';
import { type Problem, ProblemError, problem } from './problems.ts';
import { type Answer, type ApiRequest, type Route, readJsonObject, requireKnownQuery } from './request.ts';
import { findTarget, type Target } from './routes.ts';
import type { SandboxState } from './state.ts';

/** The way of one request through the API: who, which version, how often, what goes wrong, and only then what. */

export const apiVersion = '2026-03-15';

export interface IncomingRequest {
  readonly method: string;
  /** What follows the base URL, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly version: string | undefined;
  readonly contentType: string | undefined;
  readonly body: Buffer;
}

export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Answer | HtmlAnswer; readonly delayMs: number }
  | { readonly kind: 'truncate'; readonly answer: Answer | HtmlAnswer }
  | { readonly kind: 'drop' }
  | { readonly kind: 'hang' };

/** What an edge server answers in place of the API. */
export interface HtmlAnswer {
  readonly status: number;
  readonly html: string;
}

export interface Handled {
  readonly outcome: Outcome;
  readonly brandID: string | undefined;
}

const keyPattern = /^Omnisend-API-Key +(\S+)$/;

function authenticate(brands: Brands, authorization: string | undefined): Access {
  const key = keyPattern.exec(authorization ?? '')?.[1];
  if (key === undefined) {
    throw new ProblemError(
      401,
      'unauthorized',
      'The header "Authorization: Omnisend-API-Key <key>" is missing or malformed.',
    );
  }
  const access = brands.access(key);
  if (access === undefined) throw new ProblemError(401, 'unauthorized', 'The API key is not valid.');
  return access;
}

function requireVersion(version: string | undefined): void {
  if (version === apiVersion) return;
  if (version === undefined || version === '') {
    throw new ProblemError(
      400,
      'api-version-missing',
      `The header "Omnisend-Version: ${apiVersion}" is missing.`,
    );
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(version) && version < apiVersion) {
    throw new ProblemError(
      410,
      'api-version-retired',
      `This API version has been retired; the current one is ${apiVersion}.`,
    );
  }
  throw new ProblemError(
    400,
    'api-version-invalid',
    `There is no such API version; the current one is ${apiVersion}.`,
  );
}

/** Counts the request against the brand's allowances, and refuses it where one is used up. */
function requireAllowance(access: Access, route: Route | undefined, now: number): void {
  const { brand } = access;
  brand.counts.requests += 1;
  const allowances = route?.tagging ? [brand.overall, brand.tagging] : [brand.overall];
  for (const allowance of allowances) allowance.received.add(now);
  const waitMs = Math.max(...allowances.map((allowance) => allowance.waitMs(now)));
  if (waitMs > 0) {
    brand.counts.refused429 += 1;
    const seconds = Math.ceil(waitMs / 1000);
    throw new ProblemError(
      429,
      'rate-limit-exceeded',
      'The brand has made too many requests in the last minute.',
      route?.saysRetryAfter ? { retryAfter: seconds } : {},
    );
  }
  for (const allowance of allowances) allowance.accepted.add(now);
}

function faultProblem(status: number, retryAfter: number | undefined): Problem {
  switch (status) {
    case 401:
      return problem(status, 'unauthorized', 'The API key is not valid any more.');
    case 403:
      return problem(status, 'forbidden', 'The API key lacks the scope for this.');
    case 404:
      return problem(status, 'not-found', 'There is no such thing.');
    case 410:
      return problem(status, 'api-version-retired', 'This API version has been retired.');
    case 429:
      return problem(
        status,
        'rate-limit-exceeded',
        'The brand has made too many requests in the last minute.',
        {
          ...(retryAfter === undefined ? {} : { retryAfter }),
        },
      );
    case 503:
      return problem(status, 'service-unavailable', 'The service is not available right now.');
    default:
      return problem(
        status,
        status < 500 ? 'request-failed' : 'internal-error',
        'The request could not be processed.',
      );
  }
}

/** 502, 504 and 520 to 529 come from the edge, which knows nothing of problem JSON. */
function faultAnswer(status: number, retryAfter: number | undefined): Answer | HtmlAnswer {
  const fromEdge = status === 502 || status === 504 || (status >= 520 && status <= 529);
  if (!fromEdge) return { status, body: faultProblem(status, retryAfter) };
  return { status, html: `<!DOCTYPE html><title>${status}</title><h1>Error ${status}</h1>` };
}

function route(
  state: SandboxState,
  incoming: IncomingRequest,
  target: Target,
  access: Access,
  fault: Fault | undefined,
): Answer {
  const found = target.methods.get(incoming.method);
  if (target.methods.size === 0) throw new ProblemError(404, 'not-found', 'There is no such endpoint.');
  if (found === undefined)
    throw new ProblemError(405, 'method-not-allowed', 'This endpoint does not know this method.');
  if (!access.scopes.has(found.scope)) {
    throw new ProblemError(403, 'forbidden', `The API key lacks the scope ${found.scope}.`);
  }
  requireKnownQuery(incoming.query, found.query);
  if (incoming.method !== 'GET' && !/^application\/json\b/i.test(incoming.contentType ?? '')) {
    throw new ProblemError(415, 'unsupported-media-type', 'The body must be sent as application/json.');
  }
  const { query, body } = incoming;
  const fate = fault?.does === 'fate' ? fault : undefined;
  const request: ApiRequest = { state, access, id: target.id, query, body, fate };
  return found.handle(request);
}

function answerOf(respond: () => Answer): Answer {
  try {
    return respond();
  } catch (error) {
    if (error instanceof ProblemError) return { status: error.problem.status, body: error.problem };
    throw error;
  }
}

/** Looks closer, because the text may stand elsewhere in the batch than in an address. */
function batchMentions(body: Buffer, text: string): boolean {
  try {
    const { items } = readJsonObject(body);
    return Array.isArray(items) && items.some((item) => itemMentions(item, text));
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

function subjectOf(incoming: IncomingRequest, target: Target): RequestSubject {
  return {
    method: incoming.method,
    route: target.path,
    mentions(text) {
      if ([...incoming.query.values()].some((value) => value.includes(text))) return true;
      if (!incoming.body.includes(text)) return false;
      if (target.path !== '/batches') return true;
      return batchMentions(incoming.body, text);
    },
  };
}

function befall(fault: Fault | undefined, respond: () => Answer): Outcome {
  switch (fault?.does) {
    case undefined:
    case 'fate':
      return { kind: 'answer', answer: respond(), delayMs: 0 };
    case 'slow':
      return { kind: 'answer', answer: respond(), delayMs: fault.ms };
    case 'truncate':
      return { kind: 'truncate', answer: respond() };
    case 'answer':
      if (fault.applied) respond();
      return { kind: 'answer', answer: faultAnswer(fault.status, fault.retryAfter), delayMs: 0 };
    case 'drop':
    case 'hang':
      if (fault.applied) respond();
      return { kind: fault.does };
  }
}

export function handleApi(state: SandboxState, incoming: IncomingRequest): Handled {
  const now = state.settings.now();
  const target = findTarget(incoming.path);
  const known = target.methods.get(incoming.method);
  state.traffic.received(known === undefined ? 'other' : `${incoming.method} ${target.path}`, now);
  let access: Access | undefined;
  try {
    access = authenticate(state.brands, incoming.authorization);
    requireAllowance(access, known, now);
    requireVersion(incoming.version);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const answer: Answer = { status: error.problem.status, body: error.problem };
    return { outcome: { kind: 'answer', answer, delayMs: 0 }, brandID: access?.brand.brandID };
  }
  const { brand } = access;
  const allowed = access;
  const fault = state.faults.forRequest(subjectOf(incoming, target));
  if (fault?.does === 'answer' && fault.status === 429) brand.counts.refused429 += 1;
  const respond = () => answerOf(() => route(state, incoming, target, allowed, fault));
  return { outcome: befall(fault, respond), brandID: brand.brandID };
}
