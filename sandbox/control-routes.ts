import type { ServerResponse } from 'node:http';
import { dumpContacts, putContact } from './control.ts';
import { FaultRuleError } from './fault-rules.ts';
import { renderNumbersPage } from './numbers-page.ts';
import { ProblemError, validationError } from './problems.ts';
import { readJsonObject } from './request.ts';
import type { SandboxState } from './state.ts';

/** The pages outside the API: `/` and `/sandbox/…`. They ask for no key and count as no request. */

export interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
}

const linesPerWrite = 500;

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json', JSON.stringify(body));
}

/** Until what was written has left, or nobody is there any more. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}

/** JSON lines, written no faster than they are read. */
async function streamContacts(
  state: SandboxState,
  brand: string | undefined,
  response: ServerResponse,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/jsonl; charset=utf-8' });
  let lines: string[] = [];
  for (const contact of dumpContacts(state, brand)) {
    lines.push(JSON.stringify(contact));
    if (lines.length < linesPerWrite) continue;
    if (response.destroyed) return;
    if (!response.write(`${lines.join('\n')}\n`)) await drained(response);
    lines = [];
  }
  response.end(lines.length === 0 ? '' : `${lines.join('\n')}\n`);
}

function readTextList(value: unknown, field: string): readonly string[] {
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) return value;
  throw validationError([{ field, code: 'invalid_type', message: `${field} must be a list of strings` }]);
}

function setFail(state: SandboxState, body: Buffer): readonly string[] {
  const rules = readTextList(readJsonObject(body).rules, 'rules');
  try {
    state.faults.set(rules);
  } catch (error) {
    if (!(error instanceof FaultRuleError)) throw error;
    throw validationError([{ field: 'rules', code: 'invalid_value', message: error.message }]);
  }
  return rules;
}

/** One contact as an object, or several as `{contacts: […]}`. */
function putContacts(state: SandboxState, request: ControlRequest): unknown {
  const brand = request.query.get('brand') ?? '';
  const body = readJsonObject(request.body);
  if (!Array.isArray(body.contacts)) return putContact(state, body, brand);
  for (const contact of body.contacts) putContact(state, contact, brand);
  return { put: body.contacts.length };
}

function revoke(state: SandboxState, body: Buffer): Record<string, never> {
  const { key } = readJsonObject(body);
  if (typeof key !== 'string') {
    throw validationError([{ field: 'key', code: 'invalid_type', message: 'key must be a string' }]);
  }
  state.brands.revoke(key);
  return {};
}

async function respond(
  state: SandboxState,
  request: ControlRequest,
  response: ServerResponse,
): Promise<void> {
  const { query, body } = request;
  switch (`${request.method} ${request.path}`) {
    case 'GET /':
      return send(response, 200, 'text/html; charset=utf-8', renderNumbersPage(state.numbers()));
    case 'GET /sandbox/numbers':
      return sendJson(response, 200, state.numbers());
    case 'GET /sandbox/contacts':
      return streamContacts(state, query.get('brand') ?? undefined, response);
    case 'GET /sandbox/log':
      return sendJson(response, 200, { requests: state.log.entries() });
    case 'POST /sandbox/contacts':
      return sendJson(response, 200, putContacts(state, request));
    case 'POST /sandbox/fail':
      return sendJson(response, 200, { rules: setFail(state, body) });
    case 'POST /sandbox/revoke':
      return sendJson(response, 200, revoke(state, body));
    case 'POST /sandbox/reset':
      state.reset();
      return sendJson(response, 200, {});
    default:
      throw new ProblemError(404, 'not-found', 'There is no such page.');
  }
}

export async function handleControl(
  state: SandboxState,
  request: ControlRequest,
  response: ServerResponse,
): Promise<void> {
  try {
    await respond(state, request, response);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    sendJson(response, error.problem.status, error.problem);
  }
}
