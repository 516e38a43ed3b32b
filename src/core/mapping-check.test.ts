import { describe, expect, it } from 'vitest';
import type { Column } from '../contract/columns.ts';
import { checkMapping } from './mapping-check.ts';

const columns: Column[] = [
  { name: 'Email', type: 'text' },
  { name: 'Income', type: 'number' },
];

describe('checkMapping', () => {
  it('has nothing to say about columns that are there', () => {
    expect(checkMapping({ email: 'Email', customProperties: { income: 'Income' } }, columns)).toEqual([]);
  });

  it('names each field whose column is not there', () => {
    const mapping = { email: 'email', city: 'Town', customProperties: { income: 'Salary' } };
    expect(checkMapping(mapping, columns)).toEqual([
      { field: 'mapping.email', message: 'The profile table has no column "email".' },
      { field: 'mapping.city', message: 'The profile table has no column "Town".' },
      { field: 'mapping.customProperties.income', message: 'The profile table has no column "Salary".' },
    ]);
  });
});
