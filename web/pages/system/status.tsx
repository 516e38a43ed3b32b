// What is refreshed and how far it is; each status opens the progress details.
import { Button, makeStyles, Select, tokens } from '@fluentui/react-components';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataList } from '../../ui/data-list.tsx';
import { useFormat } from '../../ui/format.ts';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { ProgressDetails } from './progress-details.tsx';
import { Summary } from './summary.tsx';
import { secondsOf, type Task, type TaskFilter, useTasks } from './tasks.ts';

const kinds = ['refresh', 'source', 'segment', 'export'] as const;
const states = [
  ...(['queued', 'processing', 'held', 'successful', 'failed', 'failedPermanently'] as const),
  ...(['canceled', 'skipped'] as const),
];

const useStyles = makeStyles({
  link: {
    padding: 0,
    minWidth: 'auto',
    fontWeight: tokens.fontWeightRegular,
    justifyContent: 'flex-start',
    border: 'none',
  },
  name: { fontWeight: tokens.fontWeightSemibold },
});

export function Status() {
  const { t } = useTranslation('system');
  const [filter, setFilter] = useState<TaskFilter>({});
  const [shown, setShown] = useState<string | null>(null);
  const { list, total, onEnd } = useTasks(filter);
  const nameOf = useTaskName();
  const columns = useColumns(setShown);
  return (
    <>
      <Summary />
      <DataList
        label={t('status')}
        list={list}
        total={total}
        onEnd={onEnd}
        columns={columns}
        rowId={({ id }) => id}
        rowName={nameOf}
        serverSearch={{
          q: filter.q ?? '',
          onChange: (q) => {
            const { q: _old, ...others } = filter;
            setFilter(q === '' ? others : { ...others, q });
          },
        }}
        onOpen={({ id }) => setShown(id)}
        empty={{ title: t('noTasks'), text: t('noTasksText') }}
        toolbar={<Filters filter={filter} onChange={setFilter} />}
      />
      <ProgressDetails id={shown} onClose={() => setShown(null)} onOpen={setShown} />
    </>
  );
}

/** A refresh of everything has no name of its own. */
export function useTaskName(): (task: Pick<Task, 'kind' | 'name'>) => string {
  const { t } = useTranslation('system');
  return ({ kind, name }) => (kind === 'refresh' ? t('kind_refresh') : name);
}

function useColumns(onShow: (id: string) => void): Column<Task>[] {
  const styles = useStyles();
  const { t, i18n } = useTranslation('system');
  const format = useFormat();
  const nameOf = useTaskName();
  // biome-ignore lint/correctness/useExhaustiveDependencies: words and formats change with the language
  return useMemo(
    (): Column<Task>[] => [
      {
        id: 'name',
        header: t('task'),
        width: 'minmax(140px, 2fr)',
        card: 'title',
        cell: (task) => <span className={styles.name}>{nameOf(task)}</span>,
      },
      { id: 'kind', header: t('kind'), cell: ({ kind }) => t(`kind_${kind}`) },
      {
        id: 'status',
        header: t('state'),
        width: 'minmax(170px, 1.2fr)',
        cell: (task) => (
          <Button
            appearance="transparent"
            className={styles.link}
            title={t('openDetails', { name: nameOf(task) })}
            onClick={() => onShow(task.id)}
          >
            <StatusBadge status={task.status} />
          </Button>
        ),
      },
      {
        id: 'started',
        header: t('started'),
        width: 'minmax(130px, 1.2fr)',
        cell: ({ startedAt }) => (startedAt === null ? '' : format.dateTime(startedAt)),
      },
      {
        id: 'duration',
        header: t('duration'),
        align: 'end',
        cell: (task) => {
          const seconds = secondsOf(task);
          return seconds === null ? '' : format.duration(seconds);
        },
      },
    ],
    [i18n.language],
  );
}

function Filters({ filter, onChange }: { filter: TaskFilter; onChange: (filter: TaskFilter) => void }) {
  const { t } = useTranslation(['system', 'statuses']);
  return (
    <>
      <Select
        aria-label={t('filterKind')}
        value={filter.kind ?? ''}
        onChange={(_, { value }) => {
          const { kind: _old, ...others } = filter;
          const kind = kinds.find((one) => one === value);
          onChange(kind === undefined ? others : { ...others, kind });
        }}
      >
        <option value="">{t('allKinds')}</option>
        {kinds.map((kind) => (
          <option key={kind} value={kind}>
            {t(`kind_${kind}`)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('filterState')}
        value={filter.status ?? ''}
        onChange={(_, { value }) => {
          const { status: _old, ...others } = filter;
          const status = states.find((one) => one === value);
          onChange(status === undefined ? others : { ...others, status });
        }}
      >
        <option value="">{t('allStates')}</option>
        {states.map((status) => (
          <option key={status} value={status}>
            {t(`statuses:${status}`)}
          </option>
        ))}
      </Select>
    </>
  );
}
