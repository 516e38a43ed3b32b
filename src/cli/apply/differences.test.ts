import { describe, expect, it } from 'vitest';
import { differences, differenceText } from './differences.ts';

const lines = (before: unknown, after: unknown) => differences(before, after).map(differenceText);

describe('differences between server and file', () => {
  it('leaves alone what the file does not mention', () => {
    expect(lines({ id: 1, name: 'A', schedule: { mode: 'off' } }, { name: 'A' })).toEqual([]);
    expect(
      lines({ limits: { rateShare: 0.97, maxProfilesPerExport: 5 } }, { limits: { rateShare: 0.97 } }),
    ).toEqual([]);
  });

  it('names a value that was changed, added or taken out of a mapping', () => {
    expect(
      lines({ mapping: { email: 'E', city: 'City' } }, { mapping: { email: 'E', city: 'Town' } }),
    ).toEqual(['mapping.city: City → Town']);
    expect(lines({ mapping: { email: 'E', city: 'City' } }, { mapping: { email: 'E' } })).toEqual([
      'mapping.city: City → (none)',
    ]);
  });

  it('does not mind the order of keys, and minds the order of tables', () => {
    expect(lines({ mapping: { a: 1, b: 2 } }, { mapping: { b: 2, a: 1 } })).toEqual([]);
    const [one, two] = [{ name: 'one' }, { name: 'two' }];
    expect(lines({ tables: [one, two] }, { tables: [two, one] })).toEqual([
      'tables: ["one","two"] → ["two","one"]',
    ]);
  });

  it('finds the table and the rule that differ', () => {
    const before = { tables: [{ name: 'C', path: 'a.csv' }], rules: [{ where: { all: [{ value: 3 }] } }] };
    const after = { tables: [{ name: 'C', path: 'b.csv' }], rules: [{ where: { all: [{ value: 4 }] } }] };
    expect(lines(before, after)).toEqual([
      'tables[C].path: a.csv → b.csv',
      'rules[0].where.all[0].value: 3 → 4',
    ]);
  });
});
