import { expect, test } from 'vitest';
import { nearNames, suggestion } from './near-names.ts';

const names = ['CustomerKey', 'FirstName', 'Email', 'Income', 'City', 'Ålder'];

test.each([
  ['customer_key', ['CustomerKey']],
  ['Frist Name', ['FirstName']],
  ['Emial', ['Email']],
  ['alder', ['Ålder']],
  ['Colour', []],
  ['X', []],
])('%s', (wrong, near) => {
  expect(nearNames(wrong, names)).toEqual(near);
});

test('a suggestion is a sentence', () => {
  expect(suggestion('E-mail', names)).toBe(' Did you mean "Email"?');
  expect(suggestion('zzz', names)).toBe('');
});
