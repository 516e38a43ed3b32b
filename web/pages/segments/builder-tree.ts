// Rules while they are being built: a tree in which everything has an id of its own, and how to find, put, take and
// move in it. All pure; whoever changes a tree gets a new one, in which what did not change is the same object.
import type { AggregateFunction, Operator, RuleValue, SetOperation } from '../../../src/contract/rules.ts';

/** How a value of a text column is compared; other columns know by their type. */
export type As = 'text' | 'number' | 'date';

/** Without a value where the operator takes none, or none has been entered yet. */
export type Comparison = { op: Operator; value?: RuleValue | undefined; as?: As | undefined };
export type AttributeNode = Comparison & { kind: 'attribute'; id: string; attribute: string };
export type AggregateNode = Comparison & { fn: AggregateFunction; column?: string | undefined };
export type RelatedNode = {
  kind: 'related';
  id: string;
  table: string;
  where?: GroupNode | undefined;
  /** Without it, one row is enough. */
  aggregate?: AggregateNode | undefined;
};
export type GroupNode = { kind: 'group'; id: string; match: 'all' | 'any'; nodes: RuleTreeNode[] };
export type RuleTreeNode = AttributeNode | RelatedNode | GroupNode;
/** `set` is kept for the first rule too, which joins nothing, for when it is moved. */
export type RuleNode = { id: string; set: SetOperation; where: GroupNode };

/** Groups from the outermost in the same table to the one around the node, with the place of the next one in each. */
type Trail = { group: GroupNode; index: number }[];
export type Place = {
  node: RuleTreeNode;
  group: GroupNode;
  index: number;
  /** Place of the rule. */
  rule: number;
  /** The related table whose rows the conditions here are about; '' for profiles. */
  scope: string;
  trail: Trail;
};
export type Target = { group: string; index: number };

/** Every node below the group, parents before their children. */
function* placesIn(group: GroupNode, at: Omit<Place, 'node' | 'group' | 'index'>): Generator<Place> {
  for (const [index, node] of group.nodes.entries()) {
    const trail = [...at.trail, { group, index }];
    yield { ...at, node, group, index, trail };
    if (node.kind === 'group') yield* placesIn(node, { ...at, trail });
    if (node.kind === 'related' && node.where !== undefined) {
      yield* placesIn(node.where, { rule: at.rule, scope: node.table, trail: [] });
    }
  }
}

export function* placesOf(rules: readonly RuleNode[]): Generator<Place> {
  for (const [rule, { where }] of rules.entries()) yield* placesIn(where, { rule, scope: '', trail: [] });
}

export function findPlace(rules: readonly RuleNode[], id: string): Place | null {
  for (const place of placesOf(rules)) if (place.node.id === id) return place;
  return null;
}

/** The group, and the table that its conditions are about. */
export function findGroup(
  rules: readonly RuleNode[],
  id: string,
): { group: GroupNode; scope: string } | null {
  for (const { where } of rules) if (where.id === id) return { group: where, scope: '' };
  for (const { node, scope } of placesOf(rules)) {
    if (node.kind === 'group' && node.id === id) return { group: node, scope };
    if (node.kind === 'related' && node.where?.id === id) return { group: node.where, scope: node.table };
  }
  return null;
}

function mapSame<T>(items: readonly T[], change: (item: T) => T): T[] {
  const next = items.map(change);
  return next.some((item, at) => item !== items[at]) ? next : (items as T[]);
}

function mapGroup(group: GroupNode, change: (group: GroupNode) => GroupNode): GroupNode {
  const nodes = mapSame(group.nodes, (node) => {
    if (node.kind === 'group') return mapGroup(node, change);
    if (node.kind !== 'related' || node.where === undefined) return node;
    const where = mapGroup(node.where, change);
    if (where === node.where) return node;
    // A related table whose last condition was taken away is asked for any row.
    return { ...node, where: where.nodes.length === 0 ? undefined : where };
  });
  return change(nodes === group.nodes ? group : { ...group, nodes });
}

