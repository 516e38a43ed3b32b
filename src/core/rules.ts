// Whether rules fit the tables at hand. Everything wrong is reported at once, each with its place, such as
// `rules[1].where.all[0].op`.
import type { Column, ColumnType } from '../contract/columns.ts';
import type {
  Aggregate,
  AttributeCondition,
  Condition,
  Group,
  Operator,
  RelatedCondition,
  Rule,
} from '../contract/rules.ts';
import { type FieldError, SegueError } from '../errors.ts';
import { suggestion } from './near-names.ts';
import { fittingOperators, readingOf } from './rule-reading.ts';

export type RuleTable = { name: string; columns: readonly Column[] };
export type RuleTables = { profiles: RuleTable; related: readonly RuleTable[] };

const deepest = 20;
const mostConditions = 1_000;

/** Throws `ruleInvalid` with every misfit. */
export function assertRules(rules: readonly Rule[], tables: RuleTables): void {
  const fields = checkRules(rules, tables);
  if (fields.length === 0) return;
  const [first] = fields;
  const others = fields.length > 1 ? ` (and ${fields.length - 1} more)` : '';
  throw new SegueError('ruleInvalid', { detail: `At ${first?.field}: ${first?.message}${others}`, fields });
}

/** What is wrong with the rules; nothing if they can be evaluated. */
export function checkRules(rules: readonly Rule[], tables: RuleTables): FieldError[] {
  const errors: FieldError[] = [];
  const check: Check = { tables, errors, conditions: 0 };
  if (rules.length === 0) errors.push({ field: 'rules', message: 'needs at least one rule' });
  for (const [at, rule] of rules.entries()) {
    const field = `rules[${at}]`;
    if (at === 0 && rule.set !== undefined) {
      errors.push({ field: `${field}.set`, message: 'the first rule joins nothing; leave "set" out' });
    }
    if (at > 0 && rule.set === undefined) {
      errors.push({
        field: `${field}.set`,
        message: 'must be union, intersect or except from the second rule on',
      });
    }
    checkGroup(check, rule.where, `${field}.where`, profileScope(tables), 1);
  }
  if (check.conditions > mostConditions) {
    errors.push({
      field: 'rules',
      message: `have ${check.conditions} conditions; at most ${mostConditions} are taken`,
    });
  }
  return errors;
}

type Check = { tables: RuleTables; errors: FieldError[]; conditions: number };
type Scope = { table: RuleTable; word: 'attribute' | 'column'; related: boolean };

function profileScope(tables: RuleTables): Scope {
  return { table: tables.profiles, word: 'attribute', related: false };
}

function checkGroup(check: Check, group: Group, field: string, scope: Scope, depth: number): void {
  const word = 'all' in group ? 'all' : 'any';
  const nodes = 'all' in group ? group.all : group.any;
  if (nodes.length === 0)
    check.errors.push({ field: `${field}.${word}`, message: 'needs at least one condition' });
  if (depth > deepest) {
    check.errors.push({ field, message: `groups are nested more than ${deepest} deep` });
    return;
  }
  for (const [at, node] of nodes.entries()) {
    const place = `${field}.${word}[${at}]`;
    if (isGroup(node)) checkGroup(check, node, place, scope, depth + 1);
    else checkCondition(check, node, place, scope, depth);
  }
}

export function isGroup(node: Group | Condition): node is Group {
  return 'all' in node || 'any' in node;
}

function checkCondition(
  check: Check,
  condition: Condition,
  field: string,
  scope: Scope,
  depth: number,
): void {
  check.conditions += 1;
  if ('attribute' in condition) checkAttribute(check, condition, field, scope);
  else if (scope.related) {
    const message = `a condition on a row of "${scope.table.name}" can only use columns of that table`;
    check.errors.push({ field: `${field}.table`, message });
  } else checkRelated(check, condition, field, depth);
}

function checkAttribute(check: Check, condition: AttributeCondition, field: string, scope: Scope): void {
  const column = findColumn(check, scope, condition.attribute, `${field}.attribute`);
  if (column) checkComparison(check, column.type, condition.op, condition.value, field);
}

function checkRelated(check: Check, condition: RelatedCondition, field: string, depth: number): void {
  const { related } = check.tables;
  const table = related.find(({ name }) => name === condition.table);
  if (!table) {
    const names = related.map(({ name }) => name);
    const message =
      condition.table === check.tables.profiles.name
        ? `"${condition.table}" is the profile table; use {"attribute": …} for it`
        : hinted(`there is no related table "${condition.table}"`, condition.table, names);
    check.errors.push({ field: `${field}.table`, message });
    return;
  }
  const scope: Scope = { table, word: 'column', related: true };
  if (condition.where) checkGroup(check, condition.where, `${field}.where`, scope, depth + 1);
  if (condition.aggregate) checkAggregate(check, condition.aggregate, `${field}.aggregate`, scope);
}

/** What a count, a sum or an average is compared by; of a minimum or maximum, the column decides. */
const aggregateOperators: readonly Operator[] = [
  'eq',
  'ne',
  'lt',
  'lte',
  'gt',
  'gte',
  'between',
  'in',
  'notIn',
];
const extremeOperators: readonly Operator[] = [
  ...aggregateOperators,
  'before',
  'after',
  'inLast',
  'notInLast',
];

function checkAggregate(check: Check, aggregate: Aggregate, field: string, scope: Scope): void {
  const { fn, column: name, op, value } = aggregate;
  if (fn !== 'count' && name === undefined) {
    check.errors.push({ field: `${field}.column`, message: `"${fn}" needs a column` });
    return;
  }
  const column = name === undefined ? undefined : findColumn(check, scope, name, `${field}.column`);
  if (name !== undefined && !column) return;
  const extreme = fn === 'min' || fn === 'max';
  const wrongType = (fn === 'sum' || fn === 'avg') && column?.type !== 'number' && column?.type !== 'text';
  if (wrongType || (extreme && column?.type === 'boolean')) {
    const message = `"${fn}" does not fit a column of type ${column?.type}`;
    check.errors.push({ field: `${field}.column`, message });
    return;
  }
  const type = extreme && column ? column.type : 'number';
  const operators = (extreme ? extremeOperators : aggregateOperators).filter((each) =>
    fittingOperators(type).includes(each),
  );
  if (!operators.includes(op)) {
    const message = `"${op}" does not fit "${fn}"; it takes ${operators.join(', ')}`;
    check.errors.push({ field: `${field}.op`, message });
    return;
  }
  checkComparison(check, type, op, value, field);
}

function checkComparison(
  check: Check,
  type: ColumnType,
  op: Operator,
  value: Aggregate['value'],
  field: string,
): void {
  const result = readingOf(type, op, value);
  if (!('misfit' in result)) return;
  const { part, index, message } = result.misfit;
  check.errors.push({ field: `${field}.${part}${index === undefined ? '' : `[${index}]`}`, message });
}

function findColumn(check: Check, scope: Scope, name: string, field: string): Column | undefined {
  const { table, word } = scope;
  const column = table.columns.find((each) => each.name === name);
  if (!column) {
    const names = table.columns.map((each) => each.name);
    const message = hinted(`"${table.name}" has no ${word} "${name}"`, name, names);
    check.errors.push({ field, message });
  }
  return column;
}

function hinted(message: string, wrong: string, names: string[]): string {
  const hint = suggestion(wrong, names);
  return hint === '' ? message : `${message}.${hint}`;
}
