import { describe, expect, it } from 'vitest';
import { statuses } from '../contract/runs.ts';
import { activeStatuses, isActive, mayDo, mayMove, nextStatuses } from './transitions.ts';

describe('transitions', () => {
  it('knows every status, and which of them are not ends', () => {
    expect(Object.keys(nextStatuses).sort()).toEqual([...statuses].sort());
    expect(statuses.filter(isActive).sort()).toEqual([...activeStatuses].sort());
  });

  it('never leaves an end', () => {
    for (const end of ['successful', 'failed', 'failedPermanently', 'canceled', 'skipped'] as const) {
      for (const to of statuses) expect(mayMove(end, to)).toBe(false);
      expect(mayDo('cancel', end)).toBe(false);
    }
  });
});
