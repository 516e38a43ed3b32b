// Progress details of one job: where it stands, its steps with their times, and a way to cancel it.
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mayDo } from '../../../src/core/transitions.ts';
import { api, ask } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { useFormat } from '../../ui/format.ts';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { ProblemBar } from '../../ui/problem.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Facts, Section } from '../../ui/section.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useTaskName } from './status.tsx';
import { secondsOf, type Task, useSteps, useTask } from './tasks.ts';

const useStyles = makeStyles({
  steps: { display: 'grid', margin: 0, padding: 0, listStyleType: 'none' },
  step: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) max-content',
    gap: `${tokens.spacingVerticalXXS} ${tokens.spacingHorizontalM}`,
    paddingBlock: tokens.spacingVerticalS,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
  },
  quiet: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  link: { padding: 0, minWidth: 'auto', justifyContent: 'flex-start', textAlign: 'start', border: 'none' },
});

type Props = { id: string | null; onClose: () => void; onOpen: (id: string) => void };

export function ProgressDetails({ id, onClose, onOpen }: Props) {
  const { t } = useTranslation(['system', 'common']);
  const nameOf = useTaskName();
  const { data: task, error, refetch } = useTask(id);
  const [asking, setAsking] = useState(false);
  const may = useMay();
  const cancel = useCancel(id);
  const name = task === undefined ? '' : nameOf(task);
  return (
    <SidePane
      open={id !== null}
      title={t('details', { name })}
      onClose={onClose}
      footer={
        task !== undefined && mayDo('cancel', task.status) && may('tasks.cancel') ? (
          <Button onClick={() => setAsking(true)}>{t('cancelJob')}</Button>
        ) : null
      }
    >
      {task === undefined && error === null ? <ListSkeleton label={t('common:loading')} /> : null}
      <ProblemBar problem={error} onRetry={() => void refetch()} />
      {task === undefined ? null : <Details task={task} onOpen={onOpen} />}
      <ConfirmDialog
        open={asking}
        title={t('cancelTitle', { name })}
        confirmLabel={t('cancelJob')}
        cancelLabel={t('common:back')}
        danger
        onConfirm={cancel}
        onClose={() => setAsking(false)}
      >
        {t('cancelText')}
      </ConfirmDialog>
    </SidePane>
  );
}

function useCancel(id: string | null) {
  const { t } = useTranslation('system');
  const toast = useToast();
  const queries = useQueryClient();
  return async () => {
    if (id === null) return;
    await ask(api.POST('/api/tasks/{id}/cancel', { params: { path: { id } } }));
    toast(t('canceled'));
    await queries.invalidateQueries({ queryKey: ['tasks'] });
  };
}

function Details({ task, onOpen }: { task: Task; onOpen: (id: string) => void }) {
  const styles = useStyles();
  const { t } = useTranslation('system');
  const format = useFormat();
  const seconds = secondsOf(task);
  const { refreshId } = task;
  return (
    <>
      <ProblemBar problem={task.error} intent={task.status === 'failed' ? 'warning' : 'error'} />
      {task.progress !== null && task.endedAt === null ? (
        <ProgressBar label={t('progress')} done={task.progress.done} total={task.progress.total} />
      ) : null}
      <Facts
        facts={[
          [t('state'), <StatusBadge key="status" status={task.status} />],
          [t('kind'), t(`kind_${task.kind}`)],
          [t('created'), format.exact(task.createdAt)],
          [t('started'), task.startedAt && format.exact(task.startedAt)],
          [t('ended'), task.endedAt && format.exact(task.endedAt)],
          [t('duration'), seconds === null ? null : format.duration(seconds)],
        ]}
      />
      <Target task={task} />
      {refreshId === null ? null : (
        <div>
          <Button appearance="transparent" className={styles.link} onClick={() => onOpen(refreshId)}>
            {t('partOfRefresh')}
          </Button>
        </div>
      )}
      {task.kind === 'refresh' ? <Steps refresh={task} onOpen={onOpen} /> : null}
    </>
  );
}

/** To the thing that the job is about. */
function Target({ task: { kind, targetId, name } }: { task: Task }) {
  const { t } = useTranslation('system');
  if (targetId === null) return null;
  switch (kind) {
    case 'source':
      return <Link to="/sources">{`${t('toTarget')}: ${name}`}</Link>;
    case 'segment':
      return <Link to="/segments/$id" params={{ id: targetId }}>{`${t('toTarget')}: ${name}`}</Link>;
    case 'export':
      return <Link to="/exports/$id" params={{ id: targetId }}>{`${t('toTarget')}: ${name}`}</Link>;
    case 'refresh':
      return null;
  }
}

function Steps({ refresh, onOpen }: { refresh: Task; onOpen: (id: string) => void }) {
  const styles = useStyles();
  const { t } = useTranslation('system');
  const format = useFormat();
  const steps = useSteps(refresh);
  return (
    <Section title={t('steps')} plain>
      {steps.data?.length === 0 ? t('noSteps') : null}
      <ProblemBar problem={steps.error} onRetry={() => void steps.refetch()} />
      <ol className={styles.steps}>
        {steps.data?.map((step) => {
          const seconds = secondsOf(step);
          return (
            <li key={step.id} className={styles.step}>
              <Button
                appearance="transparent"
                size="small"
                className={styles.link}
                onClick={() => onOpen(step.id)}
              >
                {step.name}
              </Button>
              <StatusBadge status={step.status} />
              <span className={styles.quiet}>
                {t(`kind_${step.kind}`)}
                {step.startedAt === null ? '' : `, ${format.exact(step.startedAt)}`}
              </span>
              <span className={styles.quiet}>{seconds === null ? '' : format.duration(seconds)}</span>
            </li>
          );
        })}
      </ol>
    </Section>
  );
}
