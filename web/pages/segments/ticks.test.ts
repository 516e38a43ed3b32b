import { expect, it } from 'vitest';
import { niceTicks, timeTicks } from './ticks.ts';

it.each([
  [0, 0, [0, 1]],
  [3, 3, [3, 4]],
  [0, 4, [0, 1, 2, 3, 4]],
  [12, 95, [0, 50, 100]],
  [980, 1010, [980, 990, 1000, 1010]],
  [1, 1_000_000, [0, 500_000, 1_000_000]],
])('encloses %d and %d with round numbers', (low, high, expected) => {
  expect(niceTicks(low, high)).toEqual(expected);
});

it('divides time evenly', () => {
  expect(timeTicks(0, 300)).toEqual([0, 100, 200, 300]);
  expect(timeTicks(5, 5)).toEqual([5]);
});
