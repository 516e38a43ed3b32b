import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextOfExport, nextOfSystem, nextTime } from './next-time.ts';

type Recurring = Parameters<typeof nextTime>[0];

const daily = (timeZone: string, ...times: string[]): Recurring => ({ recurrence: 'daily', times, timeZone });

function several(recurring: Recurring, after: string, count: number): string[] {
  const found: string[] = [];
  let last: Date | null = new Date(after);
  while (found.length < count) {
    last = nextTime(recurring, last);
    if (last === null) break;
    found.push(last.toISOString().replace(':00.000Z', 'Z'));
  }
  return found;
}

describe('the next time', () => {
  test.each<[string, Recurring, string, string[]]>([
    [
      'comes later today, and is never the moment itself',
      daily('UTC', '18:00', '06:00'),
      '2026-01-10T06:00:00Z',
      ['2026-01-10T18:00Z', '2026-01-11T06:00Z', '2026-01-11T18:00Z'],
    ],
    [
      'has its half hours',
      daily('Asia/Kolkata', '06:00'),
      '2026-01-10T00:29:59Z',
      ['2026-01-10T00:30Z', '2026-01-11T00:30Z'],
    ],
    [
      'stays at its wall time when Stockholm goes to summer time',
      daily('Europe/Stockholm', '06:00'),
      '2026-03-28T00:00:00Z',
      ['2026-03-28T05:00Z', '2026-03-29T04:00Z', '2026-03-30T04:00Z'],
    ],
    [
      'is the first moment after the gap when it lies in one, and that once',
      daily('Europe/Stockholm', '02:15', '02:45', '03:00'),
      '2026-03-29T00:00:00Z',
      ['2026-03-29T01:00Z', '2026-03-30T00:15Z', '2026-03-30T00:45Z', '2026-03-30T01:00Z'],
    ],
    [
      'comes once, the first time, when the hour comes twice',
      daily('Europe/Stockholm', '02:30'),
      '2026-10-24T12:00:00Z',
      ['2026-10-25T00:30Z', '2026-10-26T01:30Z'],
    ],
    [
      'holds for New York in spring',
      daily('America/New_York', '02:30'),
      '2026-03-07T12:00:00Z',
      ['2026-03-08T07:00Z', '2026-03-09T06:30Z'],
    ],
    [
      'holds for New York in autumn',
      daily('America/New_York', '01:30'),
      '2026-10-31T12:00:00Z',
      ['2026-11-01T05:30Z', '2026-11-02T06:30Z'],
    ],
    [
      'holds where summer time is half an hour, in spring',
      daily('Australia/Lord_Howe', '02:10'),
      '2026-10-03T00:00:00Z',
      ['2026-10-03T15:30Z', '2026-10-04T15:10Z'],
    ],
    [
      'holds where summer time is half an hour, in autumn',
      daily('Australia/Lord_Howe', '01:45'),
      '2026-04-04T00:00:00Z',
      ['2026-04-04T14:45Z', '2026-04-05T15:15Z'],
    ],
    [
      'is midnight of the next day where a whole day was left out',
      daily('Pacific/Apia', '12:00'),
      '2011-12-29T12:00:00Z',
      ['2011-12-29T22:00Z', '2011-12-30T10:00Z', '2011-12-30T22:00Z'],
    ],
    [
      'comes on the days of the week, Monday being 1',
      { ...daily('UTC', '06:00'), recurrence: 'weekly', days: [1, 7] },
      '2026-01-01T00:00:00Z',
      ['2026-01-04T06:00Z', '2026-01-05T06:00Z', '2026-01-11T06:00Z'],
    ],
    [
      'comes on Mondays when a week has no days',
      { ...daily('UTC', '06:00'), recurrence: 'weekly' },
      '2026-01-01T00:00:00Z',
      ['2026-01-05T06:00Z', '2026-01-12T06:00Z'],
    ],
    [
      'comes on the last day of a month that is too short, and that once',
      { ...daily('UTC', '06:00'), recurrence: 'monthly', days: [30, 31] },
      '2026-01-31T06:00:00Z',
      ['2026-02-28T06:00Z', '2026-03-30T06:00Z', '2026-03-31T06:00Z', '2026-04-30T06:00Z'],
    ],
    [
      'comes on the 1st when a month has no days',
      { ...daily('UTC', '06:00'), recurrence: 'monthly', days: [] },
      '2026-01-01T06:00:00Z',
      ['2026-02-01T06:00Z', '2026-03-01T06:00Z'],
    ],
  ])('%s', (_what, recurring, after, expected) => {
    expect(several(recurring, after, expected.length)).toEqual(expected);
  });

  test('does not come without a schedule', () => {
    const now = new Date('2026-01-01T00:00:00Z');
    expect(nextOfExport({ mode: 'refresh' }, now)).toBeNull();
    expect(nextOfExport({ mode: 'off' }, now)).toBeNull();
    const system = { recurrence: 'daily', times: ['06:00'], timeZone: 'UTC' } as const;
    expect(nextOfSystem({ ...system, times: ['06:00'], enabled: false }, now)).toBeNull();
    expect(nextOfSystem({ ...system, times: ['06:00'], enabled: true }, now)).toEqual(
      new Date('2026-01-01T06:00:00Z'),
    );
  });

  test('is what somebody finds who looks at the clock every minute', () => {
    const changes = [
      ['Europe/Stockholm', '2026-03-29T01:00Z'],
      ['Europe/Stockholm', '2026-10-25T01:00Z'],
      ['America/New_York', '2026-03-08T07:00Z'],
      ['America/New_York', '2026-11-01T06:00Z'],
      ['Australia/Lord_Howe', '2026-04-04T15:00Z'],
      ['Australia/Lord_Howe', '2026-10-03T15:30Z'],
      ['America/Havana', '2026-03-08T05:00Z'],
      ['America/Havana', '2026-11-01T05:00Z'],
      ['Asia/Kolkata', '2026-02-28T20:00Z'],
    ] as const;
    const time = fc
      .tuple(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 23 })), fc.nat(59))
      .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
    const recurring = fc.record({
      recurrence: fc.constantFrom('daily', 'weekly', 'monthly'),
      times: fc.array(time, { minLength: 1, maxLength: 4 }),
      days: fc.array(fc.integer({ min: 1, max: 31 }), { maxLength: 12 }),
    });
    fc.assert(
      fc.property(recurring, fc.constantFrom(...changes), fc.nat(2 * 1440), (plan, [timeZone, at], ahead) => {
        const from = Date.parse(at) - ahead * 60_000;
        const days = plan.recurrence === 'weekly' ? plan.days.map((one) => (one % 7) + 1) : plan.days;
        const wish = { ...plan, days, timeZone };
        const end = from + 3 * 86_400_000;
        const found: number[] = [];
        let next = nextTime(wish, new Date(from));
        for (; next !== null && next.getTime() <= end; next = nextTime(wish, next))
          found.push(next.getTime());
        expect(next).not.toBeNull();
        expect(found).toEqual(scanned(wish, from, 3 * 1440));
      }),
      { numRuns: 60 },
    );
  });
});

