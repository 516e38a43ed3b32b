import type { ChannelBody, ContactBody, IdentifierBody } from './check-contact.ts';
import {
  Contact,
  type ContactView,
  hasProperties,
  Identifier,
  setCountry,
  setTexts,
  viewContact,
} from './contact.ts';
import { IdSeries } from './ids.ts';
import type { ConsentReading, Reading } from './options.ts';
import { ProblemError } from './problems.ts';

/** One brand's contacts, and the rules by which an upsert changes them. */

export interface BookCounts {
  welcomeMessages: number;
  /** Channel statuses that upserts carried, whether or not they changed anything. */
  statusesReceived: number;
  /** Statuses of existing identifiers that became another one. */
  statusChanges: number;
  /** Of those, the ones from unsubscribed to subscribed: what must never happen. */
  resubscribed: number;
  identifiersDropped: number;
}

export interface Readings {
  readonly tags: Reading;
  readonly properties: Reading;
  readonly consent: ConsentReading;
}

/** `PUT` in a batch changes only contacts that exist; everything else creates them. */
export type UpsertMode = 'upsert' | 'update';

export interface Upserted {
  readonly contact: Contact;
  readonly created: boolean;
}

const maxTags = 100;

function emailOf(body: ContactBody): string | undefined {
  for (const identifier of body.identifiers ?? []) {
    if (identifier.type === 'email') return identifier.id;
  }
  return undefined;
}

export class ContactBook {
  readonly all: Contact[] = [];
  readonly counts: BookCounts = {
    welcomeMessages: 0,
    statusesReceived: 0,
    statusChanges: 0,
    resubscribed: 0,
    identifiersDropped: 0,
  };
  readonly #byEmail = new Map<string, Contact>();
  readonly #byPhone = new Map<string, Contact>();
  readonly #sharedTags = new Map<string, readonly string[]>();
  readonly #ids: IdSeries;
  readonly #readings: Readings;
  readonly #now: () => number;

  constructor(brandNumber: number, readings: Readings, now: () => number) {
    this.#ids = new IdSeries('contact', brandNumber);
    this.#readings = readings;
    this.#now = now;
  }

  byID(id: string): Contact | undefined {
    const index = this.#ids.indexOf(id);
    return index === undefined ? undefined : this.all[index];
  }

  idOf(contact: Contact): string {
    return this.#ids.idOf(contact.index);
  }

  view(contact: Contact): ContactView {
    return viewContact(contact, this.idOf(contact));
  }

  /** As Omnisend compares them: case-sensitively. */
  byEmail(email: string): Contact | undefined {
    return this.#byEmail.get(email);
  }

  byPhone(phone: string): Contact | undefined {
    return this.#byPhone.get(phone);
  }

