import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { Rule } from '../contract/rules.ts';
import { Table } from '../contract/sources.ts';
import { fieldErrorsOf, type Issue } from './field-errors.ts';

function placesOf(schema: z.ZodType, value: unknown): string[] {
  const issues = schema.safeParse(value).error?.issues ?? [];
  return fieldErrorsOf(issues as unknown as Issue[]).map(({ field }) => field);
}

describe('field errors', () => {
  it('name the strangers one by one', () => {
    expect(placesOf(z.strictObject({ a: z.string() }), { a: 1, b: 2, c: 3 })).toEqual(['a', 'b', 'c']);
  });

  it('lead into the form that was meant', () => {
    const condition = { table: 'Sales', aggregate: { fn: 'count', op: 'atLeast', value: 3 } };
    expect(placesOf(Rule, { where: { all: [condition] } })).toEqual(['where.all[0].aggregate.op']);
    expect(placesOf(Rule, { where: { any: [{ attribute: 'City', op: 'eq', valeu: 'Oslo' }] } })).toEqual([
      'where.any[0].valeu',
    ]);
    expect(placesOf(Rule, { where: {} })).toEqual(['where.all']);
    expect(placesOf(Table, { name: 'Customers', kind: 'profile', path: 'a.csv' })).toEqual(['kind']);
  });
});
