// Dates in rules: a date without a time is a whole day in UTC, with one it is that moment; spans count back from now.
import type { Span } from '../contract/rules.ts';

/** Milliseconds since 1970, UTC. A day reaches from `from` up to `until`, which is outside; a moment has no length. */
export type MomentRange = { from: number; until: number; isDay: boolean };

const dayMilliseconds = 86_400_000;
const shape =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** An ISO 8601 date or date and time (UTC unless it says otherwise), or null. */
export function parseMoment(text: string): MomentRange | null {
  const parts = shape.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = parts;
  const from = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const real = new Date(from);
  if (real.getUTCMonth() + 1 !== Number(month) || real.getUTCDate() !== Number(day)) return null;
  if (hour === undefined) return { from, until: from + dayMilliseconds, isDay: true };
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second ?? 0) > 59) return null;
  const seconds = Number(hour) * 3_600 + Number(minute) * 60 + Number(second ?? 0);
  const milliseconds = Math.floor(Number(`0.${fraction ?? '0'}`) * 1_000);
  const moment = from + seconds * 1_000 + milliseconds - zoneMilliseconds(zone);
  return { from: moment, until: moment, isDay: false };
}

function zoneMilliseconds(zone: string | undefined): number {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith('-') ? -1 : 1) * minutes * 60_000;
}

/**
 * Where the last `n` days, weeks, months or years before `now` begin. Months and years go by the calendar: a month
 * before March 31 is the last day of February.
 */
export function spanStart(now: Date, span: Span): Date {
  switch (span.unit) {
    case 'days':
      return new Date(now.getTime() - span.n * dayMilliseconds);
    case 'weeks':
      return new Date(now.getTime() - span.n * 7 * dayMilliseconds);
    case 'months':
      return monthsBefore(now, span.n);
    case 'years':
      return monthsBefore(now, span.n * 12);
  }
}

function monthsBefore(now: Date, months: number): Date {
  const first = new Date(now);
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() - months);
  const days = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(now.getUTCDate(), days));
  return first;
}
