// How many members the segment shares with the others.
import { makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { segmentsQuery } from '../../api/lists.ts';
import { ProblemError } from '../../api/problem-error.ts';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { overlapQuery } from './segment-queries.ts';

const useStyles = makeStyles({
  list: { display: 'grid', gap: tokens.spacingVerticalM, margin: 0, padding: 0, listStyleType: 'none' },
  item: { display: 'grid', gap: tokens.spacingVerticalXXS },
  line: { display: 'flex', justifyContent: 'space-between', gap: tokens.spacingHorizontalM, minWidth: 0 },
  name: {
    color: tokens.colorBrandForegroundLink,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  number: { color: tokens.colorNeutralForeground2, fontVariantNumeric: 'tabular-nums', whiteSpace: 'nowrap' },
  track: {
    display: 'block',
    height: '8px',
    borderRadius: tokens.borderRadiusSmall,
    backgroundColor: tokens.colorNeutralBackground4,
  },
  fill: {
    display: 'block',
    height: '100%',
    borderRadius: tokens.borderRadiusSmall,
    backgroundColor: tokens.colorBrandBackground,
    forcedColorAdjust: 'none',
  },
  calm: { color: tokens.colorNeutralForeground3, margin: 0 },
});

const mostShown = 8;

export function Overlap({ id }: { id: string }) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const format = useFormat();
  const { data, error, refetch } = useQuery(overlapQuery(id));
  const { data: segments } = useQuery(segmentsQuery);
  const members = segments?.find((each) => each.id === id)?.members ?? 0;
  if (error instanceof ProblemError && error.code === 'notIngested') {
    return <p className={styles.calm}>{t('notComputed')}</p>;
  }
  if (error !== null) return <ProblemBar problem={error} onRetry={() => refetch()} />;
  if (data === undefined) return <Spinner size="tiny" />;
  const shared = data.filter(({ both }) => both > 0);
  if (shared.length === 0) return <p className={styles.calm}>{t('details.overlapNone')}</p>;
  return (
    <ul className={styles.list}>
      {shared.slice(0, mostShown).map((other) => {
        const share = members === 0 ? 0 : Math.min(other.both / members, 1);
        return (
          <li key={other.id} className={styles.item}>
            <span className={styles.line}>
              <Link className={styles.name} to="/segments/$id" params={{ id: other.id }}>
                {other.name}
              </Link>
              <span className={styles.number}>
                {format.number(other.both)} · {t('details.ofThis', { share: format.percent(share) })}
              </span>
            </span>
            <span className={styles.track} aria-hidden>
              <span className={styles.fill} style={{ width: `${share * 100}%` }} />
            </span>
          </li>
        );
      })}
    </ul>
  );
}
