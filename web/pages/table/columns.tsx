// Every column with its type and what is in it.
import { Badge, makeStyles, SearchBox, tokens } from '@fluentui/react-components';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColumnProfile } from '../../../src/contract/tables.ts';
import { BarList } from '../../ui/charts.tsx';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Section } from '../../ui/section.tsx';
import type { TableInfo } from '../sources/queries.ts';
import { cellText } from './cell-text.ts';

const manyColumns = 12;
const topValues = 5;

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(100%, 260px), 1fr))',
    gap: tokens.spacingHorizontalL,
    margin: 0,
    padding: 0,
    listStyleType: 'none',
  },
  column: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    minWidth: 0,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    // Hundreds of columns: those out of sight are not laid out.
    contentVisibility: 'auto',
    containIntrinsicSize: 'auto 220px',
  },
  head: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  name: {
    margin: 0,
    minWidth: 0,
    marginInlineEnd: 'auto',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    fontSize: tokens.fontSizeBase300,
    fontWeight: tokens.fontWeightSemibold,
  },
  type: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, whiteSpace: 'nowrap' },
  facts: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalM,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    fontVariantNumeric: 'tabular-nums',
  },
  quiet: {
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    overflowWrap: 'anywhere',
  },
});

type Props = {
  table: TableInfo;
  profiles: { data: ColumnProfile[] | undefined; error: unknown; isPending: boolean; refetch: () => unknown };
};

export function Columns({ table, profiles }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('sources');
  const [q, setQ] = useState('');
  const byColumn = useMemo(
    () => new Map(profiles.data?.map((profile) => [profile.column, profile])),
    [profiles.data],
  );
  const shown = table.columns.filter(({ name }) => name.toLowerCase().includes(q.trim().toLowerCase()));
  return (
    <Section
      title={t('columns')}
      actions={
        table.columns.length > manyColumns ? (
          <SearchBox
            aria-label={t('findColumn')}
            placeholder={t('findColumn')}
            value={q}
            onChange={(_, { value }) => setQ(value)}
          />
        ) : undefined
      }
    >
      {profiles.isPending ? <ProgressBar label={t('profiling')} done={0} total={null} /> : null}
      <ProblemBar problem={profiles.error} onRetry={() => void profiles.refetch()} />
      {shown.length === 0 ? <span className={styles.quiet}>{t('noColumn', { q })}</span> : null}
      <ul className={styles.grid}>
        {shown.map(({ name, type }) => (
          <li key={name} className={styles.column}>
            <div className={styles.head}>
              <h3 className={styles.name} title={name}>
                {name}
              </h3>
              {name === table.idColumn ? (
                <Badge appearance="tint" size="small">
                  {t('isKey')}
                </Badge>
              ) : null}
              <span className={styles.type}>{t(`type_${type}`)}</span>
            </div>
            <ColumnFacts profile={byColumn.get(name)} type={type} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function ColumnFacts({ profile, type }: { profile: ColumnProfile | undefined; type: string }) {
  const styles = useStyles();
  const { t } = useTranslation(['sources', 'common']);
  const format = useFormat();
  if (profile === undefined) return null;
  const words = { yes: t('common:yes'), no: t('common:no'), empty: t('emptyValue') };
  const text = (value: ColumnProfile['min']) => cellText(value, type, format, words);
  const { column, count, nulls, distinct, top, min, max } = profile;
  const filled = count - nulls;
  // So few that they would round to nothing are counted.
  const share = nulls < count * 0.0005 ? format.number(nulls) : format.percent(nulls / count);
  const empties = nulls === 0 ? t('noneEmpty') : t('emptyShare', { share });
  const allDistinct = distinct > 1 && top.every((one) => one.count <= 1);
  // Many values that are all there as often as the others say nothing.
  const isFlat = distinct > topValues && top[0]?.count === top[topValues - 1]?.count;
  const bars = top
    .slice(0, topValues)
    .map((one, index) => ({ key: String(index), label: text(one.value), value: one.count }));
  return (
    <>
      <span className={styles.facts}>
        <span>{empties}</span>
        <span>{t('distinct', { count: distinct, formatted: format.number(distinct) })}</span>
      </span>
      {allDistinct ? <span className={styles.quiet}>{t('allDistinct')}</span> : null}
      {isFlat && !allDistinct ? <span className={styles.quiet}>{t('noneStandsOut')}</span> : null}
      {allDistinct || isFlat || bars.length === 0 ? null : (
        <BarList bars={bars} label={t('topValues', { column })} />
      )}
      {filled > 0 && min !== null && max !== null && type !== 'boolean' ? (
        <span className={styles.quiet}>{t('range', { from: text(min), to: text(max) })}</span>
      ) : null}
    </>
  );
}
