// When everything is refreshed. Whoever may not change it reads it as a sentence.
import { Button, Switch } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, askTagged, ifMatch } from '../../api/client.ts';
import { asProblemError } from '../../api/problem-error.ts';
import { useMay } from '../../api/session.ts';
import { useFormat } from '../../ui/format.ts';
import { ListSkeleton } from '../../ui/list-skeleton.tsx';
import { ProblemBar } from '../../ui/problem.tsx';
import { Section } from '../../ui/section.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useFormStyles } from '../profile/form-styles.ts';
import { ScheduleFields, type SystemSchedule } from './schedule-fields.tsx';

const queryKey = ['schedule'];

export function Schedule() {
  const { t } = useTranslation(['system', 'common']);
  const may = useMay();
  const found = useQuery({ queryKey, queryFn: () => askTagged(api.GET('/api/schedule')) });
  return (
    <Section title={t('schedule')}>
      {found.data === undefined && found.error === null ? <ListSkeleton label={t('common:loading')} /> : null}
      <ProblemBar problem={found.error} onRetry={() => void found.refetch()} />
      {found.data === undefined ? null : may('schedule.update') ? (
        <ScheduleForm schedule={found.data.value} tag={found.data.tag} />
      ) : (
        <ScheduleSentence schedule={found.data.value} />
      )}
    </Section>
  );
}

function ScheduleForm({ schedule, tag }: { schedule: SystemSchedule; tag: string | null }) {
  const styles = useFormStyles();
  const { t } = useTranslation(['system', 'common']);
  const toast = useToast();
  const queries = useQueryClient();
  const [edits, setEdits] = useState<Partial<SystemSchedule>>({});
  const values = { ...schedule, ...edits };
  const noDay = values.recurrence === 'weekly' && (values.days ?? []).length === 0;
  const save = useMutation({
    mutationFn() {
      const { days, ...others } = values;
      const body = values.recurrence === 'weekly' && days ? { ...others, days } : others;
      return ask(api.PUT('/api/schedule', { body, headers: ifMatch(tag) }));
    },
    async onSuccess() {
      toast(t('scheduleSaved'));
      await queries.invalidateQueries({ queryKey });
      setEdits({});
    },
    onError(thrown) {
      if (asProblemError(thrown).code === 'changedMeanwhile') void queries.invalidateQueries({ queryKey });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <span>{t('scheduleText')}</span>
      <Switch
        label={t('enabled')}
        checked={values.enabled}
        onChange={(_, { checked: enabled }) => setEdits({ ...edits, enabled })}
      />
      {values.enabled ? (
        <ScheduleFields
          values={values}
          problem={save.error}
          onChange={(change) => setEdits({ ...edits, ...change })}
        />
      ) : null}
      <ProblemBar problem={save.error} />
      <div>
        <Button
          appearance="primary"
          type="submit"
          disabled={save.isPending || Object.keys(edits).length === 0 || (values.enabled && noDay)}
        >
          {t('common:save')}
        </Button>
      </div>
    </form>
  );
}

function ScheduleSentence({ schedule }: { schedule: SystemSchedule }) {
  const { t } = useTranslation('system');
  const format = useFormat();
  const { enabled, recurrence, times, timeZone, days = [] } = schedule;
  if (!enabled) return <span>{t('scheduleOff')}</span>;
  const when = { times: format.list(times), timeZone, days: format.list(days.map(format.weekday)) };
  return (
    <span>
      {t(`scheduleOn_${recurrence}`, when)} {t('scheduleText')}
    </span>
  );
}
