// The exports that run next, and how each went last.
import { makeStyles, tokens } from '@fluentui/react-components';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client.ts';
import { useFormat } from '../../ui/format.ts';
import { Section } from '../../ui/section.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';

const mostShown = 6;

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', margin: 0, padding: 0, listStyleType: 'none' },
  item: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) max-content',
    columnGap: tokens.spacingHorizontalM,
    paddingBlock: tokens.spacingVerticalS,
    borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
    ':first-child': { borderTop: 'none' },
  },
  link: {
    color: tokens.colorBrandForegroundLink,
    textDecorationLine: 'none',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    ':hover': { textDecorationLine: 'underline' },
  },
  next: { gridColumn: '1 / -1', color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

/** Those with a time first, the earliest first. */
export function soonestFirst(exports: readonly Schemas['Export'][]): Schemas['Export'][] {
  const at = ({ nextRunAt }: Schemas['Export']) =>
    nextRunAt === null ? Number.POSITIVE_INFINITY : Date.parse(nextRunAt);
  return exports.toSorted((one, other) => {
    const [first, second] = [at(one), at(other)];
    return first === second ? one.name.localeCompare(other.name) : first - second;
  });
}

export function NextExports({ exports }: { exports: readonly Schemas['Export'][] }) {
  const styles = useStyles();
  const { t } = useTranslation('home');
  const format = useFormat();
  return (
    <Section
      title={t('exports')}
      actions={
        <Link to="/exports" className={styles.link}>
          {t('allExports', { count: exports.length, formatted: format.number(exports.length) })}
        </Link>
      }
    >
      <ul className={styles.list}>
        {soonestFirst(exports)
          .slice(0, mostShown)
          .map(({ id, name, nextRunAt, lastRun }) => (
            <li key={id} className={styles.item}>
              <Link to="/exports/$id" params={{ id }} className={styles.link}>
                {name}
              </Link>
              {lastRun === null ? null : <StatusBadge status={lastRun.status} />}
              <span className={styles.next}>
                {nextRunAt === null
                  ? t('onDemand')
                  : t('nextRun', { ago: format.ago(nextRunAt), at: format.dateTime(nextRunAt) })}
              </span>
            </li>
          ))}
      </ul>
    </Section>
  );
}
