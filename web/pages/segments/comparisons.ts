// Which operators fit a column, what kind of value each takes, and how what was typed becomes that value. The server
// decides in the end (src/core/rule-reading.ts); a test holds the two lists of operators together.
import type { ColumnType } from '../../../src/contract/columns.ts';
import type { AggregateFunction, Operator, RuleValue, Scalar, Span } from '../../../src/contract/rules.ts';
import type { As, Comparison } from './builder-tree.ts';

const scalars: readonly Operator[] = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'];
const lists: readonly Operator[] = ['between', 'in', 'notIn'];
const ordering: readonly Operator[] = ['lt', 'lte', 'gt', 'gte', 'between'];
const moments: readonly Operator[] = ['inLast', 'notInLast', 'before', 'after'];
const texts: readonly Operator[] = ['contains', 'notContains', 'startsWith', 'endsWith'];
const presence: readonly Operator[] = ['isEmpty', 'isNotEmpty'];
const truths: readonly Operator[] = ['isTrue', 'isFalse'];

/** In the order in which they are offered: the likely ones first. */
const fitting: Record<ColumnType, readonly Operator[]> = {
  text: [...(['eq', 'ne', 'in', 'notIn'] as const), ...texts, ...presence, ...ordering, ...moments],
  number: [...scalars, ...lists, ...presence],
  boolean: [...truths, 'eq', 'ne', ...presence],
  date: [...moments, ...scalars, ...lists, ...presence],
  timestamp: [...moments, ...scalars, ...lists, ...presence],
};
export const operatorsFor = (type: ColumnType): readonly Operator[] => fitting[type];

/** What a count, a sum or an average is compared by; of a minimum or maximum, the column decides. */
const aggregateOperators: readonly Operator[] = [
  'gte',
  'gt',
  'lte',
  'lt',
  'eq',
  'ne',
  'between',
  'in',
  'notIn',
];

export function aggregateOperatorsFor(
  fn: AggregateFunction,
  type: ColumnType | undefined,
): readonly Operator[] {
  if (fn !== 'min' && fn !== 'max') return aggregateOperators;
  const allowed = [...aggregateOperators, ...moments];
  return operatorsFor(type ?? 'number').filter((op) => allowed.includes(op));
}

export const fitsAggregate = (fn: AggregateFunction, type: ColumnType): boolean => {
  if (fn === 'sum' || fn === 'avg') return type === 'number' || type === 'text';
  return fn === 'count' || type !== 'boolean';
};

/** What an aggregate is compared as. */
export const aggregateType = (fn: AggregateFunction, type: ColumnType | undefined): ColumnType =>
  fn === 'min' || fn === 'max' ? (type ?? 'number') : 'number';

export type ValueKind = {
  how: 'none' | 'one' | 'pair' | 'list' | 'span';
  of: 'text' | 'number' | 'boolean' | 'date';
};

export function valueKind(type: ColumnType, { op, as }: Comparison): ValueKind {
  if (presence.includes(op) || truths.includes(op)) return { how: 'none', of: 'text' };
  if (op === 'inLast' || op === 'notInLast') return { how: 'span', of: 'date' };
  const how = op === 'between' ? 'pair' : lists.includes(op) ? 'list' : 'one';
  return { how, of: valueType(type, op, as) };
}

function valueType(type: ColumnType, op: Operator, as: As | undefined): ValueKind['of'] {
  if (type === 'number' || type === 'boolean') return type;
  if (type !== 'text' || moments.includes(op)) return 'date';
  if (texts.includes(op)) return 'text';
  return as ?? (ordering.includes(op) ? 'number' : 'text');
}

/** Ways to read a text column for this operator; fewer than two leave nothing to choose. */
export function readingsFor(type: ColumnType, op: Operator): readonly As[] {
  if (type !== 'text') return [];
  if (ordering.includes(op)) return ['number', 'date', 'text'];
  return scalars.includes(op) || lists.includes(op) ? ['text', 'number'] : [];
}

const isDay = (value: unknown): boolean => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value);

/** How a value that is there already is compared with a text column. */
export function asOf(op: Operator, value: RuleValue): As | undefined {
  const values = Array.isArray(value) ? value : [value];
  if (typeof values[0] === 'number') return 'number';
  if (typeof values[0] !== 'string') return undefined;
  return ordering.includes(op) && values.every(isDay) ? 'date' : 'text';
}

export const firstSpan: Span = { n: 30, unit: 'days' };

/** The comparison with another operator, keeping the value where it still fits. */
export function withOperator(type: ColumnType, before: Comparison, op: Operator): Comparison {
  const readings = readingsFor(type, op);
  const kept = before.as !== undefined && readings.includes(before.as) ? before.as : undefined;
  const next: Comparison = { op, ...(kept === undefined ? {} : { as: kept }) };
  const [was, is] = [valueKind(type, before), valueKind(type, next)];
  if (is.how === 'none') return next;
  if (is.how === 'span') return { ...next, value: was.how === 'span' ? before.value : firstSpan };
  if (was.of !== is.of || before.value === undefined) return next;
  if (was.how === is.how) return { ...next, value: before.value };
  if (is.how === 'list' && was.how === 'one') return { ...next, value: [before.value as Scalar] };
  if (is.how === 'one' && was.how === 'list' && Array.isArray(before.value) && before.value.length === 1) {
    return { ...next, value: before.value[0] };
  }
  return next;
}

/** A comparison to begin with for a column of this type. */
export function firstComparison(type: ColumnType): Comparison {
  const [op = 'eq'] = type === 'number' ? (['gte'] as const) : operatorsFor(type);
  return op === 'inLast' ? { op, value: firstSpan } : { op };
}

/** Of a pair, an end that is not entered yet is ''. */
export function isFilledIn({ op, value }: Comparison): boolean {
  if (presence.includes(op) || truths.includes(op)) return true;
  if (value === undefined) return false;
  if (op === 'between') return Array.isArray(value) && value.length === 2 && value.every((end) => end !== '');
  return !Array.isArray(value) || value.length > 0;
}

/** A number as people write it, with a comma or a point; undefined when it is none. */
export function parseNumber(text: string): number | undefined {
  const plain = text
    .trim()
    .replace(/[\s\u00a0\u202f]/g, '')
    .replace(/^([-+]?\d*),(\d+)$/, '$1.$2')
    .replace('−', '-');
  if (plain === '' || !/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return undefined;
  const value = Number(plain);
  return Number.isFinite(value) ? value : undefined;
}

export function parseScalar(of: ValueKind['of'], text: string): Scalar | undefined {
  if (of === 'number') return parseNumber(text);
  if (of === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  return text === '' ? undefined : text;
}
