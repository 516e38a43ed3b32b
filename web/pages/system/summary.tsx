// By kind, how many sources, segments and exports stand where after their latest task.
import { makeStyles, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask, type Schemas } from '../../api/client.ts';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';

type Status = Schemas['Task']['status'];

const kinds = ['source', 'segment', 'export'] as const;
const lookEveryMilliseconds = 5000;

const useStyles = makeStyles({
  cards: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 220px), 1fr))',
    gap: tokens.spacingHorizontalL,
    margin: 0,
    padding: 0,
    listStyleType: 'none',
  },
  card: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    padding: tokens.spacingHorizontalL,
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  kind: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  line: { display: 'flex', justifyContent: 'space-between', gap: tokens.spacingHorizontalM },
  number: { fontVariantNumeric: 'tabular-nums' },
  none: { color: tokens.colorNeutralForeground3 },
});

export function Summary() {
  const styles = useStyles();
  const { t } = useTranslation(['system', 'common']);
  const format = useFormat();
  const status = useQuery({
    queryKey: ['status'],
    queryFn: () => ask(api.GET('/api/status')),
    refetchInterval: lookEveryMilliseconds,
  });
  if (status.data === undefined)
    return <ProblemBar problem={status.error} onRetry={() => void status.refetch()} />;
  const countsOf = (kind: (typeof kinds)[number]) =>
    Object.entries(status.data.kinds.find((one) => one.kind === kind)?.counts ?? {}) as [Status, number][];
  return (
    <ul className={styles.cards} aria-label={t('kinds')}>
      {kinds.map((kind) => {
        const counts = countsOf(kind);
        return (
          <li key={kind} className={styles.card}>
            <h2 className={styles.kind}>{t(`kinds_${kind}`)}</h2>
            {counts.length === 0 ? <span className={styles.none}>{t('common:none')}</span> : null}
            {counts.map(([state, count]) => (
              <span key={state} className={styles.line}>
                <StatusBadge status={state} />
                <span className={styles.number}>{format.number(count)}</span>
              </span>
            ))}
          </li>
        );
      })}
    </ul>
  );
}
