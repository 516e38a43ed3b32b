import type { Contact } from './contact.ts';
import type { ContactBook } from './contact-book.ts';
import { type FieldError, validationError } from './problems.ts';
import { type Answer, type ApiRequest, readJsonObject } from './request.ts';

/** POST and DELETE /contacts/tags: answered 202 with no body, carried out later. */

interface TagsBody {
  readonly tags: readonly string[];
  readonly contactIDs?: readonly string[];
  readonly emails?: readonly string[];
  readonly phones?: readonly string[];
  readonly segmentID?: string;
}

const addressLists = ['contactIDs', 'emails', 'phones'] as const;
const fields = new Set<string>(['tags', ...addressLists, 'segmentID']);

function checkTexts(
  field: string,
  value: unknown,
  bounds: { readonly least: number; readonly most: number },
  errors: FieldError[],
): void {
  if (!Array.isArray(value)) {
    errors.push({ field, code: 'invalid_type', message: `${field} must be a list of strings` });
    return;
  }
  if (value.length < bounds.least || value.length > bounds.most) {
    const message = `${field} must hold ${bounds.least} to ${bounds.most} entries, not ${value.length}`;
    errors.push({ field, code: 'invalid_length', message });
  }
  const wrong = value.findIndex((entry) => typeof entry !== 'string' || entry === '');
  if (wrong >= 0) {
    errors.push({
      field: `${field}[${wrong}]`,
      code: 'invalid_type',
      message: `${field}[${wrong}] must be a string`,
    });
  }
}

function readTags(request: ApiRequest): TagsBody {
  const body = readJsonObject(request.body);
  const errors: FieldError[] = [];
  for (const field in body) {
    if (fields.has(field)) continue;
    errors.push({ field, code: 'unknown_field', message: `${field} is not a field of this request` });
  }
  checkTexts('tags', body.tags, { least: 1, most: 100 }, errors);
  // Wider than in a contact: a tag that somebody else invented must be possible to put back.
  if (Array.isArray(body.tags) && body.tags.some((tag) => typeof tag === 'string' && tag.length > 128)) {
    errors.push({ field: 'tags', code: 'too_long', message: 'tags must hold at most 128 characters each' });
  }
  for (const list of addressLists) {
    if (body[list] !== undefined) checkTexts(list, body[list], { least: 1, most: 250 }, errors);
  }
  if (body.segmentID !== undefined && typeof body.segmentID !== 'string') {
    errors.push({ field: 'segmentID', code: 'invalid_type', message: 'segmentID must be a string' });
  }
  if (body.segmentID === undefined && addressLists.every((list) => body[list] === undefined)) {
    const message = 'one of contactIDs, emails, phones and segmentID must say whom this is about';
    errors.push({ field: 'contactIDs', code: 'required', message });
  }
  if (errors.length > 0) throw validationError(errors);
  return body as unknown as TagsBody;
}

/** The union of all ways to name a contact; what names nobody is passed over in silence. */
function namedContacts(book: ContactBook, body: TagsBody): ReadonlySet<Contact> {
  const named = new Set<Contact>();
  const add = (contact: Contact | undefined): void => {
    if (contact !== undefined) named.add(contact);
  };
  for (const id of body.contactIDs ?? []) add(book.byID(id));
  for (const email of body.emails ?? []) add(book.byEmail(email));
  for (const phone of body.phones ?? []) add(book.byPhone(phone));
  const segment = body.segmentID;
  if (segment !== undefined) book.all.filter((contact) => contact.segments.includes(segment)).forEach(add);
  return named;
}

function changeTags(request: ApiRequest, change: 'addTags' | 'removeTags'): Answer {
  const body = readTags(request);
  const { brand } = request.access;
  brand.counts.tagCalls += 1;
  request.state.queue.add(() => {
    for (const contact of namedContacts(brand.book, body)) brand.book[change](contact, body.tags);
  });
  return { status: 202 };
}

export function postTags(request: ApiRequest): Answer {
  return changeTags(request, 'addTags');
}

export function deleteTags(request: ApiRequest): Answer {
  return changeTags(request, 'removeTags');
}
