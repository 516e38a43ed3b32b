// What somebody is entering about an export: kept apart from the export itself until it is saved.
import type { Export, ExportInput, Mapping } from '../../api/export-calls.ts';
import { type OptionalField, optionalFields } from './fields.ts';
import { type GuardTexts, guardsOf, guardTexts, isGuardText } from './guards.ts';

export type Matched = { key: string; field: OptionalField | 'custom'; property: string; attribute: string };
export type MembershipKind = Export['membership']['as'];

export type Draft = {
  connectionId: string;
  name: string;
  email: string;
  matched: Matched[];
  segmentIds: string[];
  as: MembershipKind;
  names: Record<string, string>;
  quietStart: boolean;
  welcome: boolean;
  guards: GuardTexts;
};

export const emptyDraft: Draft = {
  connectionId: '',
  name: '',
  email: '',
  matched: [],
  segmentIds: [],
  as: 'tag',
  names: {},
  quietStart: false,
  welcome: false,
  guards: guardTexts({}),
};

export function draftOf(item: Export): Draft {
  const { mapping, membership } = item;
  const matched = optionalFields.flatMap((field): Matched[] => {
    const attribute = mapping[field];
    return attribute === undefined ? [] : [{ key: field, field, property: '', attribute }];
  });
  const custom = Object.entries(mapping.customProperties ?? {}).map(
    ([property, attribute]): Matched => ({ key: `custom ${property}`, field: 'custom', property, attribute }),
  );
  return {
    connectionId: item.connectionId ?? '',
    name: item.name,
    email: mapping.email,
    matched: [...matched, ...custom],
    segmentIds: item.segmentIds,
    as: membership.as,
    names: membership.names ?? {},
    quietStart: item.quietStart ?? false,
    welcome: item.sendWelcomeMessage,
    guards: guardTexts(item.guards ?? {}),
  };
}

export function mappingOf({ email, matched }: Pick<Draft, 'email' | 'matched'>): Mapping {
  const mapping: Mapping = { email };
  const custom: Record<string, string> = {};
  for (const { field, property, attribute } of matched) {
    if (attribute === '') continue;
    if (field === 'custom') custom[property.trim()] = attribute;
    else mapping[field] = attribute;
  }
  return Object.keys(custom).length === 0 ? mapping : { ...mapping, customProperties: custom };
}

/** Names of segments that are chosen, where one was given. */
function namesOf({ as, names, segmentIds }: Draft): Record<string, string> {
  if (as === 'none') return {};
  return Object.fromEntries(
    segmentIds.flatMap((id) => {
      const name = names[id]?.trim() ?? '';
      return name === '' ? [] : [[id, name]];
    }),
  );
}

/** The parts of an export that this form is about. */
type Input = Omit<ExportInput, 'schedule'>;
export const partsOf = (input: Input) => Object.keys(input) as (keyof Input)[];

export function inputOf(draft: Draft): Input {
  const names = namesOf(draft);
  const guards = guardsOf(draft.guards);
  return {
    name: draft.name.trim(),
    connectionId: draft.connectionId,
    mapping: mappingOf(draft),
    segmentIds: draft.segmentIds,
    membership: { as: draft.as, ...(Object.keys(names).length === 0 ? {} : { names }) },
    sendWelcomeMessage: draft.welcome,
    quietStart: draft.quietStart,
    guards,
  };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** Only what is not as it was: so that a change of one thing does not undo somebody's change of another. */
export function changesOf(draft: Draft, before: Draft): Partial<Input> {
  const [now, then] = [inputOf(draft), inputOf(before)];
  const changed = partsOf(now).filter((part) => !same(now[part], then[part]));
  return Object.fromEntries(changed.map((part) => [part, now[part]]));
}

export type DraftError = 'connectionId' | 'name' | 'email' | 'segmentIds' | 'guards' | `matched.${string}`;

/** What is to be filled in before it can be saved. */
export function errorsOf(draft: Draft): Set<DraftError> {
  const errors = new Set<DraftError>();
  if (draft.connectionId === '') errors.add('connectionId');
  if (draft.name.trim() === '') errors.add('name');
  if (draft.email === '') errors.add('email');
  if (draft.segmentIds.length === 0) errors.add('segmentIds');
  const properties = new Set<string>();
  for (const { key, field, property, attribute } of draft.matched) {
    if (attribute === '') errors.add(`matched.${key}`);
    if (field !== 'custom') continue;
    const name = property.trim();
    if (!/^[A-Za-z0-9_-]{1,128}$/.test(name) || properties.has(name)) errors.add(`matched.${key}`);
    properties.add(name);
  }
  const guards = Object.entries(draft.guards) as [keyof GuardTexts, string][];
  if (guards.some(([guard, text]) => !isGuardText(guard, text))) errors.add('guards');
  return errors;
}
