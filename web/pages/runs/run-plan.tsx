// What a run set out to do; there is none before the planning, nor when its files are no longer kept.
import { Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isActive } from '../../../src/core/transitions.ts';
import { type Run, runPlan } from '../../api/export-calls.ts';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { ProblemBar } from '../../ui/problem.tsx';
import { Section } from '../../ui/section.tsx';
import { PlanView } from './plan-view.tsx';

/** Of a run; `data` is null when it has none, and undefined while nobody knows. */
export function usePlan({ id, status, progress: { phase } }: Run) {
  return useQuery({
    queryKey: ['runs', id, 'plan'],
    queryFn: () => runPlan(id),
    enabled: status === 'held' || !['waiting', 'evaluating', 'planning'].includes(phase),
    staleTime: 60_000,
  });
}

export function RunPlan({ run }: { run: Run }) {
  const { t } = useTranslation(['runs', 'common']);
  const { data: plan, error, isLoading, refetch } = usePlan(run);
  const held = run.status === 'held';
  if (!plan && !isLoading && error === null && !held) return null;
  return (
    <Section title={t(held ? 'planHeld' : isActive(run.status) ? 'planNow' : 'planThen')}>
      <ProblemBar problem={error} onRetry={refetch} />
      {isLoading ? <ListSkeleton label={t('common:loading')} /> : null}
      {plan ? <PlanView plan={plan} /> : null}
      {plan === null ? <Text>{t('planGone')}</Text> : null}
    </Section>
  );
}
