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
};
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type Transport = {
  /** The answer's JSON, as the contract's schemas say; undefined for an answer without a body. Throws `ClientError`. */
  call<T>(method: Method, path: string, options?: CallOptions): Promise<T>;
  /** The answer's text as it arrives. */
  read(path: string, options: CallOptions & { accept: string }): AsyncIterable<string>;
};

export function createTransport(options: TransportOptions): Transport {
  const baseUrl = options.baseUrl.replace(/\/+$/, '');

  async function request(method: Method, path: string, accept: string, call: CallOptions): Promise<Response> {
    const headers: Record<string, string> = { accept };
    if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
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

  return {
    async call<T>(method: Method, path: string, call: CallOptions = {}): Promise<T> {
      const response = await request(method, path, 'application/json', call);
      const text = await response.text().catch((cause: unknown) => {
        call.signal?.throwIfAborted();
        throw unreachable(baseUrl, cause);
      });
      // What the server sends has passed the contract's schemas there.
      return (text === '' ? undefined : JSON.parse(text)) as T;
    },

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
