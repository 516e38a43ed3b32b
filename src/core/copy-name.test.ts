import { expect, test } from 'vitest';
import { copyName } from './copy-name.ts';

test('a copy gets the first name that is free', () => {
  expect(copyName('VIP', new Set(['vip']))).toBe('VIP (copy)');
  expect(copyName('VIP', new Set(['vip', 'vip (copy)', 'vip (copy 2)']))).toBe('VIP (copy 3)');
});

test('a long name is cut, between characters', () => {
  const copy = copyName(`a${'🛒'.repeat(99)}b`, new Set());
  expect(copy.length).toBeLessThanOrEqual(200);
  expect(copy).toMatch(/^a(🛒){96} \(copy\)$/u);
});
