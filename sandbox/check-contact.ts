import { checkIdentifiers } from './check-identifier.ts';
import { checkText, dateTimeFormat, type Format, isRecord, type Report } from './check-text.ts';
import type { ChannelStatus, Consent, Properties } from './contact.ts';
import { countryName } from './countries.ts';
import { isDate, isTag } from './formats.ts';
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

const tagFormat: Format = { fits: isTag, want: '1 to 128 letters, digits, spaces, _ or -' };

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
