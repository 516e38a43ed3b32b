// When an export runs by itself: with every refresh, on days and times of its own, or never.
import {
  Button,
  Checkbox,
  Field,
  Input,
  makeStyles,
  Radio,
  RadioGroup,
  Select,
  tokens,
} from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons/svg/add';
import { Delete20Regular } from '@fluentui/react-icons/svg/delete';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schedule } from '../../api/export-calls.ts';
import { useFormat } from '../../ui/format.ts';
import { FieldGroup } from './field-group.tsx';
import type { Custom } from './schedule-words.ts';

const useStyles = makeStyles({
  box: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  days: { display: 'flex', flexWrap: 'wrap' },
  month: { display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(64px, 1fr))' },
  times: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS, alignItems: 'start' },
  time: { display: 'flex', gap: tokens.spacingHorizontalXS },
});

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
export const firstCustom = (): Custom => ({
  mode: 'custom',
  recurrence: 'daily',
  times: ['06:00'],
  timeZone: ownZone(),
});

const mostTimes = 24;

type Props = { schedule: Schedule; onChange: (schedule: Schedule) => void };

export function ScheduleField({ schedule, onChange }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('exports');
  const custom = schedule.mode === 'custom' ? schedule : null;
  const choose = (mode: string) => {
    if (mode === 'refresh' || mode === 'off') onChange({ mode });
    else onChange(custom ?? firstCustom());
  };
  return (
    <div className={styles.box}>
      <Field label={t('runs')}>
        <RadioGroup value={schedule.mode} onChange={(_, { value }) => choose(value)}>
          <Radio value="refresh" label={t('withRefresh')} />
          <Radio value="custom" label={t('ownSchedule')} />
          <Radio value="off" label={t('never')} />
        </RadioGroup>
      </Field>
      {custom === null ? null : <CustomFields custom={custom} onChange={onChange} />}
    </div>
  );
}

type CustomProps = { custom: Custom; onChange: (schedule: Custom) => void };

function CustomFields({ custom, onChange }: CustomProps) {
  const { t } = useTranslation('exports');
  const zones = useMemo(
    () => [...new Set([ownZone(), 'UTC', custom.timeZone, ...Intl.supportedValuesOf('timeZone')])].sort(),
    [custom.timeZone],
  );
  const recur = (recurrence: Custom['recurrence']) => {
    const { days: _, ...rest } = custom;
    onChange({ ...rest, recurrence, ...(recurrence === 'daily' ? {} : { days: [1] }) });
  };
  return (
    <>
      <Field label={t('recurrence')}>
        <Select value={custom.recurrence} onChange={(_, { value }) => recur(value as Custom['recurrence'])}>
          <option value="daily">{t('everyDay')}</option>
          <option value="weekly">{t('everyWeek')}</option>
          <option value="monthly">{t('everyMonth')}</option>
        </Select>
      </Field>
      {custom.recurrence === 'daily' ? null : <Days custom={custom} onChange={onChange} />}
      <Times custom={custom} onChange={onChange} />
      <Field label={t('timeZone')}>
        <Select value={custom.timeZone} onChange={(_, { value }) => onChange({ ...custom, timeZone: value })}>
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zone}
            </option>
          ))}
        </Select>
      </Field>
    </>
  );
}

function Days({ custom, onChange }: CustomProps) {
  const styles = useStyles();
  const { t } = useTranslation('exports');
  const format = useFormat();
  const weekly = custom.recurrence === 'weekly';
  const all = Array.from({ length: weekly ? 7 : 31 }, (_, index) => index + 1);
  const chosen = custom.days ?? [];
  const toggle = (day: number, on: boolean) => {
    const days = on ? [...chosen, day].sort((a, b) => a - b) : chosen.filter((other) => other !== day);
    onChange({ ...custom, days });
  };
  return (
    <FieldGroup
      label={t(weekly ? 'daysOfWeek' : 'daysOfMonth')}
      hint={weekly ? undefined : t('shortMonths')}
      error={chosen.length === 0 ? t('chooseDay') : undefined}
    >
      <div className={weekly ? styles.days : styles.month}>
        {all.map((day) => (
          <Checkbox
            key={day}
            label={weekly ? format.weekday(day) : String(day)}
            checked={chosen.includes(day)}
            onChange={(_, { checked }) => toggle(day, checked === true)}
          />
        ))}
      </div>
    </FieldGroup>
  );
}

function Times({ custom, onChange }: CustomProps) {
  const styles = useStyles();
  const { t } = useTranslation('exports');
  const { times } = custom;
  const set = (index: number, time: string) =>
    onChange({ ...custom, times: times.map((other, at) => (at === index ? time : other)) });
  return (
    <FieldGroup label={t('times')}>
      <div className={styles.times}>
        {times.map((time, index) => (
          // A time has no id, and stays in its place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <div key={index} className={styles.time}>
            <Input
              type="time"
              aria-label={t('timeNumber', { number: index + 1 })}
              value={time}
              onChange={(_, { value }) => set(index, value)}
            />
            {times.length < 2 ? null : (
              <Button
                appearance="subtle"
                icon={<Delete20Regular />}
                aria-label={t('removeTime', { time })}
                onClick={() => onChange({ ...custom, times: times.filter((_, at) => at !== index) })}
              />
            )}
          </div>
        ))}
        {times.length >= mostTimes ? null : (
          <Button
            appearance="subtle"
            icon={<Add20Regular />}
            onClick={() => onChange({ ...custom, times: [...times, '12:00'] })}
          >
            {t('addTime')}
          </Button>
        )}
      </div>
    </FieldGroup>
  );
}

/** Whether it can be saved as it stands. */
export const isComplete = (schedule: Schedule): boolean =>
  schedule.mode !== 'custom' ||
  (schedule.times.every((time) => /^\d\d:\d\d$/.test(time)) &&
    (schedule.recurrence === 'daily' || (schedule.days?.length ?? 0) > 0));
