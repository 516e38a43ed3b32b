// The contract's rules in plain JavaScript, row by row, written from its text and not from the SQL: what the compiled
// statement is compared with. Values are as JSON has them; dates are ISO text.
import type { Column } from '../../src/contract/columns.ts';
import type {
  Aggregate,
  AttributeCondition,
  Condition,
  Group,
  Operator,
  RelatedCondition,
  Rule,
  RuleValue,
} from '../../src/contract/rules.ts';

export type PlainValue = string | number | boolean | null;
export type PlainRow = Record<string, PlainValue>;
export type PlainTable = { name: string; idColumn: string; columns: Column[]; rows: PlainRow[] };
type World = { profiles: PlainTable; related: PlainTable[]; now: Date };

/** The ids of the members, as text, in no particular order. */
export function evaluateRules(
  rules: Rule[],
  profiles: PlainTable,
  related: PlainTable[],
  now: Date,
): string[] {
  const world: World = { profiles, related, now };
  let members = new Set<PlainRow>();
  for (const rule of rules) {
    const found = new Set(profiles.rows.filter((row) => inGroup(rule.where, row, world)));
    if (rule.set === 'intersect') members = new Set([...members].filter((row) => found.has(row)));
    else if (rule.set === 'except') members = new Set([...members].filter((row) => !found.has(row)));
    else members = new Set([...members, ...found]);
  }
  return [...members].map((row) => String(row[profiles.idColumn]));
}

function inGroup(group: Group, row: PlainRow, world: World): boolean {
  const holds = (node: Group | Condition): boolean => {
    if ('all' in node || 'any' in node) return inGroup(node, row, world);
    return 'attribute' in node ? onColumn(node, row, world.profiles, world.now) : onRelated(node, row, world);
  };
  return 'all' in group ? group.all.every(holds) : group.any.some(holds);
}

function onColumn(condition: AttributeCondition, row: PlainRow, table: PlainTable, now: Date): boolean {
  const type = table.columns.find(({ name }) => name === condition.attribute)?.type;
  return holds(
    row[condition.attribute] ?? null,
    type ?? 'text',
    condition.op,
    condition.value,
    table,
    condition.attribute,
    now,
  );
}

function onRelated(condition: RelatedCondition, row: PlainRow, world: World): boolean {
  const table = world.related.find(({ name }) => name === condition.table);
  if (!table) throw new Error(`no table ${condition.table}`);
  const { where, aggregate } = condition;
  const fits = (each: PlainRow): boolean => (where ? relatedGroup(where, each, table, world.now) : true);
  const mine = table.rows.filter(
    (each) =>
      each[table.idColumn] !== null &&
      String(each[table.idColumn]) === String(row[world.profiles.idColumn]) &&
      fits(each),
  );
  return aggregate ? onAggregate(aggregate, mine, table, world.now) : mine.length > 0;
}

function relatedGroup(group: Group, row: PlainRow, table: PlainTable, now: Date): boolean {
  const holdsHere = (node: Group | Condition): boolean => {
    if ('all' in node || 'any' in node) return relatedGroup(node, row, table, now);
    if (!('attribute' in node)) throw new Error('a related table inside a related table');
    return onColumn(node, row, table, now);
  };
  return 'all' in group ? group.all.every(holdsHere) : group.any.some(holdsHere);
}

function onAggregate(aggregate: Aggregate, rows: PlainRow[], table: PlainTable, now: Date): boolean {
  const { fn, column = '', op, value } = aggregate;
  const type = table.columns.find(({ name }) => name === column)?.type ?? 'number';
  const filled = rows.map((row) => row[column] ?? null).filter((cell) => !isEmpty(cell));
  const compare = (result: PlainValue, as: Column['type']) =>
    holds(result, as, op, value, table, column, now);
  if (fn === 'count') return compare(aggregate.column === undefined ? rows.length : filled.length, 'number');
  if (fn === 'sum' || fn === 'avg') {
    const numbers = filled
      .map((cell) => (typeof cell === 'number' ? cell : looseNumber(String(cell))))
      .filter((n) => n !== null);
    const sum = numbers.reduce((total, n) => total + n, 0);
    if (fn === 'sum') return compare(tidy(sum), 'number');
    return numbers.length > 0 && compare(tidy(sum / numbers.length), 'number');
  }
  const better = (a: PlainValue, b: PlainValue) => (fn === 'min' ? order(a, b) < 0 : order(a, b) > 0);
  const cells = filled.map((cell) =>
    typeof cell === 'string' && type === 'text' ? cell.toLowerCase() : cell,
  );
  if (cells.length === 0) return false;
  return compare(
    cells.reduce((best, cell) => (better(cell, best) ? cell : best)),
    type,
  );
}

const tidy = (n: number) => Math.round(n * 1e6) / 1e6;

