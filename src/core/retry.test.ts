import { describe, expect, it } from 'vitest';
import { pauseAfter, reactions } from './retry.ts';

describe('retry', () => {
  const again = reactions.passing;
  if (again.do !== 'again') throw new Error('a passing failure is tried again');

  it('pauses longer each time, up to a bound', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => pauseAfter(again, attempt, 0.5));
    expect(pauses).toEqual([1000, 2000, 4000, 8000, 16000, 32000, 60000, 60000]);
  });

  it('spreads the pauses of several senders', () => {
    expect(pauseAfter(again, 1, 0)).toBe(500);
    expect(pauseAfter(again, 1, 1)).toBe(1500);
  });

  it('stops at once when only a person can help', () => {
    for (const failure of ['keyWrong', 'keyScope', 'versionRetired'] as const) {
      expect(reactions[failure].do).toBe('stop');
    }
  });
});
