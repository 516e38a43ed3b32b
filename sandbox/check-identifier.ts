import { checkText, dateTimeFormat, type Format, isRecord, type Report } from './check-text.ts';
import { isDateTime, isEmail, isPhone } from './formats.ts';

/** The identifiers of a contact, with their channels and consents. */

const identifierFields = new Set(['type', 'id', 'channels', 'consent', 'sendWelcomeMessage', 'source']);
const channelFields = new Set(['status', 'statusChangedAt']);
const consentFields = new Set(['source', 'createdAt', 'ip', 'userAgent']);
const identifierPlaces = ['identifiers[0]', 'identifiers[1]'];
const channelPlaces = ['identifiers[0].channels', 'identifiers[1].channels'];
const statuses = new Set<unknown>(['subscribed', 'nonSubscribed', 'unsubscribed']);

const emailFormat: Format = { fits: isEmail, want: 'an e-mail address' };
const phoneFormat: Format = { fits: isPhone, want: 'an E.164 phone number' };

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

export function checkIdentifiers(report: Report, value: unknown): void {
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
