import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Handled, type HtmlAnswer, handleApi, type IncomingRequest, type Outcome } from './api.ts';
import { createControl, type SandboxControl } from './control.ts';
import { handleControl } from './control-routes.ts';
import { resolveSettings, type SandboxOptions } from './options.ts';
import { problem } from './problems.ts';
import type { Answer } from './request.ts';
import { SandboxState } from './state.ts';

export type { SandboxOptions } from './options.ts';

/** A local stand-in for Omnisend's API over HTTP. It shares no code with the client, so that one cannot hide the other's mistake. */

export interface Sandbox {
  /** The base URL of the API. */
  readonly url: string;
  readonly port: number;
  readonly control: SandboxControl;
  /** Breaks what is open, and resolves once the port is free. */
  close(): Promise<void>;
}

const basePath = '/api';
const maxBodyBytes = 10 * 1024 * 1024;
const noBody = Buffer.alloc(0);

function isHtml(answer: Answer | HtmlAnswer): answer is HtmlAnswer {
  return 'html' in answer;
}

function contentOf(answer: Answer | HtmlAnswer): { readonly type: string; readonly text: string } {
  if (isHtml(answer)) return { type: 'text/html; charset=utf-8', text: answer.html };
  if (answer.body === undefined) return { type: '', text: '' };
  const type = answer.status >= 400 ? 'application/problem+json' : 'application/json';
  return { type, text: JSON.stringify(answer.body) };
}

function writeAnswer(response: ServerResponse, answer: Answer | HtmlAnswer, whole: boolean): void {
  const { type, text } = contentOf(answer);
  const length = Buffer.byteLength(text);
  response.writeHead(
    answer.status,
    type === '' ? { 'content-length': 0 } : { 'content-type': type, 'content-length': length },
  );
  if (whole) response.end(text);
  else response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
}

class HttpDoor {
  readonly #state: SandboxState;

  constructor(state: SandboxState) {
    this.#state = state;
  }

  readonly receive = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBodyBytes) chunks.push(chunk);
    });
    request.on('end', () => {
      if (size > maxBodyBytes) this.#refuseSize(response);
      else
        this.#handle(request, response, chunks.length === 1 ? (chunks[0] ?? noBody) : Buffer.concat(chunks));
    });
  };

  #refuseSize(response: ServerResponse): void {
    const limit = `The body is larger than ${maxBodyBytes} bytes.`;
    writeAnswer(response, { status: 413, body: problem(413, 'payload-too-large', limit) }, true);
  }

  #handle(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
    const { method = 'GET', url = '/' } = request;
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1));
    if (path !== basePath && !path.startsWith(`${basePath}/`)) {
      handleControl(this.#state, { method, path, query, body }, response).catch((error) =>
        this.#fail(response, error),
      );
      return;
    }
    const at = this.#state.settings.now();
    const handled = this.#answer(response, {
      method,
      path: path.slice(basePath.length),
      query,
      authorization: request.headers.authorization,
      version: header(request, 'omnisend-version'),
      contentType: request.headers['content-type'],
      body,
    });
    if (handled === undefined) return;
    const { outcome, brandID } = handled;
    const outcomeName = outcome.kind === 'answer' ? String(outcome.answer.status) : outcome.kind;
    this.#state.traffic.ended(outcomeName);
    this.#state.log.add({ at, method, url, brandID, outcome: outcomeName, body });
    this.#deliver(response, outcome);
  }

  #answer(response: ServerResponse, incoming: IncomingRequest): Handled | undefined {
    try {
      return handleApi(this.#state, incoming);
    } catch (error) {
      this.#fail(response, error);
      return undefined;
    }
  }

  /** The sandbox's own mistake: said aloud, because a client would otherwise take it for a fault that was asked for. */
  #fail(response: ServerResponse, error: unknown): void {
    process.stderr.write(
      `The sandbox itself failed: ${error instanceof Error ? error.stack : String(error)}\n`,
    );
    if (response.headersSent) response.destroy();
    else
      writeAnswer(
        response,
        { status: 500, body: problem(500, 'internal-error', 'The sandbox itself failed.') },
        true,
      );
  }

  #deliver(response: ServerResponse, outcome: Outcome): void {
    switch (outcome.kind) {
      case 'hang':
        return;
      case 'drop':
        response.destroy();
        return;
      case 'truncate':
        writeAnswer(response, outcome.answer, false);
        return;
      case 'answer': {
        const wait = this.#state.settings.latencyMs + outcome.delayMs;
        if (wait === 0) writeAnswer(response, outcome.answer, true);
        else setTimeout(() => writeAnswer(response, outcome.answer, true), wait).unref();
      }
    }
  }
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Throws a FaultRuleError for a rule that cannot be read, and the system's error when the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = resolveSettings(options);
  const state = new SandboxState(settings);
  const door = new HttpDoor(state);
  // Idle connections stay open for as long as a minute's wait of a client that was told to slow down.
  const server = createServer({ keepAliveTimeout: 75_000, noDelay: true }, door.receive);
  const port = await listen(server, settings.port, settings.host);
  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  return {
    url: `http://${host}:${port}${basePath}`,
    port,
    control: createControl(state),
    async close() {
      state.queue.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
