import { isDateTime } from './formats.ts';

/** What all checks of a request's body share: how a fault is reported, and how a text is judged. */

export type Report = (field: string, code: string, message: string) => void;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a text must be; `want` completes "must be …". */
export interface Format {
  readonly fits: (text: string) => boolean;
  readonly want: string;
}

export const dateTimeFormat: Format = { fits: isDateTime, want: 'an RFC 3339 date and time' };

// A hundred thousand contacts a second pass here: the name of a field is put together only when it is at fault.
export function checkText(
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
