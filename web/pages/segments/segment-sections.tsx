// The cards of a segment's page: what it is, how it grew, and which exports take it along.
import { makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { Facts, Section } from '../../ui/section.tsx';
import { type Segment, trendQuery } from './segment-queries.ts';
import { TagList } from './tag-list.tsx';
import { TrendChart } from './trend-chart.tsx';
import { useUsedBy } from './use-used-by.ts';

const useStyles = makeStyles({
  calm: { color: tokens.colorNeutralForeground3, margin: 0 },
  link: { color: tokens.colorBrandForegroundLink },
  list: { margin: 0, padding: 0, listStyleType: 'none', display: 'grid', gap: tokens.spacingVerticalXS },
});

export function About({ segment }: { segment: Segment }) {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const { members, type, active, tags, refreshedAt, createdAt, updatedAt } = segment;
  return (
    <Section title={t('details.facts')}>
      <Facts
        facts={[
          [t('columns.members'), members === null ? t('notComputed') : format.number(members)],
          [t('columns.refreshed'), refreshedAt === null ? t('details.never') : format.dateTime(refreshedAt)],
          [t('columns.type'), `${t(`types.${type}`)}. ${t(`types.${type}Hint`)}`],
          [t('columns.state'), t(active ? 'active' : 'inactive')],
          [t('columns.tags'), tags.length === 0 ? null : <TagList key="tags" tags={tags} />],
          [t('details.created'), format.dateTime(createdAt)],
          [t('details.updated'), format.dateTime(updatedAt)],
        ]}
      />
    </Section>
  );
}

export function Trend({ segment: { id, name } }: { segment: Segment }) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const format = useFormat();
  const { data, error, refetch } = useQuery(trendQuery(id));
  if (error !== null) return <ProblemBar problem={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Spinner size="tiny" />;
  const [first, last] = [data[0], data.at(-1)];
  if (first === undefined || last === undefined || data.length < 2) {
    return <p className={styles.calm}>{t('details.trendOnce')}</p>;
  }
  const label = t('trendOf', { name, from: format.number(first.members), to: format.number(last.members) });
  return <TrendChart points={data} label={label} />;
}

export function UsedByExports({ id }: { id: string }) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const exports = useUsedBy().get(id) ?? [];
  return (
    <Section title={t('details.exports')}>
      {exports.length === 0 ? <p className={styles.calm}>{t('details.exportsNone')}</p> : null}
      <ul className={styles.list}>
        {exports.map((each) => (
          <li key={each.id}>
            <Link className={styles.link} to="/exports/$id" params={{ id: each.id }}>
              {each.name}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
