import { expect, test } from 'vitest';
import { paceOf, type Sample, withSample } from './use-pace.ts';

/** One look each second. */
const watched = (done: number[]) =>
  done.reduce<Sample[]>((samples, each, i) => withSample(samples, { at: i * 1000, done: each }), []);

test('the pace is what was done in the time that was watched', () => {
  expect(paceOf(watched([500]))).toBeNull();
  expect(paceOf(watched([500, 600, 700, 800]))).toBe(6000);
});

test('the pace falls to nothing while a run stands still', () => {
  expect(paceOf(watched([0, 1000, ...Array(40).fill(1000)]))).toBe(0);
});
