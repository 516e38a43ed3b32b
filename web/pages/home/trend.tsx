// Contacts sent by day, as columns, and as a table for who cannot see them.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Columns } from '../../ui/charts.tsx';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { Section } from '../../ui/section.tsx';
import { trendQuery } from './queries.ts';

const useStyles = makeStyles({
  quiet: { margin: 0, color: tokens.colorNeutralForeground3 },
  total: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalXL, margin: 0 },
  figure: { display: 'flex', alignItems: 'baseline', gap: tokens.spacingHorizontalS },
  number: {
    fontSize: tokens.fontSizeBase600,
    lineHeight: tokens.lineHeightBase600,
    fontWeight: tokens.fontWeightSemibold,
    fontVariantNumeric: 'tabular-nums',
  },
  dot: { width: '10px', height: '10px', borderRadius: '2px', forcedColorAdjust: 'none' },
  good: { backgroundColor: tokens.colorBrandBackground },
  bad: { backgroundColor: tokens.colorStatusDangerBackground3 },
  axis: {
    display: 'flex',
    justifyContent: 'space-between',
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
  },
  base: { borderBottom: `1px solid ${tokens.colorNeutralStroke1}` },
  summary: { cursor: 'pointer', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  table: { width: '100%', borderCollapse: 'collapse', fontSize: tokens.fontSizeBase200 },
  cell: { textAlign: 'start', paddingBlock: tokens.spacingVerticalXS },
  end: { textAlign: 'end', fontVariantNumeric: 'tabular-nums' },
});

type Day = { day: string; accepted: number; rejected: number; runs: number };
const sum = (days: Day[], of: (day: Day) => number) => days.reduce((total, day) => total + of(day), 0);

export function Trend() {
  const styles = useStyles();
  const { t } = useTranslation('home');
  const format = useFormat();
  const trend = useQuery(trendQuery);
  const days = trend.data ?? [];
  const accepted = sum(days, (day) => day.accepted);
  const rejected = sum(days, (day) => day.rejected);
  const [first, last] = [days.at(0), days.at(-1)];
  const values = (day: { accepted: number; rejected: number }) => ({
    accepted: format.number(day.accepted),
    rejected: format.number(day.rejected),
  });
  const columns = days.map((day) => ({
    key: day.day,
    title: t('trendDay', { day: format.day(day.day), ...values(day) }),
    good: day.accepted,
    bad: day.rejected,
  }));
  return (
    <Section title={t('trend')}>
      {trend.data === undefined ? (
        <ProblemBar problem={trend.error} onRetry={() => void trend.refetch()} />
      ) : null}
      {accepted + rejected === 0 ? <p className={styles.quiet}>{t('trendNone')}</p> : null}
      {accepted + rejected > 0 && first !== undefined && last !== undefined ? (
        <>
          <p className={styles.total}>
            <Figure colour={styles.good} number={format.number(accepted)} words={t('accepted')} />
            <Figure colour={styles.bad} number={format.number(rejected)} words={t('rejected')} />
          </p>
          <div className={styles.base}>
            <Columns columns={columns} label={t('trendLabel', values({ accepted, rejected }))} />
          </div>
          <div className={styles.axis} aria-hidden>
            <span>{format.day(first.day)}</span>
            <span>{format.day(last.day)}</span>
          </div>
          <TrendTable days={days.filter((day) => day.runs > 0)} />
        </>
      ) : null}
    </Section>
  );
}

function Figure({ colour, number, words }: { colour: string; number: string; words: string }) {
  const styles = useStyles();
  return (
    <span className={styles.figure}>
      <span className={mergeClasses(styles.dot, colour)} aria-hidden />
      <span className={styles.number}>{number}</span>
      <span className={styles.quiet}>{words}</span>
    </span>
  );
}

function TrendTable({ days }: { days: Day[] }) {
  const styles = useStyles();
  const { t } = useTranslation(['home', 'common']);
  const format = useFormat();
  const end = mergeClasses(styles.cell, styles.end);
  return (
    <details>
      <summary className={styles.summary}>{t('common:dataTable')}</summary>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.cell}>
              {t('day')}
            </th>
            <th scope="col" className={end}>
              {t('accepted')}
            </th>
            <th scope="col" className={end}>
              {t('rejected')}
            </th>
            <th scope="col" className={end}>
              {t('runs')}
            </th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day}>
              <th scope="row" className={styles.cell}>
                {format.day(day.day)}
              </th>
              <td className={end}>{format.number(day.accepted)}</td>
              <td className={end}>{format.number(day.rejected)}</td>
              <td className={end}>{format.number(day.runs)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
