import { expect, test } from 'vitest';
import { mostAttempts, pauseBeforeNext } from './delivery.ts';

test('there are six tries, spread over about a day', () => {
  const pauses = Array.from({ length: mostAttempts }, (_, i) => pauseBeforeNext('passing', i + 1, 0.5));
  expect(pauses.at(-1)).toBeNull();
  const hours = pauses.reduce<number>((sum, pause) => sum + (pause ?? 0), 0) / 3_600_000;
  expect(mostAttempts).toBe(6);
  expect(hours).toBeGreaterThan(20);
  expect(hours).toBeLessThan(26);
});

test('the pauses jitter by a fifth, and what was refused has none', () => {
  expect([0, 1].map((random) => Math.round(pauseBeforeNext('passing', 1, random) ?? 0))).toEqual([
    48_000, 72_000,
  ]);
  expect(pauseBeforeNext('refused', 1, 0.5)).toBeNull();
});
