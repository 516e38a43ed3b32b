// The segments of an export, with how many people they hold while one chooses, and how each shows in Omnisend.
import {
  Checkbox,
  Input,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  SearchBox,
  Text,
  tokens,
} from '@fluentui/react-components';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.ts';
import { exportMembers } from '../../api/export-calls.ts';
import { segmentsQuery } from '../../api/lists.ts';
import { FormField } from '../../ui/form-field.tsx';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import type { Draft, DraftError } from './draft.ts';
import { PanePart } from './pane-part.tsx';
import { useConnections } from './use-export-data.ts';

const manySegments = 8;
const defaultLimit = 1_000_000;

const useStyles = makeStyles({
  list: {
    margin: 0,
    padding: tokens.spacingVerticalXS,
    listStyleType: 'none',
    maxHeight: '264px',
    overflowY: 'auto',
    border: `1px solid ${tokens.colorNeutralStroke1}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  row: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
    paddingInlineEnd: tokens.spacingHorizontalM,
  },
  members: {
    color: tokens.colorNeutralForeground3,
    fontVariantNumeric: 'tabular-nums',
    whiteSpace: 'nowrap',
  },
  error: { color: tokens.colorStatusDangerForeground1 },
  total: { fontVariantNumeric: 'tabular-nums' },
});

type Props = {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  errors: ReadonlySet<DraftError>;
  problem: unknown;
};

export function SegmentsField({ draft, onChange, errors, problem }: Props) {
  const styles = useStyles();
  const { t } = useTranslation(['exports', 'common']);
  const { data: segments, error } = useQuery(segmentsQuery);
  const [q, setQ] = useState('');
  const wanted = q.trim().toLocaleLowerCase();
  const { segmentIds } = draft;
  const shown = (segments ?? []).filter(
    ({ id, name }) => segmentIds.includes(id) || name.toLocaleLowerCase().includes(wanted),
  );
  const choose = (id: string, chosen: boolean) =>
    onChange({ segmentIds: chosen ? [...segmentIds, id] : segmentIds.filter((other) => other !== id) });
  return (
    <PanePart title={t('segments')} hint={t('segmentsHint')}>
      <ProblemBar problem={error} />
      {(segments?.length ?? 0) > manySegments ? (
        <SearchBox
          aria-label={t('searchSegments')}
          placeholder={t('searchSegments')}
          value={q}
          onChange={(_, { value }) => setQ(value)}
          dismiss={{ 'aria-label': t('common:clearSearch') }}
        />
      ) : null}
      {segments?.length === 0 ? <Text>{t('noSegments')}</Text> : null}
      {shown.length === 0 ? null : (
        <ul className={styles.list} aria-label={t('segments')}>
          {shown.map((segment) => (
            <SegmentRow
              key={segment.id}
              segment={segment}
              chosen={segmentIds.includes(segment.id)}
              onChoose={choose}
            />
          ))}
        </ul>
      )}
      {errors.has('segmentIds') ? (
        <Text role="alert" className={styles.error}>
          {t('chooseSegment')}
        </Text>
      ) : null}
      <MemberCount draft={draft} segments={segments ?? []} />
      <MembershipNames draft={draft} onChange={onChange} segments={segments ?? []} problem={problem} />
    </PanePart>
  );
}

type RowProps = {
  segment: Schemas['Segment'];
  chosen: boolean;
  onChoose: (id: string, chosen: boolean) => void;
};

function SegmentRow({ segment, chosen, onChoose }: RowProps) {
  const styles = useStyles();
  const { t } = useTranslation('exports');
  const format = useFormat();
  const { id, name, members, active } = segment;
  return (
    <li className={styles.row}>
      <Checkbox
        label={active ? name : t('inactiveSegment', { name })}
        checked={chosen}
        onChange={(_, { checked }) => onChoose(id, checked === true)}
      />
      <span className={styles.members}>
        {members === null
          ? t('notComputed')
          : t('memberCount', { count: members, formatted: format.number(members) })}
      </span>
    </li>
  );
}

/** Who is in several segments counts once: only the server knows that. */
function MemberCount({ draft, segments }: { draft: Draft; segments: Schemas['Segment'][] }) {
  const styles = useStyles();
  const { t } = useTranslation('exports');
  const format = useFormat();
  const { data: connections } = useConnections();
  const { segmentIds, connectionId } = draft;
  const asked = { ids: [...segmentIds].sort(), connectionId };
  const { data } = useQuery({
    queryKey: ['exports', 'members', asked],
    queryFn: () => exportMembers(asked.ids, connectionId === '' ? undefined : connectionId),
    enabled: segmentIds.length > 0,
    placeholderData: keepPreviousData,
  });
  if (segmentIds.length === 0) return null;
  const sizes = segments.filter(({ id }) => segmentIds.includes(id)).map(({ members }) => members);
  const sum = sizes.some((size) => size === null)
    ? null
    : sizes.reduce<number>((all, size) => all + (size ?? 0), 0);
  const exact = data?.members ?? (segmentIds.length === 1 ? sum : null);
  const chosen = connections?.find(({ id }) => id === connectionId);
  const limit = data?.limit ?? chosen?.maxProfiles ?? defaultLimit;
  const over = data?.overLimit ?? (exact !== null && exact > limit);
  const places = { formatted: format.number(exact ?? sum ?? 0), limit: format.number(limit) };
  if (over) {
    return (
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>
          <MessageBarTitle>{t('overLimitTitle', places)}</MessageBarTitle>
          {t('overLimitText')}
        </MessageBarBody>
      </MessageBar>
    );
  }
  const words =
    exact !== null
      ? t('profilesInAll', places)
      : sum !== null
        ? t('profilesAtMost', places)
        : t('countLater');
  return (
    <Text className={styles.total} role="status">
      {words}
    </Text>
  );
}

type NamesProps = Pick<Props, 'draft' | 'onChange' | 'problem'> & { segments: Schemas['Segment'][] };

function MembershipNames({ draft, onChange, segments, problem }: NamesProps) {
  const { t } = useTranslation('exports');
  if (draft.as === 'none' || draft.segmentIds.length === 0) return null;
  const chosen = draft.segmentIds.flatMap((id) => segments.find((segment) => segment.id === id) ?? []);
  return chosen.map(({ id, name }) => (
    <FormField
      key={id}
      label={t(draft.as === 'tag' ? 'tagOf' : 'propertyOf', { name })}
      name={`membership.names.${id}`}
      problem={problem}
    >
      <Input
        value={draft.names[id] ?? ''}
        placeholder={name}
        onChange={(_, { value }) => onChange({ names: { ...draft.names, [id]: value } })}
      />
    </FormField>
  ));
}
