import type { Batch } from './batch.ts';
import { type BatchItemBody, scheduleBatch } from './batch-work.ts';
import type { Brand } from './brand.ts';
import { isRecord } from './check-text.ts';
import { isDate } from './formats.ts';
import { type FieldError, ProblemError, validationError } from './problems.ts';
import { type Answer, type ApiRequest, readJsonObject, readWhole } from './request.ts';

/** /batches and what lies below it. */

export const batchFilters = ['endpoint', 'status', 'dateFrom', 'dateTo', 'limit', 'offset'];

const maxItems = 100;
const endpoints = new Set<unknown>(['products', 'contacts', 'events', 'categories']);
const statuses = new Set(['pending', 'inProgress', 'finished', 'stopped']);
const fields = new Set(['method', 'endpoint', 'origin', 'items']);

interface Envelope {
  readonly method: 'POST' | 'PUT';
  readonly origin?: string;
  readonly items: readonly BatchItemBody[];
}

function checkItems(items: unknown, report: (field: string, code: string, message: string) => void): void {
  if (!Array.isArray(items)) {
    report('items', 'invalid_type', 'must be a list');
    return;
  }
  if (items.length < 1 || items.length > maxItems) {
    report('items', 'invalid_length', `must hold 1 to ${maxItems} items, not ${items.length}`);
  }
  items.forEach((item, at) => {
    if (!isRecord(item)) report(`items[${at}]`, 'invalid_type', 'must be an object');
  });
}

/** What is wrong with the envelope refuses the whole batch; what is wrong inside an item is that item's answer. */
function readEnvelope(request: ApiRequest): Envelope {
  const body = readJsonObject(request.body);
  const errors: FieldError[] = [];
  const report = (field: string, code: string, message: string): void => {
    errors.push({ field, code, message: `${field} ${message}` });
  };
  for (const field in body) {
    if (!fields.has(field)) report(field, 'unknown_field', 'is not a field of a batch');
  }
  if (body.method !== 'POST' && body.method !== 'PUT')
    report('method', 'invalid_value', 'must be POST or PUT');
  if (!endpoints.has(body.endpoint)) {
    report('endpoint', 'invalid_value', 'must be products, contacts, events or categories');
  } else if (body.endpoint !== 'contacts') {
    report('endpoint', 'invalid_value', 'can only be contacts in this sandbox');
  }
  if (body.origin !== undefined && typeof body.origin !== 'string')
    report('origin', 'invalid_type', 'must be a string');
  checkItems(body.items, report);
  if (errors.length > 0) throw validationError(errors);
  return body as unknown as Envelope;
}

export function postBatch(request: ApiRequest): Answer {
  const envelope = readEnvelope(request);
  const { state, fate } = request;
  const { brand } = request.access;
  const batch = brand.addBatch({
    method: envelope.method,
    origin: envelope.origin,
    total: envelope.items.length,
    createdAt: state.settings.now(),
    delayMs: state.settings.batchDelayMs,
    fate: fate?.fate,
    body: request.body,
  });
  scheduleBatch({ state, brand, batch, items: envelope.items, applied: fate?.applied ?? false });
  return { status: 201, body: { batchID: brand.batchID(batch), totalCount: batch.total } };
}

function isoDate(ms: number): string {
  return new Date(ms).toISOString();
}

function viewBatch(brand: Brand, batch: Batch, now: number): Record<string, unknown> {
  const startedAt = batch.startedAt(now);
  return {
    batchID: brand.batchID(batch),
    method: batch.method,
    endpoint: 'contacts',
    ...(batch.origin === undefined ? {} : { origin: batch.origin }),
    status: batch.statusAt(now),
    totalCount: batch.total,
    finishedCount: batch.finishedCount,
    errorsCount: batch.failures.length,
    createdAt: isoDate(batch.createdAt),
    ...(startedAt === undefined ? {} : { startedAt: isoDate(startedAt) }),
    ...(batch.endedAt === undefined ? {} : { endedAt: isoDate(batch.endedAt) }),
  };
}

function requireBatch(request: ApiRequest): Batch {
  const batch = request.access.brand.batchByID(request.id);
  if (batch === undefined) throw new ProblemError(404, 'not-found', 'There is no such batch.');
  return batch;
}

