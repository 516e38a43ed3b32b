// Compiles the rules of a segment to one SELECT of customer ids. Every rule is about single profiles, so set
// operations between rules are AND, OR and NOT, read from left to right; every condition on a related table is a
// join with at most one row per customer.
import type { Column } from '../contract/columns.ts';
import type { Aggregate, AttributeCondition, Group, RelatedCondition, Rule } from '../contract/rules.ts';
import { type Reading, readingOf } from '../core/rule-reading.ts';
import { isGroup } from '../core/rules.ts';
import { type Binder, conditionSql, createBinder, type Operand, readSql } from './comparison-sql.ts';
import { type Params, quoteName } from './duck.ts';
import { isFilledText } from './lenient-sql.ts';

/** A table as the compiler needs it. */
export type SegmentTable = {
  name: string;
  columns: readonly Column[];
  idColumn: string;
  /** What goes after FROM. */
  from: string;
};

export type SegmentTables = { profiles: SegmentTable; related: readonly SegmentTable[] };

/** Whether days or months come first in the dates of a text column, found out beforehand from all its values. */
export type DateOrders = (table: string, column: string) => { dayFirst: boolean; monthFirst: boolean };

export type CompiledSegment = {
  /** `SELECT … AS customer_id` without an order; each id once. */
  sql: string;
  params: Params;
};

/** The rules must have passed `assertRules`. */
export function compileSegment(
  rules: readonly Rule[],
  tables: SegmentTables,
  options: { now: Date; dateOrders: DateOrders },
): CompiledSegment {
  const { id, from, matches, params } = compileRules(rules, tables, options);
  const members = matches.reduce((soFar, match, at) => joined(soFar, rules[at]?.set ?? 'union', match));
  return { sql: `SELECT ${id} AS customer_id FROM ${from} WHERE ${members}`, params };
}

/**
 * The same for people who look at the rules one by one: `SELECT … AS customer_id, m0, t0, m1, t1 …` of every profile,
 * whether each rule alone finds it, and whether it is found once that rule has joined those before it.
 */
export function compileRuleMatches(
  rules: readonly Rule[],
  tables: SegmentTables,
  options: { now: Date; dateOrders: DateOrders },
): CompiledSegment {
  const { id, from, matches, params } = compileRules(rules, tables, options);
  const flags = matches.map((match, at) => `${match} AS m${at}`);
  // Names of the same select list: each match is worked out once, however many totals it is part of.
  const totals = matches.map((_, at) =>
    at === 0 ? 'm0 AS t0' : `${joined(`t${at - 1}`, rules[at]?.set ?? 'union', `m${at}`)} AS t${at}`,
  );
  const sql = `SELECT *, ${totals.join(', ')} FROM (SELECT ${id} AS customer_id, ${flags.join(', ')} FROM ${from})`;
  return { sql, params };
}

/** What each rule finds, as SQL over `from`; never null. */
function compileRules(
  rules: readonly Rule[],
  tables: SegmentTables,
  options: { now: Date; dateOrders: DateOrders },
): { id: string; from: string; matches: string[]; params: Params } {
  const binder = createBinder();
  const compile: Compile = { ...options, tables, binder, joins: [] };
  const scope: Scope = { table: tables.profiles, alias: 'p' };
  const matches = rules.map((rule) => groupSql(compile, rule.where, scope));
  const id = `p.${quoteName(tables.profiles.idColumn)}`;
  return {
    id,
    from: `${tables.profiles.from} AS p ${compile.joins.join(' ')}`,
    matches,
    params: binder.params,
  };
}

type Compile = {
  tables: SegmentTables;
  now: Date;
  dateOrders: DateOrders;
  binder: Binder;
  /** One for each condition on a related table, in the order in which their values are bound. */
  joins: string[];
};
type Scope = { table: SegmentTable; alias: string };

function joined(members: string, set: 'union' | 'intersect' | 'except', matches: string): string {
  switch (set) {
    case 'union':
      return `(${members} OR ${matches})`;
    case 'intersect':
      return `(${members} AND ${matches})`;
    case 'except':
      return `(${members} AND NOT ${matches})`;
  }
}

function groupSql(compile: Compile, group: Group, scope: Scope): string {
  const [word, nodes] = 'all' in group ? [' AND ', group.all] : [' OR ', group.any];
  const parts = nodes.map((node) => {
    if (isGroup(node)) return groupSql(compile, node, scope);
    return 'attribute' in node ? attributeSql(compile, node, scope) : relatedSql(compile, node);
  });
  return `(${parts.join(word)})`;
}

function columnOf(table: SegmentTable, name: string): Column {
  const column = table.columns.find((each) => each.name === name);
  if (!column) throw new Error('A rule was compiled without having been checked.');
  return column;
}

