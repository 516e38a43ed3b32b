// Birthdates in the usual spellings. Whether 04-08-1966 is April or August cannot be seen from one value: the whole
// column decides, by those of its values that can only be read one way.

export type DateOrder = 'dayFirst' | 'monthFirst' | 'unknown';
/** How days and months stand in a column, by the sign between them. */
export type DateOrders = (separator: string) => DateOrder;

const months = [
  ['jan', 'january', 'januari'],
  ['feb', 'february', 'februari'],
  ['mar', 'march', 'mars'],
  ['apr', 'april'],
  ['may', 'maj'],
  ['jun', 'june', 'juni'],
  ['jul', 'july', 'juli'],
  ['aug', 'august', 'augusti'],
  ['sep', 'sept', 'september'],
  ['oct', 'october', 'okt', 'oktober'],
  ['nov', 'november'],
  ['dec', 'december'],
];
const monthNumbers = new Map(
  months.flatMap((names, index) => names.map((name) => [name, index + 1] as const)),
);

const time = /[T ]+\d{1,2}[:.]\d{2}([:.]\d{2}([.,]\d+)?)?( ?[ap]m)?( ?(z|utc|[+-]\d{2}(:?\d{2})?))?$/i;
const yearFirst = /^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})$/;
const digitsOnly = /^(\d{4})(\d{2})(\d{2})$/;
const yearLast = /^(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})$/;
const dayMonthName = /^(\d{1,2})(?:st|nd|rd|th|:e)?[-. ]*(\p{L}{3,9})[-., ]*(\d{4})$/u;
const monthNameDay = /^(\p{L}{3,9})[-. ]*(\d{1,2})(?:st|nd|rd|th)?[-., ]+(\d{4})$/u;

/** Below this share of agreement the column mixes both orders, and a value that fits both says nothing. */
const agreement = 0.99;

const bare = (text: string) => text.trim().replace(time, '').toLowerCase();

/** Show `see` every distinct value of a column, then ask for its orders. */
export function dateOrderSeeker(): { see(text: string): void; orders(): DateOrders } {
  const seen = new Map<string, { dayFirst: number; monthFirst: number }>();
  return {
    see(text) {
      const [, first, separator, second] = yearLast.exec(bare(text)) ?? [];
      if (separator === undefined) return;
      const evidence = seen.get(separator) ?? { dayFirst: 0, monthFirst: 0 };
      if (Number(first) > 12 && Number(second) <= 12) evidence.dayFirst += 1;
      if (Number(second) > 12 && Number(first) <= 12) evidence.monthFirst += 1;
      seen.set(separator, evidence);
    },
    orders() {
      const all = { dayFirst: 0, monthFirst: 0 };
      for (const { dayFirst, monthFirst } of seen.values()) {
        all.dayFirst += dayFirst;
        all.monthFirst += monthFirst;
      }
      return (separator) => {
        const own = decide(seen.get(separator));
        if (own !== undefined) return own;
        // Dots are written in countries that put the day first; otherwise a column is likely of one origin, as
        // where a spreadsheet turned those of its dates that it could read from 4/8/1966 into 04-08-1966.
        return separator === '.' ? 'dayFirst' : (decide(all) ?? 'unknown');
      };
    },
  };
}

function decide(evidence: { dayFirst: number; monthFirst: number } | undefined): DateOrder | undefined {
  const { dayFirst, monthFirst } = evidence ?? { dayFirst: 0, monthFirst: 0 };
  const total = dayFirst + monthFirst;
  if (total === 0) return undefined;
  if (dayFirst / total >= agreement) return 'dayFirst';
  return monthFirst / total >= agreement ? 'monthFirst' : 'unknown';
}

/**
 * @param today ISO date; a birthdate after it is impossible, and so is one before 1900
 * @returns the ISO date, or null for an impossible, doubtful or unreadable one
 */
export function birthdate(text: string, orders: DateOrders, today: string): string | null {
  const parts = read(bare(text), orders);
  if (parts === null) return null;
  const [year, month, day] = parts;
  if (year < 1900 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return null;
  const iso = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return iso <= today ? iso : null;
}

function read(text: string, orders: DateOrders): [year: number, month: number, day: number] | null {
  const whole = yearFirst.exec(text) ?? digitsOnly.exec(text);
  if (whole !== null) return [Number(whole[1]), Number(whole[2]), Number(whole[3])];
  const numbers = yearLast.exec(text);
  if (numbers !== null)
    return inOrder(Number(numbers[1]), Number(numbers[3]), Number(numbers[4]), orders(numbers[2] ?? ''));
  const named = dayMonthName.exec(text);
  if (named !== null) return withName(named[3], named[2], named[1]);
  const american = monthNameDay.exec(text);
  return american === null ? null : withName(american[3], american[1], american[2]);
}

function inOrder(
  first: number,
  second: number,
  year: number,
  order: DateOrder,
): [number, number, number] | null {
  if (first === second || first > 12) return [year, second, first];
  if (second > 12 || order === 'monthFirst') return [year, first, second];
  return order === 'dayFirst' ? [year, second, first] : null;
}

function withName(
  year: string | undefined,
  name: string | undefined,
  day: string | undefined,
): [number, number, number] | null {
  const month = monthNumbers.get(name ?? '');
  return month === undefined ? null : [Number(year), month, Number(day)];
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
