// One source: how its last refresh went, and the tables that come from it.
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { ArrowSync20Regular } from '@fluentui/react-icons/svg/arrow-sync';
import { Delete20Regular } from '@fluentui/react-icons/svg/delete';
import { Edit20Regular } from '@fluentui/react-icons/svg/edit';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../../src/core/transitions.ts';
import { api, ask, type Schemas } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { RowMenu } from '../../ui/row-menu.tsx';
import { Section } from '../../ui/section.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import type { TableInfo } from './queries.ts';
import { SourceTables } from './source-tables.tsx';
import { useTask } from './use-task.ts';

const useStyles = makeStyles({
  actions: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalS },
  facts: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalXS,
    color: tokens.colorNeutralForeground3,
  },
});

type Props = {
  source: Schemas['Source'];
  tables: TableInfo[];
  /** Of its latest refresh. */
  task: Schemas['Task'] | undefined;
  onEdit: () => void;
  onRemove: () => void;
};

export function SourceCard({ source, tables, task: known, onEdit, onRemove }: Props) {
  const styles = useStyles();
  const { t } = useTranslation(['sources', 'common']);
  const format = useFormat();
  const may = useMay();
  const queries = useQueryClient();
  const refresh = useMutation({
    mutationFn: () => ask(api.POST('/api/sources/{id}/refresh', { params: { path: { id: source.id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tasks'] }),
  });
  const followed = useTask(known !== undefined && isActive(known.status) ? known.id : null).data;
  const task = followed?.id === known?.id ? (followed ?? known) : known;
  const active = task !== undefined && isActive(task.status);
  const actions = [
    { id: 'edit', label: t('common:edit'), icon: <Edit20Regular />, onSelect: onEdit },
    { id: 'remove', label: t('common:remove'), icon: <Delete20Regular />, onSelect: onRemove },
  ];
  return (
    <Section
      title={source.name}
      actions={
        <span className={styles.actions}>
          {may('sources.refresh') ? (
            <Button
              icon={<ArrowSync20Regular />}
              disabled={active || refresh.isPending}
              aria-label={t('refreshNamed', { name: source.name })}
              onClick={() => refresh.mutate()}
            >
              {t('refresh')}
            </Button>
          ) : null}
          {may('sources.update') ? <RowMenu name={source.name} actions={actions} /> : null}
        </span>
      }
    >
      <div className={styles.facts}>
        {task === undefined ? null : <StatusBadge status={task.status} />}
        <span>
          {source.refreshedAt === null
            ? t('neverRefreshed')
            : t('refreshedAgo', {
                ago: format.ago(source.refreshedAt),
                at: format.dateTime(source.refreshedAt),
              })}
        </span>
      </div>
      {active ? (
        <ProgressBar
          label={t('reading')}
          done={task.progress?.done ?? 0}
          total={task.progress?.total ?? null}
        />
      ) : null}
      <ProblemBar problem={refresh.error} />
      {active ? null : <ProblemBar problem={task?.error} />}
      <SourceTables source={source} tables={tables} />
    </Section>
  );
}
