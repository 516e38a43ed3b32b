// When everything was refreshed, when it will be, and a way to do it now.
import { Button } from '@fluentui/react-components';
import { ArrowSync20Regular } from '@fluentui/react-icons/svg/arrow-sync';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../../src/core/transitions.ts';
import { api, ask, type Schemas } from '../../api/client.ts';
import { useMay } from '../../api/session.ts';
import { useFormat } from '../../ui/format.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { Facts, Section } from '../../ui/section.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { tasksQuery } from '../sources/queries.ts';
import { useTask } from '../sources/use-task.ts';
import { scheduleQuery } from './queries.ts';

/** The latest refresh of everything, followed while it goes on. */
function useRefresh() {
  const queries = useQueryClient();
  const known = useQuery(tasksQuery('refresh', 1)).data?.[0];
  const start = useMutation({
    mutationFn: () => ask(api.POST('/api/refresh')),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['tasks'] }),
  });
  const followed = useTask(known !== undefined && isActive(known.status) ? known.id : null).data;
  const task = followed?.id === known?.id ? (followed ?? known) : known;
  return { task, start, active: task !== undefined && isActive(task.status) };
}

export function Refresh({ exports }: { exports: readonly Schemas['Export'][] }) {
  const { t } = useTranslation(['home', 'common']);
  const format = useFormat();
  const may = useMay();
  const { task, start, active } = useRefresh();
  const ended = task?.endedAt ?? task?.startedAt ?? task?.createdAt;
  return (
    <Section
      title={t('refresh')}
      actions={
        may('refresh.start') ? (
          <Button
            icon={<ArrowSync20Regular />}
            disabled={active || start.isPending}
            onClick={() => start.mutate()}
          >
            {t('refreshNow')}
          </Button>
        ) : undefined
      }
    >
      <ProblemBar problem={start.error} />
      {active ? (
        <ProgressBar
          label={t('refreshing')}
          done={task?.progress?.done ?? 0}
          total={task?.progress?.total ?? null}
        />
      ) : null}
      <Facts
        facts={[
          [
            t('lastRefresh'),
            ended === undefined ? t('common:never') : `${format.ago(ended)} (${format.dateTime(ended)})`,
          ],
          [t('itsStatus'), task === undefined ? null : <StatusBadge key="status" status={task.status} />],
          [t('nextRefresh'), useNextRefresh(exports)],
        ]}
      />
      {active ? null : <ProblemBar problem={task?.error} intent="warning" />}
    </Section>
  );
}

/** Exports that go with it know when it is; else the schedule is told as it was entered. */
function useNextRefresh(exports: readonly Schemas['Export'][]): string | null {
  const { t } = useTranslation('home');
  const format = useFormat();
  const schedule = useQuery(scheduleQuery).data;
  if (schedule === undefined) return null;
  if (!schedule.enabled) return t('refreshOff');
  const next = exports.find((one) => one.schedule.mode === 'refresh' && one.nextRunAt !== null)?.nextRunAt;
  if (next) return `${format.ago(next)} (${format.dateTime(next)})`;
  const times = format.list(schedule.times);
  const days = schedule.recurrence === 'daily' ? '' : format.list((schedule.days ?? [1]).map(format.weekday));
  const { timeZone } = schedule;
  return days === '' ? t('everyDayAt', { times, timeZone }) : t('daysAt', { days, times, timeZone });
}
