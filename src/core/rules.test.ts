import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Rule } from '../contract/rules.ts';
import type { FieldError } from '../errors.ts';
import { assertRules, checkRules, type RuleTables } from './rules.ts';

const tables: RuleTables = {
  profiles: {
    name: 'people',
    columns: [
      { name: 'Id', type: 'number' },
      { name: 'Name', type: 'text' },
      { name: 'Age', type: 'number' },
      { name: 'Vip', type: 'boolean' },
      { name: 'Born', type: 'date' },
      { name: 'Seen', type: 'timestamp' },
    ],
  },
  related: [
    {
      name: 'orders',
      columns: [
        { name: 'Customer', type: 'number' },
        { name: 'Sum', type: 'number' },
        { name: 'Day', type: 'date' },
        { name: 'Status', type: 'text' },
        { name: 'Paid', type: 'boolean' },
      ],
    },
  ],
};

const folder = (kind: string) => join(import.meta.dirname, '..', '..', 'test', 'fixtures', kind, 'rules');
const read = (kind: string, file: string) => JSON.parse(readFileSync(join(folder(kind), file), 'utf8'));

test.each(readdirSync(folder('valid')))('valid: %s', (file) => {
  const rules = Rule.array().parse(read('valid', file));
  expect(checkRules(rules, tables)).toEqual([]);
  expect(() => assertRules(rules, tables)).not.toThrow();
});

test.each(readdirSync(folder('invalid')))('invalid: %s', (file) => {
  const { rules, errors }: { rules: unknown; errors: FieldError[] } = read('invalid', file);
  const found = checkRules(Rule.array().parse(rules), tables);
  expect(found.map(({ field }) => field)).toEqual(errors.map(({ field }) => field));
  for (const [at, { message }] of errors.entries()) expect(found[at]?.message).toContain(message);
});

test('the error names the first misfit and carries all', () => {
  const rules: Rule[] = [
    {
      where: {
        all: [
          { attribute: 'X', op: 'eq', value: 1 },
          { attribute: 'Age', op: 'eq' },
        ],
      },
    },
  ];
  expect(() => assertRules(rules, tables)).toThrow(
    expect.objectContaining({
      code: 'ruleInvalid',
      detail: 'At rules[0].where.all[0].attribute: "people" has no attribute "X" (and 1 more)',
      fields: [expect.anything(), { field: 'rules[0].where.all[1].value', message: '"eq" needs a value' }],
    }),
  );
});
