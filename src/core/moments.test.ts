import { expect, test } from 'vitest';
import { parseMoment, spanStart } from './moments.ts';

test.each([
  ['2017-01-02', '2017-01-02T00:00:00.000Z', true],
  ['2017-01-02T10:30', '2017-01-02T10:30:00.000Z', false],
  ['2017-01-02 10:30:05.25Z', '2017-01-02T10:30:05.250Z', false],
  ['2017-01-02T10:30:00+02:00', '2017-01-02T08:30:00.000Z', false],
  ['2017-01-02T23:30:00-0130', '2017-01-03T01:00:00.000Z', false],
])('%s', (text, from, isDay) => {
  const range = parseMoment(text);
  expect(range && new Date(range.from).toISOString()).toBe(from);
  expect(range && range.until - range.from).toBe(isDay ? 86_400_000 : 0);
});

test.each(['2017-02-30', '2017-13-01', '1/2/2017', '2017-01-02T25:00', '2017', '', 'today'])(
  '%j is none',
  (text) => {
    expect(parseMoment(text)).toBeNull();
  },
);

test.each([
  ['2024-03-31T12:00:00Z', 1, 'months', '2024-02-29T12:00:00.000Z'],
  ['2023-03-31T12:00:00Z', 1, 'months', '2023-02-28T12:00:00.000Z'],
  ['2024-02-29T00:00:00Z', 1, 'years', '2023-02-28T00:00:00.000Z'],
  ['2024-01-15T00:00:00Z', 14, 'months', '2022-11-15T00:00:00.000Z'],
  ['2024-03-10T12:00:00Z', 2, 'weeks', '2024-02-25T12:00:00.000Z'],
  ['2024-03-10T12:00:00Z', 10, 'days', '2024-02-29T12:00:00.000Z'],
] as const)('from %s, %i %s back', (now, n, unit, start) => {
  expect(spanStart(new Date(now), { n, unit }).toISOString()).toBe(start);
});
