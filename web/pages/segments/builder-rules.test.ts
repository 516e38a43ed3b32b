import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnTypes } from '../../../src/contract/columns.ts';
import type { Operator } from '../../../src/contract/rules.ts';
import { fittingOperators, readingOf } from '../../../src/core/rule-reading.ts';
import { smallRules } from '../../../test/support/small-tables.ts';
import { type ApiRule, fromRules, idsFrom, misfitsByNode, toRules } from './builder-rules.ts';
import {
  asOf,
  firstComparison,
  isFilledIn,
  operatorsFor,
  parseNumber,
  readingsFor,
  valueKind,
  withOperator,
} from './comparisons.ts';

const built = (rules: readonly ApiRule[]) => fromRules(rules, idsFrom(0).take);
const folder = fileURLToPath(new URL('../../../test/fixtures/valid/rules/', import.meta.url));

describe('rules of the API, built and written again', () => {
  it.each(readdirSync(folder))('%s is what it was', (name) => {
    const rules = JSON.parse(readFileSync(folder + name, 'utf8')) as ApiRule[];
    const written = toRules(built(rules), 'finished');
    expect(written.rules).toEqual(rules);
    expect([...written.unfinished]).toEqual([]);
  });

  it('are what they were, whatever they are', () => {
    fc.assert(
      fc.property(smallRules, (rules) => {
        expect(toRules(built(rules as ApiRule[])).rules).toEqual(rules);
      }),
    );
  });
});

const rules: ApiRule[] = [
  { where: { all: [{ attribute: '', op: 'eq' }] } },
  {
    set: 'except',
    where: {
      all: [
        { attribute: 'Name', op: 'eq' },
        { any: [{ attribute: 'Age', op: 'gte', value: 18 }, { any: [] }] },
        {
          table: 'orders',
          where: { all: [{ attribute: '', op: 'eq' }] },
          aggregate: { fn: 'sum', op: 'gte' },
        },
      ],
    },
  },
];

it('counts what is filled in, and knows what is not', () => {
  const tree = built(rules);
  const { rules: finished, unfinished, places } = toRules(tree, 'finished');
  expect(finished).toEqual([{ where: { all: [{ any: [{ attribute: 'Age', op: 'gte', value: 18 }] }] } }]);
  expect(unfinished.size).toBe(5);
  expect(places.get('rules[0]')).toBe(tree[1]?.id);
});

it('places what the server says at the part that it is about', () => {
  const tree = built(rules);
  const { places } = toRules(tree);
  const nodes = tree[1]?.where.nodes ?? [];
  const misfits = misfitsByNode(
    [
      { field: 'rules[1].where.all[0].op', message: 'a' },
      { field: 'rules[1].where.all[2].aggregate.column', message: 'b' },
      { field: 'rules[1].where.all[1].any', message: 'c' },
      { field: 'rules', message: 'd' },
    ],
    places,
  );
  expect(misfits.get(nodes[0]?.id ?? '')).toEqual([{ part: 'op', message: 'a' }]);
  expect(misfits.get(nodes[2]?.id ?? '')).toEqual([{ part: 'aggregate.column', message: 'b' }]);
  expect(misfits.get(nodes[1]?.id ?? '')).toEqual([{ part: 'any', message: 'c' }]);
  expect(misfits.get('')).toEqual([{ part: 'rules', message: 'd' }]);
});

describe('comparisons', () => {
  it.each(columnTypes)('offers the operators that the server takes for %s', (type) => {
    expect([...operatorsFor(type)].sort()).toEqual([...fittingOperators(type)].sort());
  });

  const values = { text: 'a', number: 1, boolean: true, date: '2024-01-31' };
  it.each(columnTypes)('makes values that the server takes for %s', (type) => {
    for (const op of operatorsFor(type)) {
      for (const as of [undefined, ...readingsFor(type, op)]) {
        const { how, of } = valueKind(type, { op, as });
        const one = values[of];
        const value = {
          none: undefined,
          one,
          pair: [one, one],
          list: [one],
          span: { n: 3, unit: 'days' as const },
        }[how];
        expect(readingOf(type, op, value), `${type} ${op} ${as}`).toHaveProperty('reading');
        if (value !== undefined && as !== undefined) expect(asOf(op, value)).toBe(as);
      }
    }
  });

  it('keeps a value that still fits the operator', () => {
    const change = (value: string | number | (string | number)[], from: Operator, to: Operator) =>
      withOperator(typeof value === 'number' ? 'number' : 'text', { op: from, value }, to).value;
    expect(change('SE', 'eq', 'contains')).toBe('SE');
    expect(change('SE', 'eq', 'in')).toEqual(['SE']);
    expect(change(['SE'], 'in', 'ne')).toBe('SE');
    expect(change(['SE', 'NO'], 'in', 'eq')).toBeUndefined();
    expect(change('SE', 'eq', 'isEmpty')).toBeUndefined();
    expect(change(3, 'eq', 'gte')).toBe(3);
  });

  it('begins with something to count for dates and truths alone', () => {
    expect(columnTypes.filter((type) => isFilledIn(firstComparison(type)))).toEqual([
      'boolean',
      'date',
      'timestamp',
    ]);
  });

  it.each([
    ['12', 12],
    ['1 234,5', 1234.5],
    ['-3.25', -3.25],
    ['−4', -4],
    ['1e3', 1000],
    ['', undefined],
    ['12 kr', undefined],
  ])('reads %j', (text, value) => expect(parseNumber(text)).toBe(value));
});
