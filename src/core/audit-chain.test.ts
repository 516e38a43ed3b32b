import { expect, test } from 'vitest';
import type { AuditEntry } from '../contract/audit.ts';
import { beginning, canonical, changedFields, follow, hashAfter, masked } from './audit-chain.ts';

function chain(length: number): AuditEntry[] {
  const entries: AuditEntry[] = [];
  for (let number = 1; number <= length; number += 1) {
    const entry = {
      number,
      at: '2026-01-02T03:04:05.678Z',
      actor: { kind: 'system' as const, id: null, name: null },
      action: 'runs.end',
      target: { kind: 'run', id: `run ${number}`, name: null },
      before: null,
      after: { b: 1, a: [true, null] },
      address: null,
    };
    entries.push({ ...entry, hash: hashAfter(entries.at(-1)?.hash ?? '', entry) });
  }
  return entries;
}

test('the order of keys does not matter, that of lists does', () => {
  expect(canonical({ b: 1, a: { d: null, c: 'x' } })).toBe('{"a":{"c":"x","d":null},"b":1}');
  expect(canonical({ a: 1, b: undefined })).toBe('{"a":1}');
  expect(canonical([1, 2])).not.toBe(canonical([2, 1]));
});

test('an untouched chain holds, in one piece or two', () => {
  const entries = chain(5);
  const first = follow(beginning, entries.slice(0, 2));
  expect(first).toEqual({ to: { number: 2, hash: entries[1]?.hash }, brokenAt: null });
  expect(follow(first.to, entries.slice(2)).brokenAt).toBeNull();
});

test.each([
  [
    'changed',
    (entries: AuditEntry[]) => entries.with(2, { ...(entries[2] as AuditEntry), action: 'other' }),
    3,
  ],
  ['missing', (entries: AuditEntry[]) => entries.toSpliced(1, 1), 2],
  ['twice', (entries: AuditEntry[]) => entries.toSpliced(3, 0, entries[2] as AuditEntry), 4],
])('one that is %s shows', (_what, touch, brokenAt) => {
  expect(follow(beginning, touch(chain(5))).brokenAt).toBe(brokenAt);
});

test('only what differs is kept', () => {
  expect(changedFields({ name: 'a', same: [1] }, { name: 'b', same: [1] })).toEqual({
    before: { name: 'a' },
    after: { name: 'b' },
  });
  expect(changedFields(null, { name: 'b' })).toEqual({ before: null, after: { name: 'b' } });
  expect(changedFields({ name: 'b' }, { name: 'b' })).toEqual({ before: null, after: null });
});

test('addresses stay out', () => {
  expect(masked({ name: 'for ann@example.com only', list: ['x@y.z'], count: 3 })).toEqual({
    name: 'for (address) only',
    list: ['(address)'],
    count: 3,
  });
});