function order(a: PlainValue, b: PlainValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

function isEmpty(cell: PlainValue): boolean {
  return cell === null || (typeof cell === 'string' && cell.trim() === '');
}

const opposites: Partial<Record<Operator, Operator>> = {
  ne: 'eq',
  notIn: 'in',
  notContains: 'contains',
  notInLast: 'inLast',
};

function holds(
  cell: PlainValue,
  type: Column['type'],
  op: Operator,
  value: RuleValue | undefined,
  table: PlainTable,
  column: string,
  now: Date,
): boolean {
  const opposite = opposites[op];
  if (opposite) return !holds(cell, type, opposite, value, table, column, now);
  if (op === 'isEmpty') return isEmpty(cell);
  if (isEmpty(cell)) return false;
  if (op === 'isNotEmpty') return true;
  if (op === 'isTrue') return cell === true;
  if (op === 'isFalse') return cell === false;
  const values = Array.isArray(value) ? value : [value];
  if (type === 'boolean') return cell === value;
  if (type === 'number') return typeof cell === 'number' && compareNumber(cell, op, values as number[]);
  const asDate = type !== 'text' || ['before', 'after', 'inLast'].includes(op);
  if (asDate) {
    const moment = type === 'text' ? looseDate(String(cell)) : Date.parse(isoOf(String(cell)));
    return moment !== null && compareDate(moment, op, value, now);
  }
  if (typeof values[0] === 'number') {
    const number = looseNumber(String(cell));
    return number !== null && compareNumber(number, op, values as number[]);
  }
  return compareText(
    String(cell).toLowerCase(),
    op,
    values.map((each) => String(each).toLowerCase()),
  );
}

function compareNumber(cell: number, op: Operator, values: number[]): boolean {
  const [a = Number.NaN, b = Number.NaN] = values;
  if (op === 'eq') return cell === a;
  if (op === 'lt') return cell < a;
  if (op === 'lte') return cell <= a;
  if (op === 'gt') return cell > a;
  if (op === 'gte') return cell >= a;
  if (op === 'between') return cell >= a && cell <= b;
  if (op === 'in') return values.includes(cell);
  throw new Error(`no numbers for ${op}`);
}

function compareText(cell: string, op: Operator, values: string[]): boolean {
  const [a = '', b = ''] = values;
  if (op === 'contains') return cell.includes(a);
  if (op === 'startsWith') return cell.startsWith(a);
  if (op === 'endsWith') return cell.endsWith(a);
  if (op === 'in') return values.includes(cell);
  if (op === 'eq') return cell === a;
  if (op === 'lt') return order(cell, a) < 0;
  if (op === 'lte') return order(cell, a) <= 0;
  if (op === 'gt') return order(cell, a) > 0;
  if (op === 'gte') return order(cell, a) >= 0;
  if (op === 'between') return order(cell, a) >= 0 && order(cell, b) <= 0;
  throw new Error(`no texts for ${op}`);
}

const day = 86_400_000;
const isoOf = (text: string) => (text.length === 10 ? `${text}T00:00:00Z` : text);

/** A date without a time as a value is its whole day. */
function compareDate(cell: number, op: Operator, value: RuleValue | undefined, now: Date): boolean {
  if (typeof value === 'object' && !Array.isArray(value)) {
    const start = new Date(now);
    if (value.unit === 'days') start.setTime(start.getTime() - value.n * day);
    else if (value.unit === 'weeks') start.setTime(start.getTime() - value.n * 7 * day);
    else {
      const months = value.unit === 'months' ? value.n : value.n * 12;
      const wanted = start.getUTCMonth() - months;
      start.setUTCMonth(wanted);
      // Too late a day spills into the next month: the calendar's answer is the last day of the one before.
      if (start.getUTCMonth() !== ((wanted % 12) + 12) % 12) start.setUTCDate(0);
    }
    return cell > start.getTime() && cell <= now.getTime();
  }
  const ranges = (Array.isArray(value) ? value : [value]).map((each) => {
    const from = Date.parse(isoOf(String(each)));
    return { from, last: String(each).length === 10 ? from + day - 1 : from };
  });
  const [a, b] = ranges;
  if (!a) throw new Error('no date');
  if (op === 'eq' || op === 'in') return ranges.some(({ from, last }) => cell >= from && cell <= last);
  if (op === 'before' || op === 'lt') return cell < a.from;
  if (op === 'lte') return cell <= a.last;
  if (op === 'after' || op === 'gt') return cell > a.last;
  if (op === 'gte') return cell >= a.from;
  if (op === 'between') return cell >= a.from && cell <= (b ?? a).last;
  throw new Error(`no dates for ${op}`);
}

/** Enough of the usual spellings for the tables of the tests: `$90,000 `, `1 234,50`, `12`, `-3.5`. */
function looseNumber(text: string): number | null {
  const bare = text.replace(/[$€]|kr/g, '').trim();
  const english = /^-?\d{1,3}(,\d{3})*(\.\d+)?$|^-?\d+(\.\d+)?$/;
  const swedish = /^-?\d{1,3}( \d{3})*(,\d+)?$/;
  if (english.test(bare)) return Number(bare.replaceAll(',', ''));
  return swedish.test(bare) ? Number(bare.replaceAll(' ', '').replace(',', '.')) : null;
}

/** ISO, or month/day/year. */
function looseDate(text: string): number | null {
  const bare = text.trim();
  const american = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(bare);
  const iso = american
    ? `${american[3]}-${american[1]?.padStart(2, '0')}-${american[2]?.padStart(2, '0')}`
    : bare;
  if (!/^\d{4}-\d{2}-\d{2}/.test(iso)) return null;
  const moment = Date.parse(isoOf(iso));
  return Number.isNaN(moment) ? null : moment;
}
