import { expect, test } from 'vitest';
import { fateOfUntag, fateOfUpsert, type UpsertRow } from './contact-fate.ts';

const row: UpsertRow = {
  leaving: false,
  rejected: false,
  batch: { state: 'finished', attempts: 0 },
  tagged: null,
};

test.each<[Partial<UpsertRow>, string]>([
  [{}, 'accepted'],
  [{ tagged: true }, 'accepted'],
  [{ tagged: false }, 'unknown'],
  [{ leaving: true }, 'untagged'],
  [{ rejected: true }, 'rejected'],
  [{ rejected: true, leaving: true }, 'rejected'],
  [{ batch: { state: 'sent', attempts: 0 } }, 'unknown'],
  [{ batch: { state: 'planned', attempts: 0 } }, 'notSent'],
  [{ batch: { state: 'planned', attempts: 1 } }, 'unknown'],
  [{ batch: null }, 'notSent'],
])('an upsert with %j is %s', (facts, fate) => expect(fateOfUpsert({ ...row, ...facts })).toBe(fate));

test('tags are gone when the call that takes them is done, or when there was nothing to take', () => {
  expect([
    fateOfUntag(1, null),
    fateOfUntag(1, 'planned'),
    fateOfUntag(1, 'sent'),
    fateOfUntag(1, 'done'),
  ]).toEqual([...['notSent', 'notSent', 'unknown', 'untagged']]);
  expect(fateOfUntag(0, null)).toBe('untagged');
});
