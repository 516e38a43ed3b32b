// The rule language of segments, as the public contract fixes it. These schemas check shape only; whether a rule
// fits the tables at hand (attributes, types, empty groups) is decided in core/rules.ts, which knows the columns.
import { z } from 'zod';

export const operators = [
  'eq',
  'ne',
  'lt',
  'lte',
  'gt',
  'gte',
  'between',
  'in',
  'notIn',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  'isEmpty',
  'isNotEmpty',
  'before',
  'after',
  'inLast',
  'notInLast',
  'isTrue',
  'isFalse',
] as const;
export type Operator = (typeof operators)[number];

export const aggregateFunctions = ['count', 'sum', 'avg', 'min', 'max'] as const;
export type AggregateFunction = (typeof aggregateFunctions)[number];

export const Scalar = z.union([z.string(), z.number(), z.boolean()]);
export type Scalar = z.infer<typeof Scalar>;

export const Span = z.strictObject({
  n: z.int().min(1).max(100_000),
  unit: z.enum(['days', 'weeks', 'months', 'years']),
});
export type Span = z.infer<typeof Span>;

export const RuleValue = z.union([Scalar, z.array(Scalar), Span]);
export type RuleValue = z.infer<typeof RuleValue>;

export type AttributeCondition = { attribute: string; op: Operator; value?: RuleValue | undefined };
export type Aggregate = {
  fn: AggregateFunction;
  column?: string | undefined;
  op: Operator;
  value?: RuleValue | undefined;
};
export type RelatedCondition = {
  table: string;
  where?: Group | undefined;
  aggregate?: Aggregate | undefined;
};
export type Condition = AttributeCondition | RelatedCondition;
export type Group = { all: (Group | Condition)[] } | { any: (Group | Condition)[] };

export const AttributeCondition = z.strictObject({
  attribute: z.string().min(1),
  op: z.enum(operators),
  value: RuleValue.optional(),
});

export const Aggregate = z.strictObject({
  fn: z.enum(aggregateFunctions),
  column: z.string().min(1).optional(),
  op: z.enum(operators),
  value: RuleValue.optional(),
});

export const RelatedCondition = z.strictObject({
  table: z.string().min(1),
  get where() {
    return Group.optional();
  },
  aggregate: Aggregate.optional(),
});

const Node: z.ZodType<Group | Condition> = z.lazy(() =>
  z.union([AttributeCondition, RelatedCondition, Group]),
);

export const Group: z.ZodType<Group> = z
  .lazy(() => z.union([z.strictObject({ all: z.array(Node) }), z.strictObject({ any: z.array(Node) })]))
  .meta({ id: 'Group' });

export const setOperations = ['union', 'intersect', 'except'] as const;
export type SetOperation = (typeof setOperations)[number];

/** From the second rule on, `set` says how the rule's members join those so far; read from left to right. */
export type Rule = { set?: SetOperation | undefined; where: Group };
export const Rule = z.strictObject({ set: z.enum(setOperations).optional(), where: Group });
