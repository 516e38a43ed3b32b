import { describe, expect, it } from 'vitest';
import { createRate } from './rate.ts';
import { bar, columns, counted, duration } from './words.ts';

describe('words in a terminal', () => {
  it('says how long in the two units that matter', () => {
    expect([0.4, 45, 60, 200, 3600, 7500, 400_000].map(duration)).toEqual([
      '0 s',
      '45 s',
      '1 min',
      '3 min 20 s',
      '1 h',
      '2 h 5 min',
      '111 h 6 min',
    ]);
  });

  it('fills a bar, never beyond its ends', () => {
    expect(bar(0, 10, 4)).toBe('░░░░');
    expect(bar(5, 10, 4)).toBe('██░░');
    expect(bar(20, 10, 4)).toBe('████');
    expect(bar(1, 0, 4)).toBe('░░░░');
  });

  it('counts one and many', () => {
    expect([counted(1, 'contact'), counted(1234, 'contact')]).toEqual(['1 contact', '1,234 contacts']);
  });

  it('aligns columns, but for the last', () => {
    expect(
      columns([
        ['a', 'bb', 'c'],
        ['aaa', 'b', 'cc'],
      ]),
    ).toEqual(['a    bb  c', 'aaa  b   cc']);
  });
});

describe('the rate of a run', () => {
  it('is told from the last seconds, and begins anew with a new phase', () => {
    const rate = createRate();
    expect(rate.seen(0, 0)).toBeNull();
    expect(rate.seen(1000, 2000)).toBe(30_000);
    expect(rate.seen(2000, 4000)).toBe(30_000);
    expect(rate.seen(10, 5000)).toBeNull();
  });
});
