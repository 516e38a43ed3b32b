// Small tables with everything awkward in them, and rules that fit them, for properties over segments.
import fc from 'fast-check';
import type { Column } from '../../src/contract/columns.ts';
import type { Condition, Group, Operator, Rule, RuleValue } from '../../src/contract/rules.ts';
import type { PlainTable, PlainValue } from './evaluate-rules.ts';

const texts = [
  null,
  '',
  '  ',
  '\t',
  'Åsa',
  'åsa',
  'ÅSA',
  'asa',
  'Anna',
  'ann',
  "O'Brien",
  'a"b',
  '50%',
  'a_b',
  '😀',
  'ß',
  'a b',
];
const numbers = [null, -1, 0, 0.5, 1, 2, 10, 1_000_000];
const days = [null, '2023-02-28', '2024-02-29', '2024-03-01', '2024-03-30', '2024-03-31', '2024-04-01'];
const moments = [
  null,
  '2024-03-31T00:00:00Z',
  '2024-03-31T11:59:59Z',
  '2024-03-31T12:00:00Z',
  '2024-02-29T12:00:00Z',
  '2024-04-01T00:00:00Z',
];
const money = [null, ' ', '$90,000 ', '1 234,50', '12', 'n/a', '-3.5', '10 kr'];
const spelled = [null, '', '1/31/2024', '03-31-2024', '2024-03-30', 'soon', '2/29/2024', '3/1/2023'];

export const profileColumns: Column[] = [
  { name: 'Id', type: 'number' },
  { name: 'Name "x"', type: 'text' },
  { name: 'Age', type: 'number' },
  { name: 'Vip', type: 'boolean' },
  { name: 'Born', type: 'date' },
  { name: 'Seen', type: 'timestamp' },
  { name: 'Money', type: 'text' },
  { name: 'Joined', type: 'text' },
];
export const orderColumns: Column[] = [
  { name: 'Customer', type: 'number' },
  { name: 'Sum', type: 'number' },
  { name: 'Day', type: 'date' },
  { name: 'Status', type: 'text' },
  { name: 'Price', type: 'text' },
];

const cells = (values: PlainValue[]) => fc.constantFrom(...values);

const profile = fc.record({
  'Name "x"': cells(texts),
  Age: cells(numbers),
  Vip: cells([null, true, false]),
  Born: cells(days),
  Seen: cells(moments),
  Money: cells(money),
  Joined: cells(spelled),
});
const orderRow = fc.record({
  Customer: cells([null, 1, 1, 2, 2, 3, 4, 99]),
  Sum: cells(numbers),
  Day: cells(days),
  Status: cells(texts),
  Price: cells(money),
});

/** The first rows make the text columns readable, and say that months come first. */
const firstProfile = {
  'Name "x"': 'Åsa',
  Age: 1,
  Vip: true,
  Born: null,
  Seen: null,
  Money: '$90,000 ',
  Joined: '1/31/2024',
};
const firstOrder = { Customer: 1, Sum: 2, Day: '2024-03-31', Status: 'Paid', Price: '$5' };

export type SmallWorld = { profiles: PlainTable; orders: PlainTable };

export const smallWorld: fc.Arbitrary<SmallWorld> = fc
  .record({
    rows: fc.array(profile, { maxLength: 7 }),
    orders: fc.array(orderRow, { maxLength: 12 }),
    idsAreText: fc.boolean(),
    customersAreText: fc.boolean(),
  })
  .map(({ rows, orders, idsAreText, customersAreText }) => {
    const typed = (column: Column, name: string, isText: boolean): Column =>
      column.name === name && isText ? { name, type: 'text' } : column;
    const id = (value: PlainValue, isText: boolean) => (isText && value !== null ? String(value) : value);
    return {
      profiles: {
        name: 'people',
        idColumn: 'Id',
        columns: profileColumns.map((column) => typed(column, 'Id', idsAreText)),
        rows: [firstProfile, ...rows].map((row, at) => ({ Id: id(at + 1, idsAreText), ...row })),
      },
      orders: {
        name: 'orders',
        idColumn: 'Customer',
        columns: orderColumns.map((column) => typed(column, 'Customer', customersAreText)),
        rows: [firstOrder, ...orders].map((row) => ({
          ...row,
          Customer: id(row.Customer, customersAreText),
        })),
      },
    };
  });

const orderings: Operator[] = ['lt', 'lte', 'gt', 'gte'];
const equalities: Operator[] = ['eq', 'ne', ...orderings];
const presences: Operator[] = ['isEmpty', 'isNotEmpty'];

type Comparison = { op: Operator; value?: RuleValue };
const none = (ops: Operator[]): fc.Arbitrary<Comparison> => fc.record({ op: fc.constantFrom(...ops) });
const one = (ops: Operator[], value: fc.Arbitrary<RuleValue>): fc.Arbitrary<Comparison> =>
  fc.record({ op: fc.constantFrom(...ops), value });
