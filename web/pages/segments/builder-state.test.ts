import { describe, expect, it } from 'vitest';
import { type ApiRule, toRules } from './builder-rules.ts';
import { type Action, type BuilderState, builderReducer, hasChanges, startState } from './builder-state.ts';
import { findPlace, mayMove, type RuleTreeNode } from './builder-tree.ts';

const on = (attribute: string) => ({ attribute, op: 'isNotEmpty' as const });
const rules: ApiRule[] = [
  { where: { all: [on('A'), { any: [on('B'), on('C')] }, on('D')] } },
  { set: 'except', where: { any: [{ table: 'orders', where: { all: [on('X'), on('Y')] } }, on('E')] } },
];
const facts = { name: 'Some', description: '', type: 'dynamic' as const, tags: [] };
const start = () => startState({ ...facts, rules });
const having = (state: BuilderState, ...actions: Action[]) => actions.reduce(builderReducer, state);

/** `A (B C) D | [X Y] E`: groups in brackets, rows of related tables in square ones. */
function drawn({ draft }: BuilderState): string {
  const draw = (node: RuleTreeNode): string => {
    if (node.kind === 'attribute') return node.attribute || '?';
    if (node.kind === 'group') return `(${node.nodes.map(draw).join(' ')})`;
    return `[${node.where?.nodes.map(draw).join(' ') ?? ''}]`;
  };
  return draft.rules.map(({ where }) => where.nodes.map(draw).join(' ')).join(' | ');
}

function idOf({ draft }: BuilderState, attribute: string): string {
  const all: RuleTreeNode[] = draft.rules.flatMap(({ where }) => where.nodes);
  for (const node of all) {
    if (node.kind === 'attribute' && node.attribute === attribute) return node.id;
    if (node.kind === 'group') all.push(...node.nodes);
    if (node.kind === 'related') all.push(...(node.where?.nodes ?? []));
  }
  throw new Error(`There is no ${attribute}.`);
}
const step = (state: BuilderState, attribute: string, ...steps: ('up' | 'down' | 'into' | 'out')[]) =>
  having(state, ...steps.map((each): Action => ({ do: 'step', id: idOf(state, attribute), step: each })));

describe('moving by steps', () => {
  it.each([
    ['A', ['down'], '(B C) A D | [X Y] E'],
    ['A', ['down', 'into'], '(B C A) D | [X Y] E'],
    ['A', ['into'], '(A B C) D | [X Y] E'],
    ['D', ['into'], 'A (B C D) | [X Y] E'],
    ['B', ['up'], 'A B (C) D | [X Y] E'],
    ['C', ['down'], 'A (B) C D | [X Y] E'],
    ['C', ['out', 'down'], 'A (B) D C | [X Y] E'],
    ['D', ['down'], 'A (B C) | D [X Y] E'],
    ['A', ['up'], 'A (B C) D | [X Y] E'],
    ['E', ['up', 'up'], 'A (B C) D E | [X Y]'],
    ['X', ['down'], 'A (B C) D | [Y X] E'],
    ['X', ['up'], 'A (B C) D | [X Y] E'],
    ['X', ['out'], 'A (B C) D | [X Y] E'],
  ] as const)('%s %s', (attribute, steps, expected) => {
    const moved = step(start(), attribute, ...steps);
    expect(drawn(moved)).toBe(expected);
  });

  it('tells where the condition has come to', () => {
    const moved = step(start(), 'A', 'into');
    expect(moved.happening).toMatchObject({ kind: 'moved', id: idOf(moved, 'A'), position: 1, of: 3 });
  });
});

