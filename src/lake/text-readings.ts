// Rules that compare a text column with a number or a date: whether its values can be read so at all, and in which
// order its dates have day and month. Looked up before the statement is compiled, over all values.
import type { Column } from '../contract/columns.ts';
import type { Group, Operator, Rule, RuleValue } from '../contract/rules.ts';
import { readingOf } from '../core/rule-reading.ts';
import { isGroup } from '../core/rules.ts';
import { type FieldError, SegueError } from '../errors.ts';
import { type Duck, quoteName } from './duck.ts';
import { dateEvidence, isFilledText, momentFromText, numberFromText } from './lenient-sql.ts';
import type { DateOrders, SegmentTable, SegmentTables } from './segment-sql.ts';

type TextReading = { field: string; table: SegmentTable; column: string; as: 'number' | 'moment' };

/** Throws `ruleTypeMismatch` when a column has values and none of them is what a rule looks for. */
export async function lookUpTextReadings(
  duck: Duck,
  rules: readonly Rule[],
  tables: SegmentTables,
): Promise<DateOrders> {
  const readings = rules.flatMap((rule, at) =>
    readingsOfGroup(rule.where, `rules[${at}].where`, tables.profiles, tables),
  );
  const orders = new Map<string, { dayFirst: boolean; monthFirst: boolean }>();
  const misfits: FieldError[] = [];
  const seen = new Map<string, boolean>();
  for (const { field, table, column, as } of readings) {
    const key = JSON.stringify([table.name, column, as]);
    let readable = seen.get(key);
    if (readable === undefined) {
      const x = quoteName(column);
      const order = as === 'moment' ? await dateOrder(duck, table, x) : neither;
      if (as === 'moment') orders.set(JSON.stringify([table.name, column]), order);
      readable = await isReadable(duck, table, x, as, order);
      seen.set(key, readable);
    }
    if (readable) continue;
    const what = as === 'number' ? 'a number' : 'a date';
    misfits.push({ field, message: `no value of the column "${column}" can be read as ${what}` });
  }
  const [first] = misfits;
  if (first) {
    throw new SegueError('ruleTypeMismatch', {
      detail: `At ${first.field}: ${first.message}`,
      fields: misfits,
    });
  }
  return (table, column) => orders.get(JSON.stringify([table, column])) ?? neither;
}

const neither = { dayFirst: false, monthFirst: false };

function readingsOfGroup(
  group: Group,
  field: string,
  table: SegmentTable,
  tables: SegmentTables,
): TextReading[] {
  const [word, nodes] = 'all' in group ? ['all', group.all] : ['any', group.any];
  return nodes.flatMap((node, at) => {
    const place = `${field}.${word}[${at}]`;
    if (isGroup(node)) return readingsOfGroup(node, place, table, tables);
    if ('attribute' in node) return readingsOfColumn(table, node.attribute, node, place);
    const related = tables.related.find(({ name }) => name === node.table);
    if (!related) return [];
    const inner = node.where ? readingsOfGroup(node.where, `${place}.where`, related, tables) : [];
    const { aggregate } = node;
    if (aggregate?.column === undefined || aggregate.fn === 'count') return inner;
    const own = `${place}.aggregate`;
    const summed = aggregate.fn === 'sum' || aggregate.fn === 'avg';
    const asked = summed ? { op: 'eq' as const, value: 0 } : aggregate;
    return [...inner, ...readingsOfColumn(related, aggregate.column, asked, own)];
  });
}

function readingsOfColumn(
  table: SegmentTable,
  name: string,
  condition: { op: Operator; value?: RuleValue | undefined },
  field: string,
): TextReading[] {
  const column: Column | undefined = table.columns.find((each) => each.name === name);
  if (column?.type !== 'text') return [];
  const result = readingOf(column.type, condition.op, condition.value);
  if ('misfit' in result || (result.reading !== 'number' && result.reading !== 'moment')) return [];
  return [{ field, table, column: name, as: result.reading }];
}

async function dateOrder(duck: Duck, table: SegmentTable, x: string) {
  const row = await duck.row(
    `SELECT ${dateEvidence.dayFirst(x)} AS days, ${dateEvidence.monthFirst(x)} AS months FROM ${table.from}`,
  );
  return { dayFirst: row?.days === true, monthFirst: row?.months === true };
}

/** True as well for a column without any value: there is nothing wrong with it. */
async function isReadable(
  duck: Duck,
  table: SegmentTable,
  x: string,
  as: 'number' | 'moment',
  { dayFirst, monthFirst }: { dayFirst: boolean; monthFirst: boolean },
): Promise<boolean> {
  const read = as === 'number' ? numberFromText(x) : momentFromText(x, String(dayFirst), String(monthFirst));
  const readable = await duck.row(`SELECT 1 AS found FROM ${table.from} WHERE (${read}) IS NOT NULL LIMIT 1`);
  if (readable) return true;
  const filled = await duck.row(`SELECT 1 AS found FROM ${table.from} WHERE ${isFilledText(x)} LIMIT 1`);
  return filled === undefined;
}
