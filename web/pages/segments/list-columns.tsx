// The columns of the list of segments.
import { makeStyles, Spinner, Tooltip, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Sparkline } from '../../ui/charts.tsx';
import type { Column } from '../../ui/data-list.tsx';
import { useFormat } from '../../ui/format.ts';
import { type Segment, trendQuery } from './segment-queries.ts';
import { TagList } from './tag-list.tsx';

const useStyles = makeStyles({
  name: {
    color: 'inherit',
    fontWeight: tokens.fontWeightSemibold,
    textDecorationLine: 'none',
    ':hover': { textDecorationLine: 'underline' },
  },
  calm: { color: tokens.colorNeutralForeground3 },
  trend: { display: 'block', width: '76px' },
});

export type UsedBy = ReadonlyMap<string, { id: string; name: string }[]>;
type Options = { usedBy: UsedBy; going: ReadonlySet<string> };

export function useSegmentColumns({ usedBy, going }: Options): Column<Segment>[] {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('columns.name'),
        cell: ({ id, name }) => (
          <Link className={styles.name} to="/segments/$id" params={{ id }} title={name}>
            {name}
          </Link>
        ),
        sort: ({ name }) => name,
        width: 'minmax(132px, 2fr)',
        card: 'title',
      },
      {
        id: 'members',
        header: t('columns.members'),
        cell: ({ members }) => (members === null ? '–' : format.number(members)),
        sort: ({ members }) => members,
        width: '76px',
        align: 'end',
      },
      {
        id: 'trend',
        header: t('columns.trend'),
        cell: (segment) => <Trend segment={segment} />,
        width: '76px',
        card: 'hidden',
      },
      {
        id: 'type',
        header: t('columns.type'),
        cell: ({ type }) => t(`types.${type}`),
        sort: ({ type }) => t(`types.${type}`),
        width: '80px',
      },
      {
        id: 'state',
        header: t('columns.state'),
        cell: ({ active }) => (active ? t('active') : <span className={styles.calm}>{t('inactive')}</span>),
        sort: ({ active }) => (active ? 0 : 1),
        width: '64px',
      },
      {
        id: 'tags',
        header: t('columns.tags'),
        cell: ({ tags }) => (tags.length === 0 ? '' : <TagList tags={tags} oneLine />),
        width: 'minmax(96px, 1.2fr)',
      },
      {
        id: 'refreshed',
        header: t('columns.refreshed'),
        cell: (segment) => <Refreshed segment={segment} going={going.has(segment.id)} />,
        sort: ({ refreshedAt }) => refreshedAt,
        width: '124px',
      },
      {
        id: 'exports',
        header: t('columns.exports'),
        cell: ({ id }) => <Exports exports={usedBy.get(id) ?? []} />,
        sort: ({ id }) => usedBy.get(id)?.length ?? 0,
        width: '76px',
      },
    ],
    [t, format, styles, usedBy, going],
  );
}

function Trend({ segment: { id, name } }: { segment: Segment }) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const format = useFormat();
  const { data } = useQuery(trendQuery(id));
  const [first, last] = [data?.[0], data?.at(-1)];
  if (data === undefined || first === undefined || last === undefined || data.length < 2) return null;
  const label = t('trendOf', { name, from: format.number(first.members), to: format.number(last.members) });
  return (
    <span className={styles.trend}>
      <Sparkline values={data.map(({ members }) => members)} label={label} height={28} />
    </span>
  );
}

function Refreshed({ segment: { refreshedAt }, going }: { segment: Segment; going: boolean }) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const format = useFormat();
  if (going) return <Spinner size="extra-tiny" label={t('refreshing')} />;
  if (refreshedAt === null) return <span className={styles.calm}>{t('details.never')}</span>;
  return (
    <Tooltip content={format.exact(refreshedAt)} relationship="description">
      <span>{format.ago(refreshedAt)}</span>
    </Tooltip>
  );
}

function Exports({ exports }: { exports: { name: string }[] }) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const format = useFormat();
  if (exports.length === 0) return <span className={styles.calm}>–</span>;
  return (
    <Tooltip content={format.list(exports.map(({ name }) => name))} relationship="description">
      <span>{t('usedBy', { count: exports.length, formatted: format.number(exports.length) })}</span>
    </Tooltip>
  );
}
