import { countryCodeOf, countryName } from './countries.ts';

/**
 * A contact as the sandbox keeps it, and as the API shows it. Shaped for a million of them: one flat object each,
 * identifiers' extras only when sent, arrays of tags shared between contacts (so never changed in place).
 */

export type ChannelStatus = 'subscribed' | 'nonSubscribed' | 'unsubscribed';

export interface Consent {
  readonly source?: string;
  readonly createdAt?: string;
  readonly ip?: string;
  readonly userAgent?: string;
}

/** What belongs to one address or number. */
export class Identifier {
  readonly id: string;
  status: ChannelStatus = 'nonSubscribed';
  /** Milliseconds since 1970; 0 as long as no status was ever sent, so that any dated one is newer. */
  statusAt = 0;
  consent: Consent | undefined = undefined;
  source: string | undefined = undefined;

  constructor(id: string) {
    this.id = id;
  }
}

export const textFields = [
  'firstName',
  'lastName',
  'address',
  'city',
  'state',
  'postalCode',
  'country',
  'countryCode',
  'gender',
  'birthdate',
] as const;
export type TextField = (typeof textFields)[number];

export type PropertyValue = string | number | boolean | readonly string[];
export type Properties = Readonly<Record<string, PropertyValue>>;

const noPhones: readonly Identifier[] = [];
const noTexts: readonly string[] = [];
const noProperties: Properties = {};

export class Contact {
  /** Position in its brand's book; its public id is made from it. */
  readonly index: number;
  email: Identifier | undefined = undefined;
  phones: readonly Identifier[] = noPhones;
  firstName: string | undefined = undefined;
  lastName: string | undefined = undefined;
  address: string | undefined = undefined;
  city: string | undefined = undefined;
  state: string | undefined = undefined;
  postalCode: string | undefined = undefined;
  country: string | undefined = undefined;
  countryCode: string | undefined = undefined;
  gender: string | undefined = undefined;
  birthdate: string | undefined = undefined;
  tags: readonly string[] = noTexts;
  segments: readonly string[] = noTexts;
  customProperties: Properties = noProperties;
  createdAt: number;
  updatedAt: number;
  welcomed = false;

  constructor(index: number, now: number) {
    this.index = index;
    this.createdAt = now;
    this.updatedAt = now;
  }
}

export interface IdentifierView {
  readonly type: 'email' | 'phone';
  readonly id: string;
  readonly channels: Readonly<
    Record<string, { readonly status: ChannelStatus; readonly statusChangedAt: string }>
  >;
  readonly consent?: Consent;
  readonly source?: string;
}

/** A contact as the API answers it. */
export interface ContactView {
  readonly id: string;
  readonly email?: string;
  readonly phone: readonly string[];
  readonly status: ChannelStatus;
  readonly identifiers: readonly IdentifierView[];
  readonly tags: readonly string[];
  readonly segments: readonly string[];
  readonly customProperties: Properties;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly address?: string;
  readonly city?: string;
  readonly state?: string;
  readonly postalCode?: string;
  readonly country?: string;
  readonly countryCode?: string;
  readonly gender?: string;
  readonly birthdate?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly statuses: ReadonlyArray<{
    readonly channel: string;
    readonly status: ChannelStatus;
    readonly date: string;
  }>;
  readonly consents: ReadonlyArray<Consent & { readonly channel: string }>;
  readonly optIns: readonly never[];
}

/** The e-mail channel's status, or the first number's where there is no address. */
export function statusOf(contact: Contact): ChannelStatus {
  return (contact.email ?? contact.phones[0])?.status ?? 'nonSubscribed';
}

function isoDate(ms: number): string {
  return new Date(ms).toISOString();
}

function viewIdentifier(type: 'email' | 'phone', identifier: Identifier, createdAt: number): IdentifierView {
  const channel = type === 'email' ? 'email' : 'sms';
  const status = { status: identifier.status, statusChangedAt: isoDate(identifier.statusAt || createdAt) };
  return {
    type,
    id: identifier.id,
    channels: { [channel]: status },
    ...(identifier.consent === undefined ? {} : { consent: identifier.consent }),
    ...(identifier.source === undefined ? {} : { source: identifier.source }),
  };
}

function viewTexts(contact: Contact): Partial<Record<TextField, string>> {
  const texts: Partial<Record<TextField, string>> = {};
  for (const field of textFields) {
    const value = contact[field];
    if (value !== undefined) texts[field] = value;
  }
  return texts;
}

export function viewContact(contact: Contact, id: string): ContactView {
  const identifiers = contact.phones.map((phone) => viewIdentifier('phone', phone, contact.createdAt));
  if (contact.email !== undefined)
    identifiers.unshift(viewIdentifier('email', contact.email, contact.createdAt));
  const channels = identifiers.flatMap((identifier) =>
    Object.entries(identifier.channels).map(([channel, held]) => ({
      channel,
      held,
      consent: identifier.consent,
    })),
  );
  return {
    id,
    ...(contact.email === undefined ? {} : { email: contact.email.id }),
    phone: contact.phones.map((phone) => phone.id),
    status: statusOf(contact),
    identifiers,
    tags: contact.tags,
    segments: contact.segments,
    customProperties: contact.customProperties,
    ...viewTexts(contact),
    createdAt: isoDate(contact.createdAt),
    updatedAt: isoDate(contact.updatedAt),
    statuses: channels.map(({ channel, held }) => ({
      channel,
      status: held.status,
      date: held.statusChangedAt,
    })),
    consents: channels.flatMap(({ channel, consent }) =>
      consent === undefined ? [] : [{ channel, ...consent }],
    ),
    optIns: [],
  };
}

export function hasProperties(contact: Contact): boolean {
  return contact.customProperties !== noProperties;
}

/** Texts that are the same are left as they are: a new copy of each would be one more thing to collect later. */
export function setTexts(contact: Contact, sent: Partial<Record<TextField, string>>): void {
  if (sent.firstName !== undefined && sent.firstName !== contact.firstName)
    contact.firstName = sent.firstName;
  if (sent.lastName !== undefined && sent.lastName !== contact.lastName) contact.lastName = sent.lastName;
  if (sent.address !== undefined && sent.address !== contact.address) contact.address = sent.address;
  if (sent.city !== undefined && sent.city !== contact.city) contact.city = sent.city;
  if (sent.state !== undefined && sent.state !== contact.state) contact.state = sent.state;
  if (sent.postalCode !== undefined && sent.postalCode !== contact.postalCode)
    contact.postalCode = sent.postalCode;
  if (sent.gender !== undefined && sent.gender !== contact.gender) contact.gender = sent.gender;
  if (sent.birthdate !== undefined && sent.birthdate !== contact.birthdate)
    contact.birthdate = sent.birthdate;
}

/** `countryCode` wins over `country`, and the one that was not sent follows the other. */
export function setCountry(contact: Contact, country: string | undefined, code: string | undefined): void {
  if (code !== undefined) {
    if (code === contact.countryCode) return;
    contact.countryCode = code;
    contact.country = countryName(code) ?? country;
  } else if (country !== undefined) {
    contact.country = country;
    contact.countryCode = countryCodeOf(country);
  }
}
