// The columns of the list of exports.
import { makeStyles, tokens } from '@fluentui/react-components';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Export, Run } from '../../api/export-calls.ts';
import type { Column } from '../../ui/data-list.tsx';
import { useFormat } from '../../ui/format.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import { useWiderThan } from '../../ui/use-wider-than.ts';
import { useScheduleWords } from './schedule-words.ts';
import { useConnections, useEditable } from './use-export-data.ts';

const useStyles = makeStyles({
  link: {
    color: tokens.colorNeutralForeground1,
    fontWeight: tokens.fontWeightSemibold,
    textDecorationLine: 'none',
    ':hover': { textDecorationLine: 'underline' },
  },
  status: {
    display: 'inline-flex',
    verticalAlign: 'middle',
    color: tokens.colorNeutralForeground1,
    textDecorationLine: 'none',
    ':hover': { textDecorationLine: 'underline' },
  },
  quiet: { color: tokens.colorNeutralForeground3 },
});

/** The name of the connection of an export, as far as who is signed in may know it. */
export function useConnectionName(): (item: Export) => string | null {
  const { data: connections } = useConnections();
  return useMemo(
    () => (item) =>
      item.connectionName ?? connections?.find(({ id }) => id === item.connectionId)?.displayName ?? null,
    [connections],
  );
}

/** Where the progress of a run shows, once one picks its status. */
export function StatusLink({ run }: { run: Run }) {
  const styles = useStyles();
  return (
    <Link className={styles.status} to="/runs/$id" params={{ id: run.id }}>
      <StatusBadge status={run.status} />
    </Link>
  );
}

export function Moment({ at, otherwise }: { at: string | null | undefined; otherwise: string }) {
  const styles = useStyles();
  const format = useFormat();
  if (!at) return <span className={styles.quiet}>{otherwise}</span>;
  return (
    <time dateTime={at} title={format.exact(at)}>
      {format.ago(at)}
    </time>
  );
}

function ConnectionCell({ item }: { item: Export }) {
  const styles = useStyles();
  const { t } = useTranslation('exports');
  const nameOf = useConnectionName();
  if (item.connectionId === null) {
    return (
      <span className={styles.quiet} title={t('noConnectionText')}>
        {t('noConnection')}
      </span>
    );
  }
  return nameOf(item) ?? <span className={styles.quiet}>{t('connectionHidden')}</span>;
}

function ScheduleCell({ item }: { item: Export }) {
  const words = useScheduleWords()(item.schedule);
  return <span title={words}>{words}</span>;
}

function PermissionCell({ item }: { item: Export }) {
  const { t } = useTranslation('common');
  return t(useEditable()(item) ? 'edit' : 'view');
}

function StatusCell({ item }: { item: Export }) {
  const styles = useStyles();
  const { t } = useTranslation('exports');
  if (item.lastRun === null) return <span className={styles.quiet}>{t('neverRan')}</span>;
  return <StatusLink run={item.lastRun} />;
}

function NameCell({ item }: { item: Export }) {
  const styles = useStyles();
  return (
    <Link className={styles.link} to="/exports/$id" params={{ id: item.id }} title={item.name}>
      {item.name}
    </Link>
  );
}

/** Columns that a middling window has no room for; cards on a telephone have them all, and so has the export's page. */
export function useRoomFor<T>(columns: Column<T>[], last: string[], then: string[]): Column<T>[] {
  const narrow = useNarrow();
  const large = useWiderThan(1200);
  const middling = useWiderThan(960);
  return useMemo(() => {
    const gone = narrow || large ? [] : middling ? last : [...last, ...then];
    return columns.filter(({ id }) => !gone.includes(id));
  }, [columns, narrow, large, middling, last, then]);
}

const firstToGo = ['type', 'permissions'];
const nextToGo = ['connection', 'refreshed', 'next'];

export const useExportColumns = () => useRoomFor(useAllColumns(), firstToGo, nextToGo);

function useAllColumns(): Column<Export>[] {
  const { t } = useTranslation(['exports', 'common', 'statuses']);
  const nameOf = useConnectionName();
  const words = useScheduleWords();
  const editable = useEditable();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words follow the language, as t does
  return useMemo((): Column<Export>[] => {
    const never = t('common:never');
    return [
      {
        ...{ id: 'name', header: t('common:name'), card: 'title', width: 'minmax(112px, 2fr)' },
        cell: (item) => <NameCell item={item} />,
        sort: ({ name }) => name,
      },
      {
        ...{ id: 'connection', header: t('connection'), width: 'minmax(72px, 1.1fr)' },
        cell: (item) => <ConnectionCell item={item} />,
        sort: (item) => nameOf(item),
      },
      {
        ...{ id: 'type', header: t('type'), width: '72px', card: 'hidden' },
        cell: () => 'Omnisend',
        sort: () => 'Omnisend',
      },
      {
        ...{ id: 'schedule', header: t('scheduleColumn'), width: 'minmax(96px, 1.5fr)' },
        cell: (item) => <ScheduleCell item={item} />,
        sort: ({ schedule }) => words(schedule),
      },
      {
        ...{ id: 'refreshed', header: t('refreshed'), width: 'minmax(92px, 1.3fr)' },
        cell: ({ lastRun }) => <Moment at={lastRun?.endedAt} otherwise={never} />,
        sort: ({ lastRun }) => lastRun?.endedAt ?? null,
      },
      {
        ...{ id: 'next', header: t('nextRun'), width: 'minmax(88px, 1.1fr)' },
        cell: ({ nextRunAt }) => <Moment at={nextRunAt} otherwise={t('notPlanned')} />,
        sort: ({ nextRunAt }) => nextRunAt,
      },
      {
        ...{ id: 'status', header: t('status'), width: 'minmax(108px, 1.2fr)' },
        cell: (item) => <StatusCell item={item} />,
        sort: ({ lastRun }) => (lastRun === null ? null : t(`statuses:${lastRun.status}`)),
      },
      {
        ...{ id: 'permissions', header: t('yourPermissions'), width: '80px' },
        cell: (item) => <PermissionCell item={item} />,
        sort: (item) => (editable(item) ? 'edit' : 'view'),
      },
    ];
  }, [t, nameOf]);
}
