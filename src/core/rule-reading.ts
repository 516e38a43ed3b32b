// Which comparison a condition asks for: decided once, for the check of rules and for the SQL made from them. The
// kind of the column decides, and for text columns the kind of the value: a number or a date is looked for in the
// text, so that `"$90,000 "` can be compared with 80000 without setting the type of its column.
import type { ColumnType } from '../contract/columns.ts';
import type { Operator, RuleValue, Scalar, Span } from '../contract/rules.ts';
import { parseMoment } from './moments.ts';

/** How the values of a column are read for a comparison; `presence` is about there being a value at all. */
export type Reading = 'text' | 'number' | 'boolean' | 'moment' | 'presence';

/** What is wrong, and with which part of the condition: its operator, or its value (at a place in the list). */
export type Misfit = { part: 'op' | 'value'; index?: number; message: string };

export type ReadingResult = { reading: Reading } | { misfit: Misfit };

const ordering: readonly Operator[] = ['lt', 'lte', 'gt', 'gte', 'between'];
const scalars: readonly Operator[] = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'];
const lists: readonly Operator[] = ['between', 'in', 'notIn'];
const textOnly: readonly Operator[] = ['contains', 'notContains', 'startsWith', 'endsWith'];
const momentOnly: readonly Operator[] = ['before', 'after', 'inLast', 'notInLast'];
const presence: readonly Operator[] = ['isEmpty', 'isNotEmpty'];
const truths: readonly Operator[] = ['isTrue', 'isFalse'];

const fitting: Record<ColumnType, readonly Operator[]> = {
  text: [...scalars, ...lists, ...textOnly, ...momentOnly, ...presence],
  number: [...scalars, ...lists, ...presence],
  boolean: ['eq', 'ne', ...truths, ...presence],
  date: [...scalars, ...lists, ...momentOnly, ...presence],
  timestamp: [...scalars, ...lists, ...momentOnly, ...presence],
};

export function fittingOperators(type: ColumnType): readonly Operator[] {
  return fitting[type];
}

/** The most values that `in` and `notIn` take. */
export const mostListValues = 10_000;

export function readingOf(type: ColumnType, op: Operator, value: RuleValue | undefined): ReadingResult {
  if (!fitting[type].includes(op)) {
    const message = `"${op}" does not fit a column of type ${type}; it takes ${fitting[type].join(', ')}`;
    return { misfit: { part: 'op', message } };
  }
  if (presence.includes(op) || truths.includes(op)) {
    if (value !== undefined) return { misfit: { part: 'value', message: `"${op}" takes no value` } };
    return { reading: presence.includes(op) ? 'presence' : 'boolean' };
  }
  if (value === undefined) return { misfit: { part: 'value', message: `"${op}" needs a value` } };
  if (op === 'inLast' || op === 'notInLast') {
    if (isSpan(value)) return { reading: 'moment' };
    return { misfit: { part: 'value', message: 'must be a span such as {"n": 30, "unit": "days"}' } };
  }
  return lists.includes(op) ? readingOfList(type, op, value) : readingOfScalar(type, op, value);
}

function readingOfScalar(type: ColumnType, op: Operator, value: RuleValue): ReadingResult {
  if (!isScalar(value)) return { misfit: { part: 'value', message: `"${op}" takes a single value` } };
  return read(type, op, [value]);
}

function readingOfList(type: ColumnType, op: Operator, value: RuleValue): ReadingResult {
  const misfit = (message: string): ReadingResult => ({ misfit: { part: 'value', message } });
  if (!Array.isArray(value)) return misfit(`"${op}" takes a list of values`);
  if (op === 'between' && value.length !== 2) return misfit('"between" takes two values, [from, to]');
  if (value.length === 0) return misfit(`"${op}" needs at least one value`);
  if (value.length > mostListValues) return misfit(`"${op}" takes at most ${mostListValues} values`);
  const result = read(type, op, value);
  if ('misfit' in result || op !== 'between') return result;
  return isBackwards(result.reading, value) ? misfit('the first value must not be after the second') : result;
}

function isBackwards(reading: Reading, [from, to]: Scalar[]): boolean {
  if (typeof from === 'number' && typeof to === 'number') return from > to;
  if (typeof from !== 'string' || typeof to !== 'string') return false;
  if (reading !== 'moment') return from.toLowerCase() > to.toLowerCase();
  return (parseMoment(from)?.from ?? 0) > (parseMoment(to)?.from ?? 0);
}

function read(type: ColumnType, op: Operator, values: Scalar[]): ReadingResult {
  const reading = readingOfValues(type, op, values);
  const wrong = values.findIndex((value) => !fits(reading, value));
  if (wrong === -1) return { reading };
  const index = lists.includes(op) ? { index: wrong } : {};
  return { misfit: { part: 'value', ...index, message: wanted(type, op, reading) } };
}

function readingOfValues(type: ColumnType, op: Operator, values: Scalar[]): Reading {
  if (type === 'number' || type === 'boolean') return type;
  if (type !== 'text' || momentOnly.includes(op)) return 'moment';
  if (textOnly.includes(op)) return 'text';
  if (typeof values[0] === 'number') return 'number';
  // Text in alphabetical order between two ISO dates is hardly ever what somebody means.
  const dates = values.every((value) => typeof value === 'string' && parseMoment(value) !== null);
  return ordering.includes(op) && dates ? 'moment' : 'text';
}

function fits(reading: Reading, value: Scalar): boolean {
  switch (reading) {
    case 'text':
      return typeof value === 'string';
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'moment':
      return typeof value === 'string' && parseMoment(value) !== null;
    case 'presence':
      return false;
  }
}

function wanted(type: ColumnType, op: Operator, reading: Reading): string {
  if (reading === 'moment') return 'must be a date such as "2017-01-31" or "2017-01-31T12:00:00Z"';
  if (reading === 'boolean') return 'must be true or false';
  if (reading === 'number' && type === 'number') return 'must be a number';
  if (textOnly.includes(op)) return 'must be a text';
  return lists.includes(op) ? 'must be a text or a number, like the first' : 'must be a text or a number';
}

export function isScalar(value: RuleValue): value is Scalar {
  return typeof value !== 'object';
}

export function isSpan(value: RuleValue): value is Span {
  return typeof value === 'object' && !Array.isArray(value);
}