export function changeGroups(rules: RuleNode[], change: (group: GroupNode) => GroupNode): RuleNode[] {
  return mapSame(rules, (rule) => {
    const where = mapGroup(rule.where, change);
    return where === rule.where ? rule : { ...rule, where };
  });
}

const inGroup = (rules: RuleNode[], id: string, change: (nodes: RuleTreeNode[]) => RuleTreeNode[]) =>
  changeGroups(rules, (group) => (group.id === id ? { ...group, nodes: change(group.nodes) } : group));

export const insertNode = (rules: RuleNode[], { group, index }: Target, node: RuleTreeNode): RuleNode[] =>
  inGroup(rules, group, (nodes) => nodes.toSpliced(index, 0, node));

/** Puts these in the node's place: none to remove it, its own children to dissolve a group. */
export function replaceNode(rules: RuleNode[], id: string, by: RuleTreeNode[]): RuleNode[] {
  const place = findPlace(rules, id);
  if (place === null) return rules;
  return inGroup(rules, place.group.id, (nodes) => nodes.toSpliced(place.index, 1, ...by));
}

/** A node moves among conditions on the same table, and not into itself. */
export function mayMove(rules: readonly RuleNode[], id: string, { group, index }: Target): boolean {
  const from = findPlace(rules, id);
  const to = findGroup(rules, group);
  if (from === null || to === null || from.scope !== to.scope) return false;
  if (from.group.id === group && (index === from.index || index === from.index + 1)) return false;
  return from.node.id !== group && !isInside(from.node, group);
}

function isInside(node: RuleTreeNode, group: string): boolean {
  if (node.kind === 'attribute') return false;
  const inner = node.kind === 'group' ? node : node.where;
  if (inner === undefined) return false;
  return inner.id === group || inner.nodes.some((each) => isInside(each, group));
}

/** @param to counted before the node is taken from where it is. */
export function moveNode(rules: RuleNode[], id: string, to: Target): RuleNode[] {
  const from = findPlace(rules, id);
  if (from === null || !mayMove(rules, id, to)) return rules;
  const put = insertNode(rules, to, from.node);
  // Both are there for a moment; the old one is taken by its place, which an insertion before it has shifted.
  const shift = from.group.id === to.group && to.index <= from.index ? 1 : 0;
  return inGroup(put, from.group.id, (nodes) => nodes.toSpliced(from.index + shift, 1));
}

export const steps = ['up', 'down', 'into', 'out'] as const;
export type Step = (typeof steps)[number];

/** Where one step takes the node; null where it leads nowhere. */
export function stepTarget(rules: readonly RuleNode[], id: string, step: Step): Target | null {
  const place = findPlace(rules, id);
  if (place === null) return null;
  const { group, index, trail } = place;
  // The group around this one, if it is about the same table.
  const outer = trail.at(-2);
  switch (step) {
    case 'up':
      if (index > 0) return { group: group.id, index: index - 1 };
      if (outer !== undefined) return { group: outer.group.id, index: outer.index };
      return otherRule(rules, place, -1);
    case 'down':
      if (index < group.nodes.length - 1) return { group: group.id, index: index + 2 };
      if (outer !== undefined) return { group: outer.group.id, index: outer.index + 1 };
      return otherRule(rules, place, 1);
    case 'into': {
      const [above, below] = [group.nodes[index - 1], group.nodes[index + 1]];
      if (above?.kind === 'group') return { group: above.id, index: above.nodes.length };
      return below?.kind === 'group' ? { group: below.id, index: 0 } : null;
    }
    case 'out':
      return outer === undefined ? null : { group: outer.group.id, index: outer.index + 1 };
  }
}

function otherRule(rules: readonly RuleNode[], { rule, scope }: Place, by: -1 | 1): Target | null {
  const other = scope === '' ? rules[rule + by] : undefined;
  if (other === undefined) return null;
  return { group: other.where.id, index: by < 0 ? other.where.nodes.length : 0 };
}
