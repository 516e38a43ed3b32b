// The schedule of one export, or of several at once.
import { Field, MessageBar, MessageBarBody, Radio, RadioGroup, Text } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.ts';
import { type Export, type Schedule, setSchedules } from '../../api/export-calls.ts';
import { useFormat } from '../../ui/format.ts';
import { SidePane } from '../../ui/side-pane.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { isComplete, ScheduleField } from './schedule-field.tsx';
import { useScheduleWords } from './schedule-words.ts';

type Props = { items: Export[]; onClose: () => void };

async function saveSchedule(items: Export[], schedule: Schedule | null): Promise<Export[]> {
  const [first] = items;
  if (first !== undefined && items.length === 1 && schedule !== null) {
    const change = { params: { path: { id: first.id } }, body: { schedule } };
    return [(await ask(api.PATCH('/api/exports/{id}', change))) as Export];
  }
  const ids = items.map(({ id }) => id);
  return (await setSchedules(ids, schedule)).items;
}

export function SchedulePane({ items, onClose }: Props) {
  const { t } = useTranslation(['exports', 'common']);
  const format = useFormat();
  const words = useScheduleWords();
  const toast = useToast();
  const queries = useQueryClient();
  const several = items.length > 1;
  const [first] = items;
  const before: Schedule = first?.schedule ?? { mode: 'refresh' };
  const [keep, setKeep] = useState(several);
  const [schedule, setSchedule] = useState<Schedule>(before);
  const save = useMutation({
    mutationFn: () => saveSchedule(items, keep ? null : schedule),
    onSuccess: ([saved]) => {
      queries.invalidateQueries({ queryKey: ['exports'] });
      const next = saved?.nextRunAt;
      toast(t('common:saved'), {
        body: next && !keep ? t('nextRunIs', { at: format.dateTime(next) }) : t('scheduleSaved'),
      });
      onClose();
    },
  });
  const unchanged = JSON.stringify(schedule) === JSON.stringify(before);
  return (
    <SidePane
      open
      title={
        several ? t('scheduleSeveral', { count: items.length }) : t('scheduleOf', { name: first?.name ?? '' })
      }
      onClose={onClose}
      onSave={() => save.mutate()}
      saveDisabled={!keep && !isComplete(schedule)}
      busy={save.isPending}
      dirty={!unchanged}
      problem={save.error}
    >
      {several ? (
        <Field label={t('scheduleFor', { names: format.list(items.map(({ name }) => name)) })}>
          <RadioGroup value={keep ? 'keep' : 'one'} onChange={(_, { value }) => setKeep(value === 'keep')}>
            <Radio value="keep" label={t('keepOwn')} />
            <Radio value="one" label={t('oneForAll')} />
          </RadioGroup>
        </Field>
      ) : null}
      {keep ? null : (
        <>
          <ScheduleField schedule={schedule} onChange={setSchedule} />
          <MessageBar layout="multiline">
            <MessageBarBody>
              {isComplete(schedule) ? words(schedule) : t('scheduleIncomplete')}
            </MessageBarBody>
          </MessageBar>
          {unchanged && first?.nextRunAt ? (
            <Text>{t('nextRunIs', { at: format.dateTime(first.nextRunAt) })}</Text>
          ) : null}
        </>
      )}
    </SidePane>
  );
}
