// One call to the server and its answer. Only what browsers have too: `fetch`, streams and timers.
import { errorOf, unreachable } from './client-error.ts';

export type TransportOptions = {
  /** Such as `http://127.0.0.1:8420`; empty in a browser: the page's own origin. */
  baseUrl: string;
  /** A bearer token; without one the browser's session cookie speaks. */
  token?: string | undefined;
};

export type Query = Record<string, string | number | boolean | undefined>;
export type CallOptions = {
  query?: Query;
  body?: unknown;
  /** In place of `body`: bytes that go as they are. */
  file?: Blob | Uint8Array<ArrayBuffer>;
  signal?: AbortSignal | undefined;
  /** The `etag` of what is to be changed: refused with `changedMeanwhile` when somebody has changed it since. */
  ifMatch?: string | undefined;
};
/** A change that is to be made only to what was read. */
export type IfMatch = Pick<CallOptions, 'ifMatch'>;
/** What was read, with the `ETag` that names this state of it. */
export type Tagged<T> = { value: T; etag: string | undefined };
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type Transport = {
  /** The answer's JSON, as the contract's schemas say; undefined for an answer without a body. Throws `ClientError`. */
  call<T>(method: Method, path: string, options?: CallOptions): Promise<T>;
  /** The same with the `ETag` of the answer. */
  tagged<T>(method: Method, path: string, options?: CallOptions): Promise<Tagged<T>>;
  /** The answer's text as it arrives. */
  read(path: string, options: CallOptions & { accept: string }): AsyncIterable<string>;
};

export function createTransport(options: TransportOptions): Transport {
  const baseUrl = options.baseUrl.replace(/\/+$/, '');

  async function request(method: Method, path: string, accept: string, call: CallOptions): Promise<Response> {
    const headers: Record<string, string> = { accept };
    if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
    if (call.ifMatch !== undefined) headers['if-match'] = call.ifMatch;
    const init: RequestInit = { method, headers, signal: call.signal ?? null };
    if (call.body !== undefined) {
      headers['content-type'] = 'application/json';
      init.body = JSON.stringify(call.body);
    }
    if (call.file !== undefined) {
      headers['content-type'] = 'application/octet-stream';
      init.body = call.file;
    }
    let response: Response;
    try {
      response = await fetch(`${baseUrl}${path}${queryString(call.query)}`, init);
    } catch (cause) {
      call.signal?.throwIfAborted();
      throw unreachable(baseUrl, cause);
    }
    if (!response.ok) throw await errorOf(response);
    return response;
  }

  async function tagged<T>(method: Method, path: string, call: CallOptions = {}): Promise<Tagged<T>> {
    const response = await request(method, path, 'application/json', call);
    const text = await response.text().catch((cause: unknown) => {
      call.signal?.throwIfAborted();
      throw unreachable(baseUrl, cause);
    });
    // What the server sends has passed the contract's schemas there.
    const value = (text === '' ? undefined : JSON.parse(text)) as T;
    return { value, etag: response.headers.get('etag') ?? undefined };
  }

  return {
    call: async <T>(method: Method, path: string, call: CallOptions = {}) =>
      (await tagged<T>(method, path, call)).value,
    tagged,

    async *read(path, call) {
      const response = await request('GET', path, call.accept, call);
      if (response.body === null) return;
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      try {
        for (;;) {
          const { done, value } = await reader.read().catch((cause: unknown) => {
            call.signal?.throwIfAborted();
            throw unreachable(baseUrl, cause);
          });
          const text = decoder.decode(value, { stream: !done });
          if (text !== '') yield text;
          if (done) return;
        }
      } finally {
        await reader.cancel().catch(() => undefined);
      }
    },
  };
}

function queryString(query: Query | undefined): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) given.append(name, String(value));
  }
  return given.size === 0 ? '' : `?${given}`;
}