const many = <V extends string | number>(value: fc.Arbitrary<V>, between: (a: V, b: V) => [V, V]) =>
  fc.oneof(
    one(['in', 'notIn'], fc.array(value, { minLength: 1, maxLength: 4 })),
    one(
      ['between'],
      fc.tuple(value, value).map(([a, b]) => between(a, b)),
    ),
  );

const span: fc.Arbitrary<RuleValue> = fc.record({
  n: fc.integer({ min: 1, max: 14 }),
  unit: fc.constantFrom('days' as const, 'weeks' as const, 'months' as const, 'years' as const),
});
const text = fc.constantFrom('Åsa', 'ÅSA', 'a', 'A', 'ann', ' ', '', '%', '_', "'", '"', '😀', 'ß', 'b');
const number = fc.constantFrom(-1, 0, 0.5, 1, 2, 10, 90_000, 1234.5, 1e10);
const date = fc.constantFrom(
  '2024-03-31',
  '2024-02-29',
  '2023-02-28',
  '2024-03-31T12:00:00Z',
  '2024-03-31T13:59:59+02:00',
);
const numberPair = (a: number, b: number): [number, number] => (a <= b ? [a, b] : [b, a]);
const textPair = (a: string, b: string): [string, string] =>
  a.toLowerCase() <= b.toLowerCase() ? [a, b] : [b, a];
const datePair = (a: string, b: string): [string, string] =>
  Date.parse(a) <= Date.parse(b) ? [a, b] : [b, a];

const onText = fc.oneof(
  none(presences),
  one([...equalities, 'contains', 'notContains', 'startsWith', 'endsWith'], text),
  many(text, textPair),
);
const numeric = fc.oneof(one(equalities, number), many(number, numberPair));
const onNumber = fc.oneof(none(presences), numeric);
const onBoolean = fc.oneof(none([...presences, 'isTrue', 'isFalse']), one(['eq', 'ne'], fc.boolean()));
const spans = one(['inLast', 'notInLast'], span);
const dated = fc.oneof(one([...equalities, 'before', 'after'], date), many(date, datePair), spans);
const onDate = fc.oneof(none(presences), dated);
const onSpelled = fc.oneof(one(['before', 'after'], date), spans);

const on = (attribute: string, comparison: fc.Arbitrary<Comparison>): fc.Arbitrary<Condition> =>
  comparison.map((rest) => ({ attribute, ...rest }));

const orderCondition = fc.oneof(
  on('Sum', onNumber),
  on('Day', onDate),
  on('Status', onText),
  on('Price', onNumber),
);
const profileCondition = fc.oneof(
  on('Name "x"', onText),
  on('Age', onNumber),
  on('Vip', onBoolean),
  on('Born', onDate),
  on('Seen', onDate),
  on('Money', fc.oneof(onText, onNumber)),
  on('Joined', fc.oneof(onText, onSpelled)),
);

const groupOf = (leaf: fc.Arbitrary<Condition>, depth: number): fc.Arbitrary<Group> => {
  const node: fc.Arbitrary<Group | Condition> =
    depth === 0
      ? leaf
      : fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: groupOf(leaf, depth - 1) });
  const nodes = fc.array(node, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    nodes.map((all) => ({ all })),
    nodes.map((any) => ({ any })),
  );
};

const aggregate = fc.oneof(
  numeric.map((rest) => ({ fn: 'count' as const, ...rest })),
  numeric.map((rest) => ({ fn: 'count' as const, column: 'Status', ...rest })),
  fc
    .tuple(fc.constantFrom('sum' as const, 'avg' as const, 'min' as const, 'max' as const), numeric)
    .map(([fn, rest]) => ({ fn, column: 'Sum', ...rest })),
  fc
    .tuple(fc.constantFrom('sum' as const, 'avg' as const), numeric)
    .map(([fn, rest]) => ({ fn, column: 'Price', ...rest })),
  fc
    .tuple(fc.constantFrom('min' as const, 'max' as const), dated)
    .map(([fn, rest]) => ({ fn, column: 'Day', ...rest })),
  fc
    .tuple(
      fc.constantFrom('min' as const, 'max' as const),
      fc.oneof(one(equalities, text), many(text, textPair)),
    )
    .map(([fn, rest]) => ({ fn, column: 'Status', ...rest })),
);
const related: fc.Arbitrary<Condition> = fc
  .record({
    table: fc.constant('orders'),
    where: fc.option(groupOf(orderCondition, 1), { nil: undefined }),
    aggregate: fc.option(aggregate, { nil: undefined }),
  })
  .map(({ table, where, aggregate: wanted }) => ({
    table,
    ...(where && { where }),
    ...(wanted && { aggregate: wanted }),
  }));

const group = groupOf(
  fc.oneof({ weight: 3, arbitrary: profileCondition }, { weight: 1, arbitrary: related }),
  2,
);

/** One to three rules that fit the small tables. */
export const smallRules: fc.Arbitrary<Rule[]> = fc
  .tuple(
    group,
    fc.array(
      fc.record({
        set: fc.constantFrom('union' as const, 'intersect' as const, 'except' as const),
        where: group,
      }),
      { maxLength: 2 },
    ),
  )
  .map(([where, others]) => [{ where }, ...others]);
