import { expect, it } from 'vitest';
import { copyNames } from './copy-name.ts';

it('names a copy after what it is of, never longer than a name may be', () => {
  expect(copyNames('Weekly').slice(0, 3)).toEqual(['Weekly (copy)', 'Weekly (copy 2)', 'Weekly (copy 3)']);
  const long = copyNames('W'.repeat(200));
  expect(long.every((name) => name.length <= 200)).toBe(true);
  expect(new Set(long).size).toBe(long.length);
});