it('moves among conditions on the same table alone, and nothing into itself', () => {
  const state = start();
  const { draft } = state;
  const place = (attribute: string) => findPlace(draft.rules, idOf(state, attribute));
  const [inner, root] = [place('B')?.group.id ?? '', place('A')?.group.id ?? ''];
  const rows = place('X')?.group.id ?? '';
  expect(mayMove(draft.rules, idOf(state, 'A'), { group: inner, index: 1 })).toBe(true);
  expect(mayMove(draft.rules, idOf(state, 'A'), { group: rows, index: 0 })).toBe(false);
  expect(mayMove(draft.rules, idOf(state, 'X'), { group: root, index: 0 })).toBe(false);
  expect(mayMove(draft.rules, inner, { group: inner, index: 0 })).toBe(false);
  expect(mayMove(draft.rules, inner, { group: root, index: 3 })).toBe(true);
  const moved = having(state, { do: 'move', id: inner, to: { group: root, index: 3 } });
  expect(drawn(moved)).toBe('A D (B C) | [X Y] E');
  expect(drawn(having(state, { do: 'move', id: inner, to: { group: root, index: 0 } }))).toBe(
    '(B C) A D | [X Y] E',
  );
});

it('wraps into a group of the other kind, and dissolves it', () => {
  const wrapped = having(start(), { do: 'wrap', id: idOf(start(), 'A') });
  expect(drawn(wrapped)).toBe('(A) (B C) D | [X Y] E');
  const group = findPlace(wrapped.draft.rules, idOf(wrapped, 'A'))?.group;
  expect(group?.match).toBe('any');
  expect(drawn(having(wrapped, { do: 'unwrap', id: group?.id ?? '' }))).toBe(drawn(start()));
});

it('adds and removes; a related table without conditions is asked for any row', () => {
  const state = start();
  const root = state.draft.rules[0]?.where.id ?? '';
  const added = having(
    state,
    { do: 'add', group: root, kind: 'attribute' },
    { do: 'add', group: root, kind: 'group' },
    { do: 'add', group: root, kind: 'related', table: 'orders' },
    { do: 'addRule', set: 'intersect' },
  );
  expect(drawn(added)).toBe('A (B C) D ? (?) [] | [X Y] E | ?');
  const gone = having(state, { do: 'remove', id: idOf(state, 'X') }, { do: 'remove', id: idOf(state, 'Y') });
  expect(toRules(gone.draft.rules).rules[1]).toEqual({
    set: 'except',
    where: { any: [{ table: 'orders' }, on('E')] },
  });
});

it('gives a rule that is moved to the front no set, and the one before it its own', () => {
  const state = start();
  const moved = having(state, { do: 'moveRule', id: state.draft.rules[1]?.id ?? '', by: -1 });
  expect(toRules(moved.draft.rules).rules.map(({ set }) => set)).toEqual([undefined, 'union']);
  expect(having(state, { do: 'moveRule', id: state.draft.rules[0]?.id ?? '', by: -1 })).toBe(state);
  const one = having(state, { do: 'removeRule', id: state.draft.rules[0]?.id ?? '' });
  expect(drawn(one)).toBe('[X Y] E');
  expect(having(one, { do: 'removeRule', id: one.draft.rules[0]?.id ?? '' })).toBe(one);
});

describe('undo', () => {
  it('goes back to the very state that was saved, and forward again', () => {
    const state = start();
    const moved = having(step(state, 'A', 'down'), { do: 'facts', facts: { name: 'Other' } });
    expect(hasChanges(moved)).toBe(true);
    const back = having(moved, { do: 'undo' }, { do: 'undo' }, { do: 'undo' });
    expect(hasChanges(back)).toBe(false);
    const forth = having(back, { do: 'redo' }, { do: 'redo' });
    expect(forth.draft).toEqual(moved.draft);
    expect(having(forth, { do: 'redo' })).toBe(forth);
  });

  it('takes what was typed into one field as one change', () => {
    const state = start();
    const typed = having(
      state,
      ...['N', 'Ne', 'New'].map((name): Action => ({ do: 'facts', facts: { name } })),
      { do: 'facts', facts: { description: 'x' } },
    );
    expect(having(typed, { do: 'undo' }).draft.name).toBe('New');
    expect(having(typed, { do: 'undo' }, { do: 'undo' }).draft.name).toBe('Some');
  });

  it('forgets what was undone once something else is done', () => {
    const undone = having(step(start(), 'A', 'down'), { do: 'undo' });
    expect(step(undone, 'D', 'into').future).toEqual([]);
  });
});
