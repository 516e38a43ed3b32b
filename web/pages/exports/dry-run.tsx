// What a run of an export would send now, worked out when it is asked for: that takes a while for a large one.
import { Button, Spinner, Text } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.ts';
import type { Export } from '../../api/export-calls.ts';
import { ProblemBar } from '../../ui/problem.tsx';
import { Section } from '../../ui/section.tsx';
import { PlanView } from '../runs/plan-view.tsx';

export function DryRun({ item }: { item: Export }) {
  const { t } = useTranslation('exports');
  const plan = useMutation({
    mutationFn: () => ask(api.POST('/api/exports/{id}/plan', { params: { path: { id: item.id } } })),
  });
  return (
    <Section
      title={t('planTitle')}
      actions={
        <Button
          disabled={plan.isPending || item.connectionId === null}
          icon={plan.isPending ? <Spinner size="tiny" /> : null}
          onClick={() => plan.mutate()}
        >
          {plan.isPending ? t('planning') : t(plan.data === undefined ? 'makePlan' : 'makePlanAgain')}
        </Button>
      }
    >
      <ProblemBar problem={plan.error} />
      {plan.data === undefined ? <Text>{t('planText')}</Text> : <PlanView plan={plan.data} />}
    </Section>
  );
}
