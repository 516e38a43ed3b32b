import { describe, expect, it } from 'vitest';
import { type Amounts, type History, type PastRun, unusual } from './unusual.ts';

const plan = (counts: Partial<Amounts['counts']>, rest: Partial<Amounts> = {}): Amounts => ({
  mode: 'incremental',
  known: 1000,
  rejections: 0,
  counts: { members: 1000, contacts: 1000, upserts: 0, untags: 0, ...counts },
  ...rest,
});
const past = (counts: Partial<PastRun['counts']> = {}, rejections: number | null = null): PastRun => ({
  mode: 'incremental',
  rejections,
  counts: {
    ...{ members: 1000, contacts: 1000, upserts: 10, unchanged: 990, invalid: 0, rejected: 0 },
    ...counts,
  },
});
const history = (runs: PastRun[] = [past(), past(), past()], changedSince = false): History => ({
  runs,
  changedSince,
});
const guardsOf = (amounts: Amounts, of: History = history(), guards = {}) =>
  unusual(guards, amounts, of).map(({ guard }) => guard);

describe('a plan is unusual', () => {
  it('when more than a fifth of the ledger loses a tag', () => {
    expect(guardsOf(plan({ untags: 200 }))).toEqual([]);
    expect(unusual({}, plan({ untags: 201 }), history())).toEqual([
      { guard: 'untagsOver', found: 0.201, limit: 0.2 },
    ]);
  });

  it('when contacts are down by more than 30 % since the last run that went well', () => {
    expect(guardsOf(plan({ contacts: 700 }))).toEqual([]);
    expect(guardsOf(plan({ contacts: 699 }))).toEqual(['contactsDownBy']);
    expect(guardsOf(plan({ contacts: 699 }), history([past({ contacts: 900 }), past()]))).toEqual([]);
  });

  it('when more than a tenth of the members is turned down, and more than in recent runs', () => {
    expect(guardsOf(plan({}, { rejections: 100 }))).toEqual([]);
    expect(guardsOf(plan({}, { rejections: 101 }))).toEqual(['rejectionsOver']);
    expect(guardsOf(plan({}, { rejections: 310 }), history([past({ invalid: 300 })]))).toEqual([]);
    expect(guardsOf(plan({}, { rejections: 400 }), history([past({ invalid: 300 })]))).toEqual([
      'rejectionsOver',
    ]);
    expect(guardsOf(plan({}, { rejections: 400 }), history([])), 'nothing to compare with').toEqual([]);
    // Refused long ago, and turned down quietly in every plan since.
    const quiet = Array.from({ length: 10 }, () => past({}, 120));
    expect(guardsOf(plan({}, { rejections: 120 }), history(quiet))).toEqual([]);
    expect(guardsOf(plan({}, { rejections: 160 }), history(quiet))).toEqual(['rejectionsOver']);
  });

  it('when it sends many times what recent runs sent, and nobody changed the export', () => {
    expect(guardsOf(plan({ upserts: 200 }))).toEqual([]);
    expect(guardsOf(plan({ upserts: 201 }))).toEqual(['upsertsTimes']);
    expect(guardsOf(plan({ upserts: 1000 }), history(undefined, true))).toEqual([]);
    expect(guardsOf(plan({ upserts: 1000 }, { mode: 'full' }))).toEqual([]);
    const sentAll = past({ upserts: 1000, unchanged: 0 });
    expect(guardsOf(plan({ upserts: 1000 }), history([past(), past(), sentAll]))).toEqual([]);
  });

  it('never for a handful of contacts', () => {
    const few = plan({ members: 6, contacts: 2, untags: 4 }, { known: 6, rejections: 4 });
    expect(guardsOf(few, history([past({ contacts: 6 })]))).toEqual([]);
  });

  it('by the limits of its export, and never where a limit is off', () => {
    const much = plan({ untags: 900, contacts: 100 }, { rejections: 500 });
    expect(guardsOf(much)).toEqual(['untagsOver', 'contactsDownBy', 'rejectionsOver']);
    const off = { untagsOver: null, contactsDownBy: null, rejectionsOver: null };
    expect(guardsOf(much, history(), off)).toEqual([]);
    expect(guardsOf(plan({ untags: 60 }), history(), { untagsOver: 0.05 })).toEqual(['untagsOver']);
  });

  it('not when it takes back what somebody wants back', () => {
    expect(guardsOf(plan({ untags: 1000, contacts: 0 }, { mode: 'takeBack' }))).toEqual([]);
  });
});
