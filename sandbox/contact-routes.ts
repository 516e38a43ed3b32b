import { type ContactBody, checkContact } from './check-contact.ts';
import { type Contact, statusOf } from './contact.ts';
import type { ContactBook } from './contact-book.ts';
import { isDate, isDateTime } from './formats.ts';
import { type FieldError, ProblemError, validationError } from './problems.ts';
import { type Answer, type ApiRequest, readJsonObject, readWhole } from './request.ts';

/** /contacts and /contacts/{id}. */

export const contactFilters = [
  'email',
  'phone',
  'status',
  'tag',
  'segmentID',
  'updatedAtFrom',
  'limit',
  'after',
];

const statuses = new Set(['subscribed', 'unsubscribed', 'nonSubscribed']);

function readContact(request: ApiRequest, needsIdentifier: boolean): ContactBody {
  const body = readJsonObject(request.body);
  const errors = checkContact(body, needsIdentifier);
  if (errors.length > 0) throw validationError(errors);
  return body as ContactBody;
}

export function postContact(request: ApiRequest): Answer {
  const { book } = request.access.brand;
  const { contact, created } = book.upsert(readContact(request, true), 'upsert');
  return { status: created ? 201 : 200, body: book.view(contact) };
}

function requireContact(contact: Contact | undefined): Contact {
  if (contact === undefined) throw new ProblemError(404, 'not-found', 'There is no such contact.');
  return contact;
}

export function getContact(request: ApiRequest): Answer {
  const { book } = request.access.brand;
  return { status: 200, body: book.view(requireContact(book.byID(request.id))) };
}

export function patchContact(request: ApiRequest): Answer {
  const { book } = request.access.brand;
  const body = readContact(request, false);
  const contact = requireContact(book.byID(request.id));
  book.patch(contact, body);
  return { status: 200, body: book.view(contact) };
}

export function patchContactByEmail(request: ApiRequest): Answer {
  const { book } = request.access.brand;
  const email = request.query.get('email');
  if (email === null || email === '') {
    throw validationError([
      { field: 'email', code: 'required', message: 'email must say which contact to change' },
    ]);
  }
  const body = readContact(request, false);
  const contact = requireContact(book.byEmail(email));
  book.patch(contact, body);
  return { status: 200, body: book.view(contact) };
}

function checkFilters(query: URLSearchParams, errors: FieldError[]): void {
  const exclude = (field: string, other: string): void => {
    if (query.has(field) && query.has(other)) {
      errors.push({ field, code: 'excluded', message: `${field} does not go with ${other}` });
    }
  };
  exclude('tag', 'status');
  for (const other of ['email', 'phone', 'status', 'segmentID', 'tag']) exclude('updatedAtFrom', other);
  for (const name of ['email', 'phone', 'tag', 'segmentID']) {
    if (query.get(name) === '')
      errors.push({ field: name, code: 'invalid_value', message: `${name} must not be empty` });
  }
  const status = query.get('status');
  if (status !== null && !statuses.has(status)) {
    errors.push({
      field: 'status',
      code: 'invalid_value',
      message: `status must be ${[...statuses].join(', ')}`,
    });
  }
  const from = query.get('updatedAtFrom');
  if (from !== null && !isDate(from) && !isDateTime(from)) {
    errors.push({
      field: 'updatedAtFrom',
      code: 'invalid_format',
      message: 'updatedAtFrom must be an RFC 3339 date',
    });
  }
}

/** A cursor is the place after which to go on; opaque to clients. */
function readCursor(query: URLSearchParams, errors: FieldError[]): number {
  const text = query.get('after');
  if (text === null) return 0;
  const match = /^after:(\d{1,9})$/.exec(Buffer.from(text, 'base64url').toString());
  if (match !== null) return Number(match[1]) + 1;
  errors.push({
    field: 'after',
    code: 'invalid_value',
    message: 'after must be a cursor that a list answered',
  });
  return 0;
}

function cursorAfter(contact: Contact | undefined): string | null {
  return contact === undefined ? null : Buffer.from(`after:${contact.index}`).toString('base64url');
}

/** Those that an address or number names, or everybody. */
function candidates(query: URLSearchParams, book: ContactBook): readonly Contact[] {
  const email = query.get('email');
  const phone = query.get('phone');
  if (email === null && phone === null) return book.all;
  const named = email === null ? book.byPhone(phone ?? '') : book.byEmail(email);
  if (named === undefined) return [];
  return phone === null || named.phones.some((held) => held.id === phone) ? [named] : [];
}

function filterOf(query: URLSearchParams): (contact: Contact) => boolean {
  const status = query.get('status');
  const tag = query.get('tag');
  const segment = query.get('segmentID');
  const from = query.get('updatedAtFrom');
  const fromMs = from === null ? undefined : Date.parse(from);
  return (contact) =>
    (status === null || statusOf(contact) === status) &&
    (tag === null || contact.tags.includes(tag)) &&
    (segment === null || contact.segments.includes(segment)) &&
    (fromMs === undefined || contact.updatedAt >= fromMs);
}

export function listContacts(request: ApiRequest): Answer {
  const { query } = request;
  const { book } = request.access.brand;
  const errors: FieldError[] = [];
  checkFilters(query, errors);
  const limit = readWhole(query, 'limit', { least: 1, most: 250, usual: 100 }, errors);
  const start = readCursor(query, errors);
  if (errors.length > 0) throw validationError(errors);
  const among = candidates(query, book);
  const fits = filterOf(query);
  const found: Contact[] = [];
  // One more than asked for, to know whether there is more.
  for (let at = among === book.all ? start : 0; at < among.length && found.length <= limit; at++) {
    const contact = among[at];
    if (contact !== undefined && contact.index >= start && fits(contact)) found.push(contact);
  }
  const hasMore = found.length > limit;
  const page = found.slice(0, limit);
  return {
    status: 200,
    body: {
      contacts: page.map((contact) => book.view(contact)),
      paging: { limit, hasMore, cursors: { after: hasMore ? cursorAfter(page.at(-1)) : null, before: null } },
    },
  };
}
