import type { ChannelStatus, Consent, Properties } from './contact.ts';
import { countryName } from './countries.ts';
import { isDate, isDateTime, isEmail, isPhone, isTag } from './formats.ts';
import type { FieldError } from './problems.ts';

/** The strict reading of a contact in a request. Every fault is listed, never only the first. */

export interface ChannelBody {
  readonly status: ChannelStatus;
  readonly statusChangedAt?: string;
}

export interface IdentifierBody {
  readonly type: 'email' | 'phone';
  readonly id: string;
  readonly channels?: { readonly email?: ChannelBody; readonly sms?: ChannelBody };
  readonly consent?: Consent;
  readonly sendWelcomeMessage?: boolean;
  readonly source?: string;
}

/** A contact that `checkContact` found nothing wrong with. */
export interface ContactBody {
  readonly identifiers?: readonly IdentifierBody[];
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
  readonly createdAt?: string;
  readonly tags?: readonly string[];
  readonly customProperties?: Properties;
}

type Report = (field: string, code: string, message: string) => void;

const identifierFields = new Set(['type', 'id', 'channels', 'consent', 'sendWelcomeMessage', 'source']);
const channelFields = new Set(['status', 'statusChangedAt']);
const consentFields = new Set(['source', 'createdAt', 'ip', 'userAgent']);
const identifierPlaces = ['identifiers[0]', 'identifiers[1]'];
const channelPlaces = ['identifiers[0].channels', 'identifiers[1].channels'];
const statuses = new Set<unknown>(['subscribed', 'nonSubscribed', 'unsubscribed']);

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a text must be; `want` completes "must be …". */
interface Format {
  readonly fits: (text: string) => boolean;
  readonly want: string;
}

const emailFormat: Format = { fits: isEmail, want: 'an e-mail address' };
const phoneFormat: Format = { fits: isPhone, want: 'an E.164 phone number' };
const dateTimeFormat: Format = { fits: isDateTime, want: 'an RFC 3339 date and time' };
const tagFormat: Format = { fits: isTag, want: '1 to 128 letters, digits, spaces, _ or -' };

// A hundred thousand contacts a second pass here: the name of a field is put together only when it is at fault.
function checkText(
  report: Report,
  place: string,
  field: string | number,
  value: unknown,
  format?: Format,
): void {
  if (typeof value === 'string') {
    if (format === undefined || format.fits(value)) return;
    report(nameOf(place, field), 'invalid_format', `must be ${format.want}`);
  } else {
    report(nameOf(place, field), 'invalid_type', 'must be a string');
  }
}

function nameOf(place: string, field: string | number): string {
  if (typeof field === 'number') return `${place}[${field}]`;
  return place === '' ? field : `${place}.${field}`;
}

function checkChannels(report: Report, place: string, channel: string, value: unknown): void {
  if (!isRecord(value)) {
    report(place, 'invalid_type', 'must be an object');
    return;
  }
  for (const name in value) {
    if (name === channel) checkChannel(report, place, name, value[name]);
    else report(`${place}.${name}`, 'unknown_field', `only the channel ${channel} goes with this identifier`);
  }
}

function checkChannel(report: Report, place: string, name: string, value: unknown): void {
  if (!isRecord(value)) {
    report(`${place}.${name}`, 'invalid_type', 'must be an object');
    return;
  }
  for (const field in value) {
    if (!channelFields.has(field))
      report(`${place}.${name}.${field}`, 'unknown_field', 'is not a field of a channel');
  }
  if (!statuses.has(value.status)) {
    report(`${place}.${name}.status`, 'invalid_value', 'must be subscribed, nonSubscribed or unsubscribed');
  }
  const changedAt = value.statusChangedAt;
  if (changedAt === undefined || (typeof changedAt === 'string' && isDateTime(changedAt))) return;
  checkText(report, `${place}.${name}`, 'statusChangedAt', changedAt, dateTimeFormat);
}

function checkConsent(report: Report, place: string, value: unknown): void {
  if (!isRecord(value)) {
    report(place, 'invalid_type', 'must be an object');
    return;
  }
  for (const field in value) {
    if (!consentFields.has(field))
      report(`${place}.${field}`, 'unknown_field', 'is not a field of a consent');
    else checkText(report, place, field, value[field], field === 'createdAt' ? dateTimeFormat : undefined);
  }
}

