import { describe, expect, it } from 'vitest';
import { type AnsweredItem, allAccepted, reconcile } from './reconcile.ts';

const sent = ['a@x.se', 'b@x.se', 'c@x.se'].map((email, i) => ({ row: 10 + i, email }));
const item = (
  email: string | undefined,
  responseCode: number | undefined,
  response?: unknown,
): AnsweredItem => ({
  responseCode,
  request: email === undefined ? undefined : { identifiers: [{ type: 'email', id: email }] },
  response,
});

describe('reconcile', () => {
  it('accepts everybody when the numbers say so, under both readings of finishedCount', () => {
    expect(allAccepted(3, { totalCount: 3, finishedCount: 3, errorsCount: 0 })).toBe(true);
    expect(allAccepted(3, { totalCount: 3, finishedCount: 2, errorsCount: 0 })).toBe(false);
    for (const finishedCount of [3, 2]) {
      const batch = {
        totalCount: 3,
        finishedCount,
        errorsCount: 1,
        errors: [item('b@x.se', 400, { detail: 'no' })],
        items: undefined,
      };
      expect(reconcile(sent, batch)).toEqual({
        accepted: [10, 12],
        rejected: [{ row: 11, detail: 'no' }],
        unknown: [],
        needsItems: false,
      });
    }
  });

  it('asks for the items when an error cannot be told whose it is', () => {
    const batch = {
      totalCount: 3,
      finishedCount: 3,
      errorsCount: 1,
      errors: [item(undefined, 400)],
      items: undefined,
    };
    expect(reconcile(sent, batch)).toMatchObject({ accepted: [], needsItems: true });
  });

  it('asks for the items when errors are missing from the answer', () => {
    const batch = {
      totalCount: 3,
      finishedCount: 3,
      errorsCount: 2,
      errors: [item('a@x.se', 400)],
      items: undefined,
    };
    expect(reconcile(sent, batch).needsItems).toBe(true);
  });

  it('calls a contact without a verdict unknown', () => {
    const items = [item('a@x.se', 201), item('c@x.se', 200)];
    expect(reconcile(sent, { errors: [], items })).toEqual({
      accepted: [10, 12],
      rejected: [],
      unknown: [11],
      needsItems: false,
    });
  });

  it('matches by position only when every item is there', () => {
    const items = [
      item(undefined, 201),
      item(undefined, 422, { title: 'bad', errors: [{ field: 'f', message: 'm' }] }),
      item(undefined, undefined),
    ];
    expect(reconcile(sent, { errors: [], items })).toMatchObject({
      accepted: [10],
      rejected: [{ row: 11, detail: 'bad; f: m' }],
      unknown: [12],
    });
    expect(reconcile(sent, { errors: [], items: items.slice(1) }).unknown).toEqual([10, 11, 12]);
  });

  it('does not take a fault of the moment for a fault of the contact', () => {
    const items = [item('a@x.se', 503), item('b@x.se', 429), item('c@x.se', 400)];
    expect(reconcile(sent, { errors: [], items })).toMatchObject({
      unknown: [10, 11],
      rejected: [{ row: 12 }],
    });
  });
});