function viewItem(brand: Brand, batch: Batch, position: number, request: unknown): Record<string, unknown> {
  const itemID = `${brand.batchID(batch)}-${position}`;
  const verdict = batch.verdict(position);
  if (verdict.kind === 'none') return { itemID, request, status: 'pending' };
  if (verdict.kind === 'failed') {
    const { problem, request: asSent } = verdict.failure;
    return { itemID, request: asSent, response: problem, responseCode: problem.status, status: 'error' };
  }
  const contact = brand.book.all[verdict.contactIndex];
  const response = contact === undefined ? {} : { id: brand.book.idOf(contact), email: contact.email?.id };
  const email = contact?.email === undefined ? [] : [{ type: 'email', id: contact.email.id }];
  return {
    itemID,
    // Of an old batch only the address is left.
    request: request ?? { identifiers: email },
    response,
    responseCode: verdict.created ? 201 : 200,
    status: 'success',
  };
}

export function getBatch(request: ApiRequest): Answer {
  const { brand } = request.access;
  const batch = requireBatch(request);
  const errors = batch.failures.map((failure) => viewItem(brand, batch, failure.position, failure.request));
  return { status: 200, body: { ...viewBatch(brand, batch, request.state.settings.now()), errors } };
}

export function getBatchItems(request: ApiRequest): Answer {
  const { brand } = request.access;
  const batch = requireBatch(request);
  const requests = batch.requests();
  const responses = Array.from({ length: batch.total }, (_, at) =>
    viewItem(brand, batch, at, requests?.[at]),
  );
  return { status: 200, body: { ...viewBatch(brand, batch, request.state.settings.now()), responses } };
}

function checkFilters(query: URLSearchParams, errors: FieldError[]): void {
  const endpoint = query.get('endpoint');
  if (endpoint === null)
    errors.push({ field: 'endpoint', code: 'required', message: 'endpoint is required' });
  else if (!endpoints.has(endpoint)) {
    errors.push({
      field: 'endpoint',
      code: 'invalid_value',
      message: `endpoint must be ${[...endpoints].join(', ')}`,
    });
  }
  const status = query.get('status');
  if (status !== null && !statuses.has(status)) {
    errors.push({
      field: 'status',
      code: 'invalid_value',
      message: `status must be ${[...statuses].join(', ')}`,
    });
  }
  for (const name of ['dateFrom', 'dateTo']) {
    const date = query.get(name);
    if (date === null || isDate(date)) continue;
    errors.push({ field: name, code: 'invalid_format', message: `${name} must be a date as yyyy-mm-dd` });
  }
}

/** Both days included, in UTC. */
function filterOf(query: URLSearchParams, now: number): ((batch: Batch) => boolean) | undefined {
  const status = query.get('status');
  const from = query.get('dateFrom');
  const to = query.get('dateTo');
  const fromMs = from === null ? Number.NEGATIVE_INFINITY : Date.parse(from);
  const toMs = to === null ? Number.POSITIVE_INFINITY : Date.parse(to) + 86_400_000;
  if (status === null && from === null && to === null) return undefined;
  return (batch) =>
    (status === null || batch.statusAt(now) === status) &&
    batch.createdAt >= fromMs &&
    batch.createdAt < toMs;
}

function pageLink(query: URLSearchParams, limit: number, offset: number): string {
  const link = new URLSearchParams(query);
  link.set('limit', String(limit));
  link.set('offset', String(offset));
  return `/api/batches?${link}`;
}

export function listBatches(request: ApiRequest): Answer {
  const { query, state } = request;
  const { brand } = request.access;
  const now = state.settings.now();
  const errors: FieldError[] = [];
  checkFilters(query, errors);
  const limit = readWhole(query, 'limit', { least: 1, most: 250, usual: 100 }, errors);
  const offset = readWhole(query, 'offset', { least: 0, most: 999_999_999, usual: 0 }, errors);
  if (errors.length > 0) throw validationError(errors);
  const fits = filterOf(query, now);
  const among = query.get('endpoint') === 'contacts' ? brand.batches : [];
  const found = fits === undefined ? among : among.filter(fits);
  const page =
    state.settings.batchOrder === 'oldest'
      ? found.slice(offset, offset + limit)
      : found.slice(Math.max(0, found.length - offset - limit), Math.max(0, found.length - offset)).reverse();
  return {
    status: 200,
    body: {
      batches: page.map((batch) => viewBatch(brand, batch, now)),
      paging: {
        limit,
        offset,
        ...(offset + limit < found.length ? { next: pageLink(query, limit, offset + limit) } : {}),
        ...(offset > 0 ? { previous: pageLink(query, limit, Math.max(0, offset - limit)) } : {}),
      },
    },
  };
}
