// A run: what it is about to do, how far it is, and what became of everybody.
import { Button } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isActive, mayDo } from '../../src/core/transitions.ts';
import { api, ask } from '../api/client.ts';
import type { Export, Run } from '../api/export-calls.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useFormat } from '../ui/format.ts';
import { ListSkeleton } from '../ui/list-skeleton.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { ProblemBar } from '../ui/problem.tsx';
import { Facts, Section } from '../ui/section.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useRun } from '../ui/use-run.ts';
import { useRunExport } from './exports/use-export-actions.tsx';
import { exportQuery, useEditable } from './exports/use-export-data.ts';
import { Causes } from './runs/causes.tsx';
import { FindContact } from './runs/find-contact.tsx';
import { Held } from './runs/held.tsx';
import { RunProgress } from './runs/progress.tsx';
import { Result } from './runs/result.tsx';
import { RunPlan } from './runs/run-plan.tsx';

export function RunPage() {
  const { t } = useTranslation(['runs', 'common']);
  const { id } = useParams({ from: '/shell/runs/$id' });
  const { data: run, error, refetch } = useRun(id);
  const exported = useQuery({ ...exportQuery(run?.exportId ?? ''), enabled: run !== undefined });
  const item = exported.data?.item;
  const run_ = run as Run | undefined;
  const name = item?.name;
  return (
    <>
      <PageHeader
        title={name === undefined ? t('title') : t('runOf', { name })}
        status={run === undefined ? null : <StatusBadge status={run.status} />}
        {...(item === undefined ? {} : { up: { to: `/exports/${item.id}`, label: item.name } })}
        actions={run_ === undefined || item === undefined ? null : <Actions run={run_} item={item} />}
      />
      {run === undefined && !error ? <ListSkeleton label={t('common:loading')} /> : null}
      {error ? (
        <ProblemBar problem={error} intent={run === undefined ? 'error' : 'warning'} onRetry={refetch} />
      ) : null}
      {item === undefined ? <ProblemBar problem={exported.error} onRetry={exported.refetch} /> : null}
      {run_ === undefined ? null : <RunView key={id} run={run_} item={item} />}
    </>
  );
}

function useCanceling(run: Run) {
  const { t } = useTranslation('runs');
  const [asking, setAsking] = useState(false);
  const cancel = () => ask(api.POST('/api/runs/{id}/cancel', { params: { path: { id: run.id } } }));
  const dialog = (
    <ConfirmDialog
      open={asking}
      title={t('cancelTitle')}
      confirmLabel={t('cancelRun')}
      cancelLabel={t('goOn')}
      onConfirm={cancel}
      onClose={() => setAsking(false)}
    >
      <span>{t('cancelText')}</span>
    </ConfirmDialog>
  );
  return { ask: () => setAsking(true), dialog };
}

function Actions({ run, item }: { run: Run; item: Export }) {
  const { t } = useTranslation('runs');
  const editable = useEditable();
  const canceling = useCanceling(run);
  const again = useRunExport();
  if (!editable(item)) return null;
  const latest = item.lastRun === null || !isActive(item.lastRun.status);
  return (
    <>
      {mayDo('cancel', run.status) && run.status !== 'held' ? (
        <Button onClick={canceling.ask}>{t('cancelRun')}</Button>
      ) : null}
      {!isActive(run.status) && latest && item.connectionId !== null ? (
        <Button disabled={again.isPending} onClick={() => again.mutate({ id: item.id })}>
          {t('runAgain')}
        </Button>
      ) : null}
      {canceling.dialog}
    </>
  );
}

function RunView({ run, item }: { run: Run; item: Export | undefined }) {
  const { t } = useTranslation('runs');
  const editable = useEditable();
  const canceling = useCanceling(run);
  const { counts, status } = run;
  const held = status === 'held';
  return (
    <>
      {held ? null : (
        <ProblemBar problem={run.error} intent={status === 'failedPermanently' ? 'error' : 'warning'} />
      )}
      {held ? <Held run={run} mayAct={item && editable(item)} onCancel={canceling.ask} /> : null}
      {isActive(status) && !held ? <RunProgress run={run} /> : null}
      {held ? null : <Result run={run} />}
      {isActive(status) ? <RunPlan run={run} /> : null}
      <Causes
        run={run}
        kind="rejections"
        title={t('rejections')}
        count={isActive(status) && !held ? 0 : counts.invalid + counts.rejected}
      />
      <Causes
        run={run}
        kind="warnings"
        title={t('warnings')}
        count={held || isActive(status) ? 0 : counts.warnings}
      />
      <Causes
        run={run}
        kind="duplicates"
        title={t('duplicates')}
        count={held || isActive(status) ? 0 : counts.duplicates}
      />
      {isActive(status) && !held ? null : <FindContact runId={run.id} />}
      {isActive(status) ? null : <RunPlan run={run} />}
      <Times run={run} />
      {canceling.dialog}
    </>
  );
}

function Times({ run }: { run: Run }) {
  const { t } = useTranslation('runs');
  const format = useFormat();
  const { createdAt, startedAt, endedAt, mode, trigger, hold, estimate } = run;
  const took = startedAt !== null && endedAt !== null;
  const seconds = took ? (new Date(endedAt).getTime() - new Date(startedAt).getTime()) / 1000 : 0;
  return (
    <Section title={t('about_title')}>
      <Facts
        facts={[
          [t('kind'), t(`mode_${mode}`)],
          [t('startedBy'), t(`trigger_${trigger}`)],
          [t('askedFor'), format.exact(createdAt)],
          [t('started'), startedAt === null ? null : format.exact(startedAt)],
          [t('ended'), endedAt === null ? null : format.exact(endedAt)],
          [t('took'), took ? format.duration(Math.max(1, seconds)) : null],
          [t('estimated'), estimate === null ? null : format.duration(estimate.seconds)],
          [
            t('confirmed'),
            hold?.confirmedAt
              ? t('confirmedAt', { at: format.dateTime(hold.confirmedAt), name: hold.confirmedBy ?? '' })
              : null,
          ],
        ]}
      />
    </Section>
  );
}