/** Every minute at which the local clock reaches or passes a wall time that is due, for the first time. */
function scanned(
  { recurrence, times, days = [], timeZone }: Recurring,
  from: number,
  minutes: number,
): number[] {
  const wall = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const wanted = days.length === 0 ? [1] : days;
  const due = new Set<string>();
  for (let date = from - 3 * 86_400_000; date < from + (minutes + 3 * 1440) * 60_000; date += 86_400_000) {
    const text = new Date(date).toISOString().slice(0, 10);
    const inMonth = Number(text.slice(8));
    const isLast = new Date(date + 86_400_000).getUTCDate() === 1;
    const inWeek = ((new Date(date).getUTCDay() + 6) % 7) + 1;
    const monthly = wanted.includes(inMonth) || (isLast && wanted.some((one) => one > inMonth));
    const isDue = { daily: true, weekly: wanted.includes(inWeek), monthly }[recurrence];
    if (isDue) for (const time of times) due.add(`${text} ${time}`);
  }
  const waiting = [...due].sort();
  const found: number[] = [];
  const start = Math.floor(from / 60_000) - 2 * 1440;
  for (let at = start; at <= from / 60_000 + minutes; at++) {
    const shown = wall.format(at * 60_000);
    let isReached = false;
    for (; waiting[0] !== undefined && waiting[0] <= shown; waiting.shift()) isReached = true;
    if (isReached && at > start && at * 60_000 > from) found.push(at * 60_000);
  }
  return found;
}
