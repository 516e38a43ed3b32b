// What each change of the rules makes of the tree, and what it is said to have done.

import type { SetOperation } from '../../../src/contract/rules.ts';
import type { Action, Happening } from './builder-state.ts';
import {
  type AttributeNode,
  changeGroups,
  findGroup,
  findPlace,
  type GroupNode,
  insertNode,
  moveNode,
  type RuleNode,
  type RuleTreeNode,
  replaceNode,
  stepTarget,
} from './builder-tree.ts';

export type TreeAction = Exclude<Action, { do: 'undo' | 'redo' | 'saved' | 'facts' | 'change' }>;
export type Event = { kind: Happening['kind']; id: string } | null;

const newCondition = (take: () => string): AttributeNode => ({
  kind: 'attribute',
  id: take(),
  attribute: '',
  op: 'eq',
});
const newGroup = (take: () => string, match: 'all' | 'any'): GroupNode => ({
  kind: 'group',
  id: take(),
  match,
  nodes: [newCondition(take)],
});
export const newRule = (take: () => string, set: SetOperation): RuleNode => ({
  id: take(),
  set,
  where: newGroup(take, 'all'),
});

type RuleAction = Extract<TreeAction, { do: 'addRule' | 'removeRule' | 'moveRule' | 'set' }>;
type NodeAction = Exclude<TreeAction, RuleAction>;
type Take = () => string;

export function treeAfter(rules: RuleNode[], action: TreeAction, take: Take): [RuleNode[], Event] {
  switch (action.do) {
    case 'addRule':
    case 'removeRule':
    case 'moveRule':
    case 'set':
      return afterRuleAction(rules, action, take);
    default:
      return afterNodeAction(rules, action, take);
  }
}

function afterRuleAction(rules: RuleNode[], action: RuleAction, take: Take): [RuleNode[], Event] {
  switch (action.do) {
    case 'addRule': {
      const rule = newRule(take, action.set);
      return [[...rules, rule], { kind: 'added', id: rule.where.nodes[0]?.id ?? '' }];
    }
    case 'removeRule':
      if (rules.length < 2) return [rules, null];
      return [rules.filter(({ id }) => id !== action.id), { kind: 'removed', id: '' }];
    case 'moveRule': {
      const at = rules.findIndex(({ id }) => id === action.id);
      const rule = rules[at];
      if (rule === undefined || rules[at + action.by] === undefined) return [rules, null];
      return [rules.toSpliced(at, 1).toSpliced(at + action.by, 0, rule), { kind: 'moved', id: rule.id }];
    }
    case 'set':
      return [rules.map((rule) => (rule.id === action.id ? { ...rule, set: action.set } : rule)), null];
  }
}

function afterNodeAction(rules: RuleNode[], action: NodeAction, take: Take): [RuleNode[], Event] {
  switch (action.do) {
    case 'match':
      return [
        changeGroups(rules, (group) =>
          group.id === action.group ? { ...group, match: action.match } : group,
        ),
        null,
      ];
    case 'add': {
      const node = newNode(action, take);
      const index = findGroup(rules, action.group)?.group.nodes.length ?? 0;
      // One goes on with the first condition of a new group.
      const id = (node.kind === 'group' ? node.nodes[0]?.id : undefined) ?? node.id;
      return [insertNode(rules, { group: action.group, index }, node), { kind: 'added', id }];
    }
    case 'addWhere': {
      const node = findPlace(rules, action.id)?.node;
      if (node?.kind !== 'related' || node.where !== undefined) return [rules, null];
      const where = newGroup(take, 'all');
      return [
        replaceNode(rules, node.id, [{ ...node, where }]),
        { kind: 'added', id: where.nodes[0]?.id ?? '' },
      ];
    }
    case 'remove': {
      const group = findPlace(rules, action.id)?.group.id ?? '';
      return [replaceNode(rules, action.id, []), { kind: 'removed', id: group }];
    }
    case 'wrap': {
      const place = findPlace(rules, action.id);
      if (place === null) return [rules, null];
      const match = place.group.match === 'all' ? 'any' : 'all';
      const group: GroupNode = { kind: 'group', id: take(), match, nodes: [place.node] };
      return [replaceNode(rules, action.id, [group]), { kind: 'moved', id: action.id }];
    }
    case 'unwrap': {
      const node = findPlace(rules, action.id)?.node;
      if (node?.kind !== 'group') return [rules, null];
      return [replaceNode(rules, node.id, node.nodes), { kind: 'moved', id: node.nodes[0]?.id ?? '' }];
    }
    case 'move':
      return [moveNode(rules, action.id, action.to), { kind: 'moved', id: action.id }];
    case 'step': {
      const to = stepTarget(rules, action.id, action.step);
      if (to === null) return [rules, null];
      return [moveNode(rules, action.id, to), { kind: 'moved', id: action.id }];
    }
  }
}

function newNode(action: { kind: RuleTreeNode['kind']; table?: string }, take: () => string): RuleTreeNode {
  switch (action.kind) {
    case 'attribute':
      return newCondition(take);
    case 'group':
      return newGroup(take, 'any');
    case 'related':
      return { kind: 'related', id: take(), table: action.table ?? '' };
  }
}
