// What an export is set to do, in words.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Export } from '../../api/export-calls.ts';
import { segmentsQuery } from '../../api/lists.ts';
import { useFormat } from '../../ui/format.ts';
import { Facts, Section } from '../../ui/section.tsx';
import { Moment, useConnectionName } from './columns.tsx';
import { optionalFields } from './fields.ts';
import { useScheduleWords } from './schedule-words.ts';

export function Settings({ item }: { item: Export }) {
  const { t } = useTranslation(['exports', 'common']);
  const format = useFormat();
  const words = useScheduleWords();
  const nameOf = useConnectionName();
  const { data: segments } = useQuery(segmentsQuery);
  const { mapping, membership, guards } = item;
  const matched = [
    ...(['email', ...optionalFields] as const).flatMap((field) => {
      const attribute = mapping[field];
      return attribute === undefined ? [] : [t('matchedPair', { field: t(`fields.${field}`), attribute })];
    }),
    ...Object.entries(mapping.customProperties ?? {}).map(([field, attribute]) =>
      t('matchedPair', { field, attribute }),
    ),
  ];
  const names = item.segmentIds.map((id) => segments?.find((segment) => segment.id === id)?.name ?? '…');
  const connection = item.connectionId === null ? t('noConnection') : (nameOf(item) ?? t('connectionHidden'));
  const ownLimits = Object.keys(guards ?? {}).length > 0;
  return (
    <Section title={t('settings')}>
      <Facts
        facts={[
          [t('connection'), connection],
          [t('segments'), `${format.list(names)} (${t(`membershipShort_${membership.as}`)})`],
          [t('matchedFields'), format.list(matched)],
          [t('scheduleColumn'), words(item.schedule)],
          [t('nextRun'), <Moment key="next" at={item.nextRunAt} otherwise={t('notPlanned')} />],
          [t('limits'), guards === undefined ? null : t(ownLimits ? 'limitsOwn' : 'limitsDefault')],
          [t('quietStartOn'), item.quietStart ? t('common:yes') : null],
          [t('welcome'), item.sendWelcomeMessage ? t('common:yes') : null],
        ]}
      />
    </Section>
  );
}
