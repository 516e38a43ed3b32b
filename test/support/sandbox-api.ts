import type { DumpedContact } from '../../sandbox/control.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts';
import { until } from './until.ts';

/** Plain fetch against a sandbox of a test's own: neither the product's client nor a second opinion on its answers. */

export interface ItemAnswer {
  readonly itemID: string;
  readonly request: unknown;
  readonly response?: { readonly type?: string; readonly errors?: readonly { readonly field: string }[] };
  readonly responseCode?: number;
  readonly status: string;
}

export interface BatchAnswer {
  readonly batchID: string;
  readonly status: string;
  readonly totalCount: number;
  readonly finishedCount: number;
  readonly errorsCount: number;
  readonly endedAt?: string;
  readonly errors: readonly ItemAnswer[];
  readonly responses: readonly ItemAnswer[];
}

export interface ContactsAnswer {
  readonly contacts: readonly Omit<DumpedContact, 'welcomed' | 'brandID'>[];
  readonly paging: {
    readonly limit: number;
    readonly hasMore: boolean;
    readonly cursors: { readonly after: string | null };
  };
}

export interface BatchesAnswer {
  readonly batches: readonly BatchAnswer[];
  readonly paging: {
    readonly limit: number;
    readonly offset: number;
    readonly next?: string;
    readonly previous?: string;
  };
}

export interface ProblemAnswer {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly retryAfter?: number;
  readonly errors?: readonly { readonly field: string; readonly code: string; readonly message: string }[];
}

export interface ApiAnswer<Body = unknown> {
  readonly status: number;
  readonly type: string;
  readonly body: Body;
}

export interface SandboxApi {
  readonly sandbox: Sandbox;
  /** A body that is text is sent as it is. */
  call<Body = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ApiAnswer<Body>>;
  /** The call must be refused; the answer's problem. */
  refusal(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<ProblemAnswer>;
  /** Posts a batch and resolves with its id. */
  send(items: readonly unknown[], method?: 'POST' | 'PUT'): Promise<string>;
  batch(id: string): Promise<BatchAnswer>;
  /** Posts a batch and resolves with its items once it has ended. */
  deliver(items: readonly unknown[], method?: 'POST' | 'PUT'): Promise<BatchAnswer>;
  contact(email: string): DumpedContact | undefined;
}

export const usualHeaders = {
  authorization: 'Omnisend-API-Key test@brand',
  'omnisend-version': '2026-03-15',
  'content-type': 'application/json',
};

export function person(email: string, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { identifiers: [{ type: 'email', id: email, sendWelcomeMessage: false }], ...fields };
}

function apiOf(sandbox: Sandbox): SandboxApi {
  const call = async <Body>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = usualHeaders,
  ): Promise<ApiAnswer<Body>> => {
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${sandbox.url}${path}`, {
      method,
      headers,
      ...(sent === undefined ? {} : { body: sent }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, type, body: type.includes('json') ? JSON.parse(text) : text };
  };
  const send: SandboxApi['send'] = async (items, method = 'POST') => {
    const answer = await call<BatchAnswer>('POST', '/batches', { method, endpoint: 'contacts', items });
    if (answer.status !== 201) throw new Error(`The batch was answered ${answer.status}.`);
    return answer.body.batchID;
  };
  const batch = async (id: string) => (await call<BatchAnswer>('GET', `/batches/${id}`)).body;
  return {
    sandbox,
    call,
    send,
    batch,
    async refusal(...request) {
      const { status, type, body } = await call<ProblemAnswer>(...request);
      if (!type.startsWith('application/problem+json'))
        throw new Error(`Answered ${status} ${type}, not a problem.`);
      return body;
    },
    async deliver(items, method) {
      const id = await send(items, method);
      await until(async () => (await batch(id)).endedAt !== undefined);
      return (await call<BatchAnswer>('GET', `/batches/${id}/items`)).body;
    },
    contact: (email) => sandbox.control.contact(email),
  };
}

/** Starts a sandbox, hands it over, and stops it whatever happens. */
export async function withSandbox(
  options: SandboxOptions,
  use: (api: SandboxApi) => Promise<void>,
): Promise<void> {
  const sandbox = await startSandbox({ batchDelayMs: 1, rpm: 1_000_000, tagRpm: 1_000_000, ...options });
  try {
    await use(apiOf(sandbox));
  } finally {
    await sandbox.close();
  }
}
