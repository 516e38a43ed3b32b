// Between the rules of the API and the tree of the builder: there and back without loss, and from the places that the
// server names (`rules[1].where.all[0].op`) to the parts of the tree.
import type { Schemas } from '../../api/client.ts';
import type {
  AggregateNode,
  AttributeNode,
  Comparison,
  GroupNode,
  RelatedNode,
  RuleNode,
  RuleTreeNode,
} from './builder-tree.ts';
import { asOf, isFilledIn } from './comparisons.ts';

export type ApiRule = Schemas['RuleInput'];
type ApiGroup = Schemas['GroupInput'];
type ApiNode = Extract<ApiGroup, { all: unknown }>['all'][number];
type ApiRelated = Extract<ApiNode, { table: string }>;
type ApiComparison = Pick<Extract<ApiNode, { attribute: string }>, 'op' | 'value'>;

/** Ids in a row: `n1`, `n2`. */
export type Ids = () => string;
export function idsFrom(next: number): { take: Ids; next: () => number } {
  let at = next;
  return {
    take: () => {
      at += 1;
      return `n${at}`;
    },
    next: () => at,
  };
}

export const fromRules = (rules: readonly ApiRule[], take: Ids): RuleNode[] =>
  rules.map(({ set, where }) => ({ id: take(), set: set ?? 'union', where: fromGroup(where, take) }));

function fromGroup(group: ApiGroup, take: Ids): GroupNode {
  const [match, nodes] = 'all' in group ? (['all', group.all] as const) : (['any', group.any] as const);
  return { kind: 'group', id: take(), match, nodes: nodes.map((node) => fromNode(node, take)) };
}

function fromNode(node: ApiNode, take: Ids): RuleTreeNode {
  if ('all' in node || 'any' in node) return fromGroup(node, take);
  if ('attribute' in node) {
    return { kind: 'attribute', id: take(), attribute: node.attribute, ...fromComparison(node) };
  }
  const { table, where, aggregate } = node;
  const related: RelatedNode = { kind: 'related', id: take(), table };
  if (where !== undefined) related.where = fromGroup(where, take);
  if (aggregate !== undefined) {
    const { fn, column } = aggregate;
    related.aggregate = { fn, ...(column === undefined ? {} : { column }), ...fromComparison(aggregate) };
  }
  return related;
}

function fromComparison({ op, value }: ApiComparison): Comparison {
  if (value === undefined) return { op };
  const as = asOf(op, value);
  return { op, value, ...(as === undefined ? {} : { as }) };
}

/** What the tree says in the words of the API, and which part of the tree each place in it came from. */
export type Written = {
  rules: ApiRule[];
  /** From a place such as `rules[0].where.all[1]` to the id of what is written there. */
  places: Map<string, string>;
  /** Ids of conditions that are not filled in, and of groups without any. */
  unfinished: Set<string>;
};

type Only = 'all' | 'finished';

/** @param only `finished` leaves out what is not filled in, to count the rest. */
export function toRules(rules: readonly RuleNode[], only: Only = 'all'): Written {
  const written: Written = { rules: [], places: new Map(), unfinished: new Set() };
  for (const rule of rules) {
    const field = `rules[${written.rules.length}]`;
    const where = writeGroup(written, rule.where, `${field}.where`, only);
    if (where === null) continue;
    written.places.set(field, rule.id);
    written.rules.push({ ...(written.rules.length === 0 ? {} : { set: rule.set }), where });
  }
  return written;
}

function writeGroup(written: Written, group: GroupNode, field: string, only: Only): ApiGroup | null {
  const nodes: ApiNode[] = [];
  for (const node of group.nodes) {
    const place = `${field}.${group.match}[${nodes.length}]`;
    const api = writeNode(written, node, place, only);
    if (api === null) continue;
    written.places.set(place, node.id);
    nodes.push(api);
  }
  if (group.nodes.length === 0) written.unfinished.add(group.id);
  if (nodes.length === 0 && only === 'finished') return null;
  written.places.set(field, group.id);
  return group.match === 'all' ? { all: nodes } : { any: nodes };
}

function writeNode(written: Written, node: RuleTreeNode, field: string, only: Only): ApiNode | null {
  if (node.kind === 'group') return writeGroup(written, node, field, only);
  const isFilledIn = isNodeFilledIn(node);
  if (!isFilledIn) written.unfinished.add(node.id);
  const api = node.kind === 'attribute' ? writeAttribute(node) : writeRelated(written, node, field, only);
  return isFilledIn || only === 'all' ? api : null;
}

const writeAttribute = (node: AttributeNode): ApiNode => ({
  attribute: node.attribute,
  ...comparisonOf(node),
});

function writeRelated(written: Written, node: RelatedNode, field: string, only: Only): ApiRelated | null {
  const api: ApiRelated = { table: node.table };
  if (node.where !== undefined) {
    const where = writeGroup(written, node.where, `${field}.where`, only);
    // With all of its conditions left out it would ask for any row, and count too many.
    if (where === null) return null;
    api.where = where;
  }
  if (node.aggregate !== undefined) {
    const { fn, column } = node.aggregate;
    api.aggregate = { fn, ...(column === undefined ? {} : { column }), ...comparisonOf(node.aggregate) };
  }
  return api;
}

const comparisonOf = ({ op, value }: Comparison): ApiComparison => ({
  op,
  ...(value === undefined ? {} : { value }),
});

function isNodeFilledIn(node: AttributeNode | RelatedNode): boolean {
  if (node.kind === 'attribute') return node.attribute !== '' && isFilledIn(node);
  return node.table !== '' && (node.aggregate === undefined || isAggregateFilledIn(node.aggregate));
}

const isAggregateFilledIn = (aggregate: AggregateNode) =>
  (aggregate.fn === 'count' || aggregate.column !== undefined) && isFilledIn(aggregate);

/** Which part of a condition a message is about: `op`, `aggregate.value`; '' for all of it. */
export type Misfit = { part: string; message: string };

/** What the server has against each part of the tree; what it says of no part is under ''. */
export function misfitsByNode(
  errors: readonly { field: string; message: string }[],
  places: ReadonlyMap<string, string>,
): Map<string, Misfit[]> {
  const found = new Map<string, Misfit[]>();
  for (const { field, message } of errors) {
    let place = field;
    while (place !== '' && !places.has(place)) place = place.replace(/(\.[^.[\]]+|\[\d+\]|^[^.[\]]+)$/, '');
    const id = places.get(place) ?? '';
    const part = id === '' ? field : field.slice(place.length).replace(/^\./, '');
    found.set(id, [...(found.get(id) ?? []), { part, message }]);
  }
  return found;
}
