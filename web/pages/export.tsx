// One export: how it stands, what it is set to do, what it would send now, and its runs.
import { Button, MessageBar, MessageBarBody } from '@fluentui/react-components';
import { Edit20Regular } from '@fluentui/react-icons/svg/edit';
import { Play20Regular } from '@fluentui/react-icons/svg/play';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../src/core/transitions.ts';
import type { Export } from '../api/export-calls.ts';
import { useMay } from '../api/session.ts';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemBar } from '../ui/problem.tsx';
import { RowMenu } from '../ui/row-menu.tsx';
import { useToast } from '../ui/toasts.tsx';
import { StatusLink } from './exports/columns.tsx';
import { DryRun } from './exports/dry-run.tsx';
import { History } from './exports/history.tsx';
import { Settings } from './exports/settings.tsx';
import { useExportActions, useRunExport } from './exports/use-export-actions.tsx';
import { exportQuery, useEditable } from './exports/use-export-data.ts';

export function ExportPage() {
  const { t } = useTranslation(['exports', 'common', 'shell']);
  const { id } = useParams({ from: '/shell/exports/$id' });
  const { data, error, refetch } = useQuery({ ...exportQuery(id), refetchInterval: 5000 });
  const item = data?.item;
  return (
    <>
      <PageHeader
        title={item?.name ?? t('title')}
        up={{ to: '/exports', label: t('shell:exports') }}
        status={item?.lastRun ? <StatusLink run={item.lastRun} /> : null}
        actions={item === undefined ? null : <Actions item={item} />}
      />
      {item === undefined && !error ? <ListSkeleton label={t('common:loading')} /> : null}
      {error ? (
        <ProblemBar problem={error} intent={item === undefined ? 'error' : 'warning'} onRetry={refetch} />
      ) : null}
      {item === undefined ? null : <Details key={id} item={item} />}
    </>
  );
}

function Details({ item }: { item: Export }) {
  const { t } = useTranslation('exports');
  const may = useMay();
  const editable = useEditable()(item);
  return (
    <>
      {item.removing ? (
        <MessageBar intent="info">
          <MessageBarBody>{t('isRemoving')}</MessageBarBody>
        </MessageBar>
      ) : null}
      {item.connectionId === null ? (
        <MessageBar intent="warning">
          <MessageBarBody>
            {t('noConnection')}. {t('noConnectionText')}
          </MessageBarBody>
        </MessageBar>
      ) : null}
      <Settings item={item} />
      {editable && may('exports.plan') ? <DryRun item={item} /> : null}
      <History item={item} />
    </>
  );
}

function Actions({ item }: { item: Export }) {
  const { t } = useTranslation(['exports', 'common']);
  const navigate = useNavigate();
  const toast = useToast();
  const editable = useEditable()(item);
  const run = useRunExport();
  const { actionsOf, open, panes } = useExportActions(
    () => toast(t('common:saved'), { body: t('savedNotRun') }),
    () => navigate({ to: '/exports' }),
  );
  if (!editable) return null;
  const active = item.lastRun !== null && isActive(item.lastRun.status);
  const others = actionsOf(item).filter(({ id }) => !['view', 'edit', 'run'].includes(id));
  return (
    <>
      <Button icon={<Edit20Regular />} disabled={item.removing === true} onClick={() => open('edit', item)}>
        {t('common:edit')}
      </Button>
      <Button
        appearance="primary"
        icon={<Play20Regular />}
        disabled={active || item.connectionId === null || item.removing === true || run.isPending}
        onClick={() => run.mutate({ id: item.id })}
      >
        {t('run')}
      </Button>
      <RowMenu name={item.name} actions={others} />
      {panes}
    </>
  );
}
