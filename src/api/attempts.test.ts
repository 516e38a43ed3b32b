import { describe, expect, it } from 'vitest';
import type { SegueError } from '../errors.ts';
import { createAttempts } from './attempts.ts';

function withClock() {
  const clock = { now: 0, monotonic: () => clock.now };
  const attempts = createAttempts(clock);
  /** Seconds to wait, 0 when the attempt was let through. */
  const attempt = (account: string, address = '10.0.0.1'): number => {
    let wait = 0;
    try {
      attempts.take({ account, address }, (seconds) => {
        wait = seconds;
      });
    } catch (thrown) {
      expect((thrown as SegueError).code).toBe('tooManyAttempts');
      expect(wait).toBeGreaterThan(0);
    }
    return wait;
  };
  return { clock, attempts, attempt };
}

describe('attempts', () => {
  it('lets five wrong ones through and then doubles the pause up to a minute', () => {
    const { clock, attempt } = withClock();
    for (let n = 0; n < 5; n += 1) expect(attempt('Ann@x.com')).toBe(0);
    const pauses: number[] = [];
    for (let n = 0; n < 8; n += 1) {
      const wait = attempt('ann@x.com');
      pauses.push(wait);
      clock.now += wait * 1000;
      expect(attempt('ann@x.com')).toBe(0);
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
  });

  it('keeps accounts apart, and starts anew after a success or a quarter of an hour', () => {
    const { clock, attempts, attempt } = withClock();
    for (let n = 0; n < 5; n += 1) attempt('ann@x.com');
    expect(attempt('ann@x.com')).toBe(1);
    expect(attempt('bo@x.com')).toBe(0);
    attempts.succeed({ account: 'ann@x.com', address: '10.0.0.1' });
    expect(attempt('ann@x.com')).toBe(0);
    for (let n = 0; n < 4; n += 1) attempt('ann@x.com');
    expect(attempt('ann@x.com')).toBe(1);
    clock.now += 15 * 60_000;
    expect(attempt('ann@x.com')).toBe(0);
  });

  it('slows down an address that tries many accounts', () => {
    const { attempt } = withClock();
    for (let n = 0; n < 20; n += 1) expect(attempt(`user${n}@x.com`)).toBe(0);
    expect(attempt('another@x.com')).toBe(1);
    expect(attempt('another@x.com', '10.0.0.2')).toBe(0);
  });
});
