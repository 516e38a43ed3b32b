// Numbers, dates and durations as the language writes them. Nothing else in the app formats them.
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** The region comes from the browser when it speaks the same language: 11/25/2026 or 25/11/2026. */
function localeFor(language: string): string {
  const regional = navigator.languages.find((name) => name.split('-')[0] === language && name.includes('-'));
  return regional ?? (language === 'sv' ? 'sv-SE' : 'en-GB');
}

export type Format = ReturnType<typeof formatIn>;

const units = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

function formatIn(locale: string) {
  const number = new Intl.NumberFormat(locale);
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const compact = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const inUnit = (value: number, unit: string) =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
  const list = new Intl.ListFormat(locale);
  const compare = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' }).compare;
  return {
    locale,
    compare,
    number: (value: number) => number.format(value),
    compact: (value: number) => compact.format(value),
    percent: (share: number) => percent.format(share),
    list: (words: string[]) => list.format(words),
    date: (at: string | Date) => date.format(new Date(at)),
    /** A day without a time (2026-11-25): the same one wherever it is read. */
    day: (on: string) => day.format(new Date(on)),
    dateTime: (at: string | Date) => dateTime.format(new Date(at)),
    exact: (at: string | Date) => exact.format(new Date(at)),
    time: (at: string | Date) => time.format(new Date(at)),
    /** "3 minutes ago", "in 2 hours". */
    ago(at: string | Date, now = Date.now()): string {
      const seconds = (new Date(at).getTime() - now) / 1000;
      const [unit, size] = units.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1];
      return relative.format(Math.round(seconds / size), unit);
    },
    /** "2 h 5 min", "40 s"; the two largest units. */
    duration(seconds: number): string {
      const whole = Math.max(0, Math.round(seconds));
      const first = units.findIndex(([, each]) => whole >= each);
      if (first < 0) return inUnit(0, 'second');
      const parts: string[] = [];
      let rest = whole;
      for (const [unit, size] of units.slice(first, first + 2)) {
        const count = Math.floor(rest / size);
        rest -= count * size;
        if (count > 0) parts.push(inUnit(count, unit));
      }
      return parts.join(' ');
    },
    bytes(count: number): string {
      const names = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
      const step = count < 1 ? 0 : Math.min(Math.floor(Math.log10(count) / 3), names.length - 1);
      const value = count / 1000 ** step;
      return inUnit(Math.round(value * 10) / 10, names[step] ?? 'byte');
    },
    weekday: (day: number) =>
      // 1 January 2024 was a Monday.
      new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, 0, day)),
  };
}

/** Formatters are slow to make, and a long list has one in each of its cells. */
const made = new Map<string, Format>();

function formatOf(locale: string): Format {
  const format = made.get(locale) ?? formatIn(locale);
  made.set(locale, format);
  return format;
}

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => formatOf(localeFor(i18n.language)), [i18n.language]);
}
