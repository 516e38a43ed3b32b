import { makeStyles, Select, Spinner, Text, tokens } from '@fluentui/react-components';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { Facts, Section } from '../../ui/section.tsx';
import { bucketsOf } from './budget-buckets.ts';
import { BudgetChart } from './budget-chart.tsx';
import { type Usage, usageQuery } from './data.ts';

/** How far back, and how many minutes make a column. */
const periods = {
  lastHour: { minutes: 60, size: 1 },
  lastDay: { minutes: 1440, size: 15 },
  lastWeek: { minutes: 10_080, size: 120 },
} as const;
type Period = keyof typeof periods;
const names = Object.keys(periods) as Period[];

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground3 },
});

export function Budget({ id }: { id: string }) {
  const styles = useStyles();
  const { t } = useTranslation('connections');
  const [period, setPeriod] = useState<Period>('lastHour');
  const usage = useQuery({ ...usageQuery(id, periods[period].minutes), placeholderData: keepPreviousData });
  return (
    <Section
      title={t('use')}
      actions={
        <Select
          aria-label={t('period')}
          value={period}
          onChange={(_, { value }) => setPeriod(names.find((name) => name === value) ?? 'lastHour')}
        >
          {names.map((name) => (
            <option key={name} value={name}>
              {t(name)}
            </option>
          ))}
        </Select>
      }
    >
      <Text className={styles.quiet}>{t('useText')}</Text>
      {usage.data === undefined ? (
        usage.error === null ? (
          <Spinner size="small" />
        ) : null
      ) : (
        <Spent usage={usage.data} period={period} />
      )}
      <ProblemBar problem={usage.error} onRetry={() => usage.refetch()} />
    </Section>
  );
}

function Spent({ usage, period }: { usage: Usage; period: Period }) {
  const { t } = useTranslation('connections');
  const format = useFormat();
  const { items, limit, share } = usage;
  const peak = Math.max(...items.map(({ requests }) => requests), 0);
  const sum = (key: 'requests' | 'throttled') => items.reduce((total, each) => total + each[key], 0);
  const [total, throttled] = [format.number(sum('requests')), format.number(sum('throttled'))];
  const label = t('useLabel', {
    ...{ limit: format.number(limit), peak: format.number(peak) },
    ...{ total, throttled },
  });
  return (
    <>
      <BudgetChart
        buckets={bucketsOf(items, periods[period].size)}
        limit={limit}
        share={share}
        label={label}
        days={period === 'lastWeek'}
      />
      <Facts
        facts={[
          [
            t('peak'),
            t('peakOf', { requests: format.number(peak), share: format.percent(peak / Math.max(limit, 1)) }),
          ],
          [t('total'), total],
          [t('throttled'), throttled],
          share < 1
            ? [
                t('shareOfThis'),
                t('shareLine', {
                  limit: format.number(Math.floor(limit * share)),
                  share: format.percent(share),
                }),
              ]
            : [t('shareOfThis'), null],
        ]}
      />
    </>
  );
}