function checkIdentifier(report: Report, at: number, value: unknown): void {
  const place = identifierPlaces[at] ?? `identifiers[${at}]`;
  if (!isRecord(value)) {
    report(place, 'invalid_type', 'must be an object');
    return;
  }
  for (const field in value) {
    if (!identifierFields.has(field))
      report(`${place}.${field}`, 'unknown_field', 'is not a field of an identifier');
  }
  if (value.type === 'email') checkText(report, place, 'id', value.id, emailFormat);
  else if (value.type === 'phone') checkText(report, place, 'id', value.id, phoneFormat);
  else report(`${place}.type`, 'invalid_value', 'must be email or phone');
  if (value.channels !== undefined) {
    checkChannels(
      report,
      channelPlaces[at] ?? `${place}.channels`,
      value.type === 'phone' ? 'sms' : 'email',
      value.channels,
    );
  }
  if (value.consent !== undefined) checkConsent(report, `${place}.consent`, value.consent);
  if (value.source !== undefined) checkText(report, place, 'source', value.source);
  if (value.sendWelcomeMessage !== undefined && typeof value.sendWelcomeMessage !== 'boolean') {
    report(`${place}.sendWelcomeMessage`, 'invalid_type', 'must be true or false');
  }
}

function checkIdentifiers(report: Report, value: unknown): void {
  if (!Array.isArray(value)) {
    report('identifiers', 'invalid_type', 'must be a list');
    return;
  }
  if (value.length === 0) report('identifiers', 'required', 'must hold at least one identifier');
  for (let at = 0; at < value.length; at++) checkIdentifier(report, at, value[at]);
  if (value.length < 2) return;
  const records = value.filter(isRecord);
  if (records.filter((identifier) => identifier.type === 'email').length > 1) {
    report('identifiers', 'invalid_value', 'must hold at most one e-mail address');
  }
  if (new Set(records.map((identifier) => identifier.id)).size < records.length) {
    report('identifiers', 'duplicate', 'must not hold the same identifier twice');
  }
}

function checkTags(report: Report, value: unknown): void {
  if (!Array.isArray(value)) {
    report('tags', 'invalid_type', 'must be a list of strings');
    return;
  }
  if (value.length > 100) report('tags', 'too_many', 'must hold at most 100 tags');
  for (let at = 0; at < value.length; at++) checkText(report, 'tags', at, value[at], tagFormat);
}

function fitsProperty(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((entry) => typeof entry === 'string');
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function checkProperties(report: Report, value: unknown): void {
  if (!isRecord(value)) {
    report('customProperties', 'invalid_type', 'must be an object');
    return;
  }
  for (const name in value) {
    if (name.trim() === '') report('customProperties', 'invalid_value', 'must not hold an empty name');
    if (!fitsProperty(value[name])) {
      report(
        `customProperties.${name}`,
        'invalid_type',
        'must be a string, number, boolean, date or list of strings',
      );
    }
  }
}

function isCountryCode(code: string): boolean {
  return countryName(code) !== undefined;
}

function isGender(text: string): boolean {
  return text === 'm' || text === 'f';
}

const countryCodeFormat: Format = { fits: isCountryCode, want: 'an ISO 3166-1 alpha-2 code in capitals' };
const genderFormat: Format = { fits: isGender, want: 'm or f' };
const dateFormat: Format = { fits: isDate, want: 'a date as YYYY-MM-DD' };

type FieldCheck = (report: Report, value: unknown) => void;

function text(field: string, format?: Format): [string, FieldCheck] {
  return [field, (report, value) => checkText(report, '', field, value, format)];
}

const fieldChecks: ReadonlyMap<string, FieldCheck> = new Map([
  ['identifiers', checkIdentifiers],
  text('firstName'),
  text('lastName'),
  text('address'),
  text('city'),
  text('state'),
  text('postalCode'),
  text('country'),
  text('countryCode', countryCodeFormat),
  text('gender', genderFormat),
  text('birthdate', dateFormat),
  text('createdAt', dateTimeFormat),
  ['tags', checkTags],
  ['customProperties', checkProperties],
]);

/** What is wrong with a contact; an empty list means it is a `ContactBody`. */
export function checkContact(
  value: Record<string, unknown>,
  needsIdentifier: boolean,
): readonly FieldError[] {
  const errors: FieldError[] = [];
  const report: Report = (field, code, message) => {
    errors.push({ field, code, message: `${field} ${message}` });
  };
  if (needsIdentifier && value.identifiers === undefined) {
    report('identifiers', 'required', 'must hold at least one identifier');
  }
  for (const field in value) {
    const check = fieldChecks.get(field);
    if (check === undefined) report(field, 'unknown_field', 'is not a field of a contact');
    else check(report, value[field]);
  }
  return errors;
}
