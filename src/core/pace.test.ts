import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClockState, longestPause, paceFor, refused, reserve } from './pace.ts';

const fresh: ClockState = { nextAt: 0, slowness: 1, refusedAt: undefined };

/** The largest number of times within any 60 seconds, as a sliding window would count them. */
function largestWindow(times: number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  let from = 0;
  let largest = 0;
  sorted.forEach((time, i) => {
    while ((sorted[from] ?? 0) <= time - 60_000) from++;
    largest = Math.max(largest, i - from + 1);
  });
  return largest;
}

describe('pace', () => {
  it('never exceeds the limit in any window, however late and uneven the senders are', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 10, max: 2000 }),
        fc.double({ min: 0.2, max: 1, noNaN: true }),
        fc.array(
          fc.record({
            wait: fc.integer({ min: 0, max: 3000 }),
            late: fc.integer({ min: 0, max: 500 }),
            count: fc.integer({ min: 1, max: 8 }),
          }),
          { minLength: 50, maxLength: 400 },
        ),
        (limit, share, steps) => {
          const pace = paceFor(limit, share);
          let now = 1_000_000;
          let state = fresh;
          const arrivals: number[] = [];
          for (const step of steps) {
            now += step.wait;
            const taken = reserve(state, pace, now, step.count);
            state = taken.state;
            for (const slot of taken.slots) {
              now = Math.max(slot, now);
              arrivals.push(now + step.late);
            }
          }
          expect(largestWindow(arrivals)).toBeLessThanOrEqual(limit);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('uses at least 96 % of the default limit when nobody is late', () => {
    const { slots } = reserve(fresh, paceFor(400, 0.97), 1_000_000, 4000);
    const minutes = ((slots.at(-1) ?? 0) - (slots[0] ?? 0)) / 60_000;
    expect(slots.length / minutes / 400).toBeGreaterThan(0.96);
  });

  it('waits as long as a refusal says', () => {
    const state = refused(fresh, 50_000, 7_000);
    expect(reserve(state, paceFor(400, 0.97), 50_000, 1).slots[0]).toBe(57_000);
  });

  it('slows down only when refusals keep coming, and recovers', () => {
    const pace = paceFor(400, 1);
    const gap = (state: ClockState, now: number) => {
      const [a = 0, b = 0] = reserve({ ...state, nextAt: now }, pace, now, 2).slots;
      return b - a;
    };
    const once = refused(fresh, 100_000, 1_000);
    expect(gap(once, 102_000)).toBeCloseTo(pace.interval);
    const twice = refused(once, 130_000, 1_000);
    expect(gap(twice, 131_000)).toBeCloseTo(pace.interval * 1.25);
    expect(gap(twice, 130_000 + 20 * 60_000)).toBeCloseTo(pace.interval, 1);
  });

  it('counts refusals of requests that were under way together as one', () => {
    const once = refused(fresh, 100_000, 1_000);
    const together = refused(once, 100_500, 1_000);
    expect(together.slowness).toBe(1);
    expect(together.nextAt).toBe(101_500);
  });

  it('is not stopped by a wall clock that was set back', () => {
    const state = { ...fresh, nextAt: 10 * 3_600_000 };
    const [slot = 0] = reserve(state, paceFor(400, 1), 1_000_000, 1).slots;
    expect(slot).toBe(1_000_000 + 60_000);
    expect(slot - 1_000_000).toBeLessThan(longestPause);
  });

  it('does not burst after a wall clock jumped ahead', () => {
    const pace = paceFor(400, 0.97);
    const { slots } = reserve({ ...fresh, nextAt: 1_000_000 }, pace, 1_000_000 + 3_600_000, 100);
    expect(largestWindow(slots.map((slot) => Math.max(slot, 4_600_000)))).toBeLessThanOrEqual(400);
    expect(slots.filter((slot) => slot <= 4_600_000).length).toBeLessThan(6);
  });
});
