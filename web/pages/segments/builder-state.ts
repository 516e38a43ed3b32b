// Everything that the builder knows, and the one function that changes it: a pure reducer. Each change can be undone;
// typing in one field counts as one change.
import type { SetOperation } from '../../../src/contract/rules.ts';
import { type Event, newRule, type TreeAction, treeAfter } from './builder-edits.ts';
import { type ApiRule, fromRules, idsFrom } from './builder-rules.ts';
import {
  type AttributeNode,
  findPlace,
  type RelatedNode,
  type RuleNode,
  type RuleTreeNode,
  replaceNode,
  type Step,
  type Target,
} from './builder-tree.ts';

export type Facts = { name: string; description: string; type: 'dynamic' | 'static'; tags: string[] };
export type Draft = Facts & { rules: RuleNode[] };

/** What just happened, for the focus and for who listens: `at` tells one from the next. */
export type Happening = {
  at: number;
  kind: 'added' | 'removed' | 'moved' | 'undone' | 'redone';
  /** What was added or moved; of something removed, the group that it was in. */
  id: string;
  position: number;
  of: number;
};

export type BuilderState = {
  draft: Draft;
  /** What is saved; the very same object as `draft` while nothing has changed. */
  saved: Draft;
  past: Draft[];
  future: Draft[];
  nextId: number;
  /** The field that the last change was about, if more of the same joins it. */
  typing: string | null;
  happening: Happening | null;
};

export type Action =
  | { do: 'facts'; facts: Partial<Facts> }
  | { do: 'addRule'; set: SetOperation }
  | { do: 'removeRule'; id: string }
  | { do: 'moveRule'; id: string; by: -1 | 1 }
  | { do: 'set'; id: string; set: SetOperation }
  | { do: 'match'; group: string; match: 'all' | 'any' }
  | { do: 'add'; group: string; kind: RuleTreeNode['kind']; table?: string }
  /** Conditions on the rows of a related table. */
  | { do: 'addWhere'; id: string }
  | { do: 'change'; node: AttributeNode | RelatedNode; typing?: string }
  | { do: 'remove'; id: string }
  | { do: 'wrap'; id: string }
  | { do: 'unwrap'; id: string }
  | { do: 'move'; id: string; to: Target }
  | { do: 'step'; id: string; step: Step }
  | { do: 'undo' }
  | { do: 'redo' }
  | { do: 'saved' };

const mostUndone = 200;

/** @param segment what is saved; a new one has a rule with one condition to fill in. */
export function startState(segment?: Facts & { rules: readonly ApiRule[] }): BuilderState {
  const ids = idsFrom(0);
  const draft: Draft =
    segment === undefined
      ? { name: '', description: '', type: 'dynamic', tags: [], rules: [newRule(ids.take, 'union')] }
      : { ...factsOf(segment), rules: fromRules(segment.rules, ids.take) };
  return { draft, saved: draft, past: [], future: [], nextId: ids.next(), typing: null, happening: null };
}

export const factsOf = ({ name, description, type, tags }: Facts): Facts => ({
  name,
  description,
  type,
  tags,
});

export const hasChanges = ({ draft, saved }: BuilderState): boolean => draft !== saved;

export function builderReducer(state: BuilderState, action: Action): BuilderState {
  switch (action.do) {
    case 'undo':
      return undo(state);
    case 'redo':
      return redo(state);
    case 'saved':
      return { ...state, saved: state.draft, typing: null };
    case 'facts': {
      const typing = `facts.${Object.keys(action.facts).join()}`;
      return commit(state, { ...state.draft, ...action.facts }, { typing });
    }
    case 'change': {
      const rules = replaceNode(state.draft.rules, action.node.id, [action.node]);
      const typing = action.typing === undefined ? null : `${action.node.id}.${action.typing}`;
      return commit(state, { ...state.draft, rules }, { typing });
    }
    default:
      return changeTree(state, action);
  }
}

function changeTree(state: BuilderState, action: TreeAction): BuilderState {
  const ids = idsFrom(state.nextId);
  const [rules, event] = treeAfter(state.draft.rules, action, ids.take);
  if (rules === state.draft.rules) return state;
  const next = commit(state, { ...state.draft, rules }, { event });
  return { ...next, nextId: ids.next() };
}

type Commit = { typing?: string | null; event?: Event };

function commit(state: BuilderState, draft: Draft, { typing = null, event = null }: Commit): BuilderState {
  const joins = typing !== null && typing === state.typing && state.past.length > 0;
  return {
    ...state,
    draft,
    past: joins ? state.past : [...state.past, state.draft].slice(-mostUndone),
    future: [],
    typing,
    happening: event === null ? state.happening : happeningOf(state, draft, event),
  };
}

function happeningOf(state: BuilderState, draft: Draft, { kind, id }: NonNullable<Event>): Happening {
  const at = (state.happening?.at ?? 0) + 1;
  const place = findPlace(draft.rules, id);
  if (place !== null) {
    return { at, kind, id, position: place.index + 1, of: place.group.nodes.length };
  }
  const rule = draft.rules.findIndex((each) => each.id === id);
  return { at, kind, id, position: rule + 1, of: draft.rules.length };
}

function undo(state: BuilderState): BuilderState {
  const draft = state.past.at(-1);
  if (draft === undefined) return state;
  const happening = happeningOf(state, draft, { kind: 'undone', id: '' });
  const [past, future] = [state.past.slice(0, -1), [state.draft, ...state.future]];
  return { ...state, draft, past, future, typing: null, happening };
}

function redo(state: BuilderState): BuilderState {
  const [draft, ...future] = state.future;
  if (draft === undefined) return state;
  const happening = happeningOf(state, draft, { kind: 'redone', id: '' });
  return { ...state, draft, past: [...state.past, state.draft], future, typing: null, happening };
}