function readingFor(column: Column, condition: Pick<AttributeCondition, 'op' | 'value'>): Reading {
  const result = readingOf(column.type, condition.op, condition.value);
  if ('misfit' in result) throw new Error('A rule was compiled without having been checked.');
  return result.reading;
}

function operandOf(compile: Compile, scope: Scope, column: Column): Operand {
  const sql = `${scope.alias}.${quoteName(column.name)}`;
  return { sql, type: column.type, dates: compile.dateOrders(scope.table.name, column.name) };
}

function attributeSql(compile: Compile, condition: AttributeCondition, scope: Scope): string {
  const column = columnOf(scope.table, condition.attribute);
  return conditionSql(operandOf(compile, scope, column), condition, readingFor(column, condition), compile);
}

/** Joins what the related rows come to for each customer, and compares that. */
function relatedSql(compile: Compile, condition: RelatedCondition): string {
  const { profiles, related } = compile.tables;
  const table = related.find(({ name }) => name === condition.table);
  if (!table) throw new Error('A rule was compiled without having been checked.');
  const scope: Scope = { table, alias: 't' };
  const alias = `r${compile.joins.length}`;
  const ids = idPair(profiles, table);
  // The place is taken first, so that joins inside `where` could never get the same name.
  const place = compile.joins.push('') - 1;
  const where = condition.where ? ` AND ${groupSql(compile, condition.where, scope)}` : '';
  const { aggregate } = condition;
  const value = aggregate ? aggregateSql(compile, aggregate, scope) : 'true';
  compile.joins[place] = `LEFT JOIN (SELECT ${ids.related} AS id, ${value} AS value FROM ${table.from} AS t
      WHERE ${ids.related} IS NOT NULL${where} GROUP BY ${ids.related}) AS ${alias} ON ${alias}.id = ${ids.profile}`;
  return aggregate
    ? aggregateConditionSql(compile, aggregate, scope, `${alias}.value`)
    : `(${alias}.id IS NOT NULL)`;
}

/** Ids are whole numbers or text (see ingest); where the two tables differ, both are compared as text. */
function idPair(profiles: SegmentTable, related: SegmentTable): { profile: string; related: string } {
  const profile = `p.${quoteName(profiles.idColumn)}`;
  const other = `t.${quoteName(related.idColumn)}`;
  if (columnOf(profiles, profiles.idColumn).type === columnOf(related, related.idColumn).type) {
    return { profile, related: other };
  }
  return { profile: `CAST(${profile} AS VARCHAR)`, related: `CAST(${other} AS VARCHAR)` };
}

function aggregateSql(compile: Compile, aggregate: Aggregate, scope: Scope): string {
  const { fn } = aggregate;
  if (aggregate.column === undefined) return 'count(*)';
  const column = columnOf(scope.table, aggregate.column);
  const operand = operandOf(compile, scope, column);
  switch (fn) {
    case 'count':
      return column.type === 'text'
        ? `count(*) FILTER (${isFilledText(operand.sql)})`
        : `count(${operand.sql})`;
    case 'sum':
      return rounded(`fsum(CAST(${readSql(operand, 'number')} AS DOUBLE))`);
    case 'avg':
      return rounded(`favg(CAST(${readSql(operand, 'number')} AS DOUBLE))`);
    case 'min':
    case 'max':
      return `${fn}(${extremeValue(operand, readingFor(column, aggregate))})`;
  }
}

/** Sums of decimals are off by tiny amounts: 0.1 ten times must be 1. */
function rounded(sql: string): string {
  return `round(${sql}, 6)`;
}

function extremeValue(operand: Operand, reading: Reading): string {
  if (operand.type !== 'text') return operand.sql;
  if (reading === 'number' || reading === 'moment') return readSql(operand, reading);
  return `CASE WHEN ${isFilledText(operand.sql)} THEN lower(${operand.sql}) END`;
}

function aggregateConditionSql(compile: Compile, aggregate: Aggregate, scope: Scope, value: string): string {
  const { fn } = aggregate;
  if (fn === 'count' || fn === 'sum') {
    // Over no rows, and over rows without a value, both are 0.
    return conditionSql({ sql: `coalesce(${value}, 0)`, type: 'number' }, aggregate, 'number', compile);
  }
  // An average, minimum or maximum of nothing satisfies nothing, not even the negated operators.
  const column = columnOf(scope.table, aggregate.column ?? '');
  const reading = fn === 'avg' ? 'number' : readingFor(column, aggregate);
  const type = reading === 'number' ? 'number' : reading === 'moment' ? 'timestamp' : 'text';
  return `(${value} IS NOT NULL AND ${conditionSql({ sql: value, type }, aggregate, reading, compile)})`;
}
