// One condition on one value, as SQL. Comparisons are written so that an empty value gives false or null for every
// operator with a negative partner turned around in one place, and every value of a rule is a bound parameter.
import type { ColumnType } from '../contract/columns.ts';
import type { Operator, RuleValue, Scalar } from '../contract/rules.ts';
import { parseMoment, spanStart } from '../core/moments.ts';
import { isScalar, isSpan, type Reading } from '../core/rule-reading.ts';
import type { Params } from './duck.ts';
import { isFilledText, momentFromText, numberFromText } from './lenient-sql.ts';

/** Collects bound values; `bind` gives the placeholder. */
export type Binder = { readonly params: Params; bind(value: string | number | boolean): string };

export function createBinder(): Binder {
  const params: Params = {};
  let count = 0;
  return {
    params,
    bind(value) {
      const name = `v${count}`;
      count += 1;
      params[name] = value;
      return `$${name}`;
    },
  };
}

/** A value in SQL, with the type of its column; for text read as dates, whether days or months come first. */
export type Operand = { sql: string; type: ColumnType; dates?: { dayFirst: boolean; monthFirst: boolean } };

/** Never null: true or false for every row. */
export function conditionSql(
  operand: Operand,
  condition: { op: Operator; value?: RuleValue | undefined },
  reading: Reading,
  context: { binder: Binder; now: Date },
): string {
  const { op, value } = condition;
  const positive = positiveOf[op] ?? op;
  const sql = positiveSql(operand, positive, value, reading, context);
  // Exact opposites: what is empty, and so does not satisfy the one, satisfies the other.
  return positive === op ? `coalesce(${sql}, false)` : `NOT coalesce(${sql}, false)`;
}

/** Of the operators that negate another: that other. */
const positiveOf: Partial<Record<Operator, Operator>> = {
  ne: 'eq',
  notIn: 'in',
  notContains: 'contains',
  notInLast: 'inLast',
  isEmpty: 'isNotEmpty',
};

type Context = { binder: Binder; now: Date };

function positiveSql(
  operand: Operand,
  op: Operator,
  value: RuleValue | undefined,
  reading: Reading,
  context: Context,
): string {
  if (op === 'isTrue') return operand.sql;
  if (op === 'isFalse') return `NOT ${operand.sql}`;
  switch (reading) {
    case 'presence':
      return operand.type === 'text' ? isFilledText(operand.sql) : `${operand.sql} IS NOT NULL`;
    case 'boolean':
      return `${operand.sql} = ${context.binder.bind(value === true)}`;
    case 'number':
      return numberSql(operand, op, listed(value), context.binder);
    case 'text':
      return textSql(operand, op, listed(value), context.binder);
    case 'moment':
      return momentSql(operand, op, value, context);
  }
}

function listed(value: RuleValue | undefined): Scalar[] {
  if (value === undefined || isSpan(value))
    throw new Error('A rule was compiled without having been checked.');
  return isScalar(value) ? [value] : value;
}

/** SQL for the operand read as a number or a moment. */
export function readSql(operand: Operand, reading: 'number' | 'moment'): string {
  const { sql, type, dates } = operand;
  if (type !== 'text') return sql;
  if (reading === 'number') return numberFromText(sql);
  return momentFromText(sql, String(dates?.dayFirst ?? false), String(dates?.monthFirst ?? false));
}

function numberSql(operand: Operand, op: Operator, values: Scalar[], binder: Binder): string {
  const x = readSql(operand, 'number');
  const bound = values.map((value) => `CAST(${binder.bind(Number(value))} AS DOUBLE)`);
  return ordered(x, op, bound);
}

const comparisons: Partial<Record<Operator, string>> = { eq: '=', lt: '<', lte: '<=', gt: '>', gte: '>=' };

function ordered(x: string, op: Operator, bound: string[]): string {
  if (op === 'in') return `${x} IN (${bound.join(', ')})`;
  if (op === 'between') return `${x} BETWEEN ${bound[0]} AND ${bound[1]}`;
  const comparison = comparisons[op];
  if (comparison === undefined) throw new Error(`"${op}" is no comparison.`);
  return `${x} ${comparison} ${bound[0]}`;
}

function textSql(operand: Operand, op: Operator, values: Scalar[], binder: Binder): string {
  const x = `lower(${operand.sql})`;
  const texts = values.map(String);
  const bound = texts.map((text) => `lower(CAST(${binder.bind(text)} AS VARCHAR))`);
  const test = textTests[op]?.(x, bound[0] ?? '') ?? ordered(x, op, bound);
  return `(${isFilledText(operand.sql)} AND ${test})`;
}

const textTests: Partial<Record<Operator, (x: string, value: string) => string>> = {
  contains: (x, value) => `contains(${x}, ${value})`,
  startsWith: (x, value) => `starts_with(${x}, ${value})`,
  endsWith: (x, value) => `ends_with(${x}, ${value})`,
};

function momentSql(operand: Operand, op: Operator, value: RuleValue | undefined, context: Context): string {
  const x = `CAST(${readSql(operand, 'moment')} AS TIMESTAMP)`;
  const bind = (milliseconds: number) => {
    const text = new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '');
    return `CAST(${context.binder.bind(text)} AS TIMESTAMP)`;
  };
  if (value !== undefined && isSpan(value)) {
    const { now } = context;
    return `(${x} > ${bind(spanStart(now, value).getTime())} AND ${x} <= ${bind(now.getTime())})`;
  }
  const ranges = listed(value).map((text) => {
    const range = parseMoment(String(text));
    if (range === null) throw new Error('A rule was compiled without having been checked.');
    const last = (sql: string) => `${sql} ${range.isDay ? '<' : '<='} ${bind(range.until)}`;
    return { from: range.from, until: range.until, isDay: range.isDay, last };
  });
  const [first, second] = ranges;
  if (first === undefined) throw new Error('A rule was compiled without having been checked.');
  switch (op) {
    case 'eq':
    case 'in':
      return `(${ranges.map((range) => `(${x} >= ${bind(range.from)} AND ${range.last(x)})`).join(' OR ')})`;
    case 'lt':
    case 'before':
      return `${x} < ${bind(first.from)}`;
    case 'lte':
      return first.last(x);
    case 'gt':
    case 'after':
      return first.isDay ? `${x} >= ${bind(first.until)}` : `${x} > ${bind(first.from)}`;
    case 'gte':
      return `${x} >= ${bind(first.from)}`;
    case 'between':
      return `(${x} >= ${bind(first.from)} AND ${(second ?? first).last(x)})`;
    default:
      throw new Error(`"${op}" is no comparison of dates.`);
  }
}
