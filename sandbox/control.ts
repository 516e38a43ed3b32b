import type { Brand } from './brand.ts';
import { type ContactBody, checkContact } from './check-contact.ts';
import { isRecord } from './check-text.ts';
import type { Contact, ContactView } from './contact.ts';
import type { SandboxNumbers } from './numbers.ts';
import { type FieldError, validationError } from './problems.ts';
import type { LogEntry } from './request-log.ts';
import type { SandboxState } from './state.ts';

/** What the sandbox lets its owner see and do, past the API: in the same process, and behind /sandbox/. */

/** A contact as the dump shows it. */
export interface DumpedContact extends ContactView {
  readonly brandID: string;
  /** Whether a welcome message went out to it. */
  readonly welcomed: boolean;
}

/** A contact as a request would send it; `segments` are ids of Omnisend's own segments. Tags may be any text. */
export type PutContact = ContactBody & { readonly segments?: readonly string[] };

export interface SandboxControl {
  numbers(): SandboxNumbers;
  /** `brand` is a brandID, a brand's name or one of its keys; without it, every brand's. */
  contacts(brand?: string): readonly DumpedContact[];
  contact(email: string, brand?: string): DumpedContact | undefined;
  /** Creates or changes a contact as if somebody else had: no welcome message, no limits, no counts. */
  putContact(contact: PutContact, brand: string): DumpedContact;
  brandIDOf(key: string): string | undefined;
  revokeKey(key: string): void;
  /** Replaces all fault rules, with fresh counters; throws a FaultRuleError for one that cannot be read. */
  setFail(rules: readonly string[]): void;
  /** The latest requests, oldest first. */
  log(): readonly LogEntry[];
  /** Forgets contacts, batches, numbers and revocations; the fault rules stay and begin to count anew. */
  reset(): void;
}

function dump(brand: Brand, contact: Contact): DumpedContact {
  return { brandID: brand.brandID, welcomed: contact.welcomed, ...brand.book.view(contact) };
}

function requireBrands(state: SandboxState, brand: string | undefined): readonly Brand[] {
  if (brand === undefined) return state.brands.all();
  const found = state.brands.find(brand);
  return found === undefined ? [] : [found];
}

/** One at a time, so that a million need not be in memory twice. */
export function* dumpContacts(state: SandboxState, brand: string | undefined): Generator<DumpedContact> {
  for (const each of requireBrands(state, brand)) {
    for (const contact of each.book.all) yield dump(each, contact);
  }
}

function anyTag(errors: readonly FieldError[]): readonly FieldError[] {
  return errors.filter(({ field, code }) => !(field.startsWith('tags[') && code === 'invalid_format'));
}

export function putContact(state: SandboxState, body: unknown, brandName: string): DumpedContact {
  const brand = state.brands.find(brandName);
  if (brand === undefined) {
    throw validationError([
      { field: 'brand', code: 'invalid_value', message: 'brand is no brandID, name or valid key' },
    ]);
  }
  if (!isRecord(body))
    throw validationError([{ field: '', code: 'invalid_type', message: 'must be an object' }]);
  const { segments, ...contactBody } = body;
  const errors = anyTag(checkContact(contactBody, true));
  if (errors.length > 0) throw validationError(errors);
  const contact = brand.book.put(contactBody as ContactBody);
  if (Array.isArray(segments)) contact.segments = segments.filter((segment) => typeof segment === 'string');
  return dump(brand, contact);
}

export function createControl(state: SandboxState): SandboxControl {
  return {
    numbers: () => state.numbers(),
    contacts: (brand) => [...dumpContacts(state, brand)],
    contact(email, brand) {
      for (const each of requireBrands(state, brand)) {
        const found = each.book.byEmail(email);
        if (found !== undefined) return dump(each, found);
      }
      return undefined;
    },
    putContact: (contact, brand) => putContact(state, contact, brand),
    brandIDOf: (key) => state.brands.access(key)?.brand.brandID,
    revokeKey: (key) => state.brands.revoke(key),
    setFail: (rules) => state.faults.set(rules),
    log: () => state.log.entries(),
    reset: () => state.reset(),
  };
}
