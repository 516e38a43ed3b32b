// The counts of a run as sums: nobody who was in a segment is lost on the way.
import { Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../../src/core/transitions.ts';
import type { Run } from '../../api/export-calls.ts';
import { useFormat } from '../../ui/format.ts';
import { Section } from '../../ui/section.tsx';
import { type Sum, Sums, type Term } from './figures.tsx';

export function Result({ run }: { run: Run }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const sums = useSums(run);
  const { untags, throttled, requests } = run.counts;
  if (sums.length === 0) return null;
  return (
    <Section title={t(isActive(run.status) ? 'countsSoFar' : 'result')}>
      <Sums sums={sums} label={t('countsLabel')} />
      {untags > 0 ? <Text>{t('untagged', { count: untags, formatted: format.number(untags) })}</Text> : null}
      {requests > 0 ? (
        <Text>
          {t('requestsUsed', { count: requests, formatted: format.number(requests) })}
          {throttled > 0
            ? ` ${t('throttled', { count: throttled, formatted: format.number(throttled) })}`
            : ''}
        </Text>
      ) : null}
    </Section>
  );
}

function useSums({ counts, mode }: Run): Sum[] {
  const { t } = useTranslation('runs');
  const term = (key: keyof typeof counts, bad = false): Term => ({
    key,
    name: t(`terms.${key as 'members'}`),
    value: counts[key],
    bad,
  });
  const { members, contacts, unchanged, upserts, accepted, rejected } = counts;
  // Contacts that left every segment of the export are sent too, where that shows as a property.
  const leaving = unchanged + upserts - contacts;
  const open = upserts - accepted - rejected;
  const whole: Sum[] = [
    {
      key: 'members',
      left: [term('members')],
      right: [term('contacts'), term('invalid', true), term('duplicates')],
    },
    {
      key: 'contacts',
      left: [
        term('contacts'),
        ...(leaving > 0 ? [{ key: 'leaving', name: t('terms.leaving'), value: leaving }] : []),
      ],
      right: [term('upserts'), term('unchanged')],
    },
  ];
  const sent: Sum[] = [
    {
      key: 'upserts',
      left: [term('upserts')],
      right: [
        term('accepted'),
        term('rejected', true),
        ...(open > 0 ? [{ key: 'open', name: t('terms.open'), value: open }] : []),
      ],
    },
  ];
  if (mode === 'takeBack') return upserts > 0 ? sent : [];
  return members === 0 ? [] : [...whole, ...(upserts > 0 ? sent : [])];
}