  upsert(body: ContactBody, mode: UpsertMode): Upserted {
    const email = emailOf(body);
    const known = email === undefined ? undefined : this.#byEmail.get(email);
    if (known !== undefined) {
      this.#change(known, body);
      return { contact: known, created: false };
    }
    if (mode === 'update')
      throw new ProblemError(404, 'not-found', 'There is no contact with this e-mail address.');
    if (email === undefined && body.identifiers?.every((identifier) => this.#byPhone.has(identifier.id))) {
      throw new ProblemError(
        409,
        'identifier-conflict',
        'Every identifier of the contact belongs to another contact.',
      );
    }
    const contact = new Contact(this.all.length, this.#now());
    this.all.push(contact);
    if (body.createdAt !== undefined) contact.createdAt = Date.parse(body.createdAt);
    this.#change(contact, body);
    return { contact, created: true };
  }

  /** Changes a contact found by its id or address. */
  patch(contact: Contact, body: ContactBody): void {
    const email = emailOf(body);
    if (email !== undefined && contact.email !== undefined && contact.email.id !== email) {
      throw new ProblemError(400, 'validation-failed', 'The e-mail address of a contact cannot be changed.', {
        errors: [
          {
            field: 'identifiers',
            code: 'immutable',
            message: 'identifiers must not hold another e-mail address',
          },
        ],
      });
    }
    this.#change(contact, body);
  }

  /** Somebody else's doing: as an upsert, but without a trace in the counts. */
  put(body: ContactBody): Contact {
    const before = { ...this.counts };
    const known = body.identifiers
      ?.map((identifier) => this.#holder(identifier))
      .find((holder) => holder !== undefined);
    const welcomed = known?.welcomed ?? false;
    const contact = known ?? this.upsert(body, 'upsert').contact;
    if (known !== undefined) this.#change(known, body);
    Object.assign(this.counts, before);
    contact.welcomed = welcomed;
    return contact;
  }

  /** Adds tags to a contact; what would go beyond 100 is left out. */
  addTags(contact: Contact, tags: readonly string[]): void {
    contact.tags = this.#shareTags([...contact.tags, ...tags]);
    contact.updatedAt = this.#now();
  }

  removeTags(contact: Contact, tags: readonly string[]): void {
    contact.tags = this.#shareTags(contact.tags.filter((tag) => !tags.includes(tag)));
    contact.updatedAt = this.#now();
  }

  #change(contact: Contact, body: ContactBody): void {
    const now = this.#now();
    contact.updatedAt = now;
    for (const identifier of body.identifiers ?? []) this.#applyIdentifier(contact, identifier, now);
    setTexts(contact, body);
    setCountry(contact, body.country, body.countryCode);
    if (body.tags !== undefined) contact.tags = this.#tagsAfter(contact.tags, body.tags);
    if (body.customProperties !== undefined) {
      const merged = this.#readings.properties === 'merge' && hasProperties(contact);
      contact.customProperties = merged
        ? { ...contact.customProperties, ...body.customProperties }
        : body.customProperties;
    }
  }

  #tagsAfter(held: readonly string[], sent: readonly string[]): readonly string[] {
    if (this.#readings.tags === 'replace' || held.length === 0) return this.#shareTags(sent);
    return sent.every((tag) => held.includes(tag)) ? held : this.#shareTags([...held, ...sent]);
  }

  #applyIdentifier(contact: Contact, body: IdentifierBody, now: number): void {
    const held = this.#identifierOf(contact, body);
    const identifier = held ?? this.#addIdentifier(contact, body);
    if (identifier === undefined) {
      this.counts.identifiersDropped += 1;
      return;
    }
    if (body.consent !== undefined) identifier.consent = body.consent;
    if (body.source !== undefined) identifier.source = body.source;
    const before = identifier.status;
    const channel = body.type === 'email' ? body.channels?.email : body.channels?.sms;
    if (channel !== undefined) this.#applyStatus(identifier, channel, now);
    else if (this.#readings.consent === 'move' && before === 'unsubscribed')
      identifier.status = 'nonSubscribed';
    const newlySubscribed = identifier.status === 'subscribed' && before !== 'subscribed';
    if (held !== undefined && before !== identifier.status) {
      this.counts.statusChanges += 1;
      if (before === 'unsubscribed' && newlySubscribed) this.counts.resubscribed += 1;
    }
    if (body.sendWelcomeMessage !== false && (held === undefined || newlySubscribed)) {
      this.counts.welcomeMessages += 1;
      contact.welcomed = true;
    }
  }

  #holder(body: IdentifierBody): Contact | undefined {
    return body.type === 'email' ? this.#byEmail.get(body.id) : this.#byPhone.get(body.id);
  }

  #identifierOf(contact: Contact, body: IdentifierBody): Identifier | undefined {
    if (body.type === 'email') return contact.email?.id === body.id ? contact.email : undefined;
    return contact.phones.find((phone) => phone.id === body.id);
  }

  /** Undefined, and nothing changed, when another contact holds the identifier: Omnisend drops it in silence. */
  #addIdentifier(contact: Contact, body: IdentifierBody): Identifier | undefined {
    const holders = body.type === 'email' ? this.#byEmail : this.#byPhone;
    if (holders.has(body.id)) return undefined;
    const identifier = new Identifier(body.id);
    holders.set(body.id, contact);
    if (body.type === 'email') contact.email = identifier;
    else contact.phones = [...contact.phones, identifier];
    return identifier;
  }

  /** An older status changes nothing; one without a date counts as now. */
  #applyStatus(identifier: Identifier, channel: ChannelBody, now: number): void {
    this.counts.statusesReceived += 1;
    const at = channel.statusChangedAt === undefined ? now : Date.parse(channel.statusChangedAt);
    if (at < identifier.statusAt) return;
    identifier.status = channel.status;
    identifier.statusAt = at;
  }

  /** One list for all contacts that have the same tags: a million contacts rarely have a thousand combinations. */
  #shareTags(tags: readonly string[]): readonly string[] {
    const unique = tags.length < 2 ? tags : [...new Set(tags)].slice(0, maxTags);
    const key = unique.join('\n');
    const shared = this.#sharedTags.get(key);
    if (shared !== undefined) return shared;
    if (this.#sharedTags.size > 10_000) this.#sharedTags.clear();
    this.#sharedTags.set(key, unique);
    return unique;
  }
}
