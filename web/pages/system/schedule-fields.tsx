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
import { Dismiss20Regular } from '@fluentui/react-icons/svg/dismiss';
import { useTranslation } from 'react-i18next';
import { FormField } from '../../ui/form-field.tsx';
import { useFormat } from '../../ui/format.ts';

export type SystemSchedule = {
  enabled: boolean;
  recurrence: 'daily' | 'weekly';
  times: string[];
  days?: number[];
  timeZone: string;
};

const week = [1, 2, 3, 4, 5, 6, 7];
const mostTimes = 4;
/** The server's own zone and UTC are not in every browser's list. */
const zones = Intl.supportedValuesOf('timeZone');

const useStyles = makeStyles({
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalS },
  zone: { maxWidth: '320px' },
  time: { display: 'inline-flex', alignItems: 'center' },
});

type Props = {
  values: SystemSchedule;
  problem: unknown;
  onChange: (change: Partial<SystemSchedule>) => void;
};

export function ScheduleFields({ values, problem, onChange }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('system');
  const listed = zones.includes(values.timeZone) ? zones : [values.timeZone, ...zones];
  return (
    <>
      <Field label={t('recurrence')}>
        <RadioGroup
          layout="horizontal"
          value={values.recurrence}
          onChange={(_, { value }) => onChange({ recurrence: value === 'weekly' ? 'weekly' : 'daily' })}
        >
          <Radio value="daily" label={t('daily')} />
          <Radio value="weekly" label={t('weekly')} />
        </RadioGroup>
      </Field>
      {values.recurrence === 'weekly' ? <Days values={values} onChange={onChange} /> : null}
      <Times values={values} onChange={onChange} />
      <FormField label={t('timeZone')} name="timeZone" problem={problem}>
        <Select
          className={styles.zone}
          value={values.timeZone}
          onChange={(_, { value }) => onChange({ timeZone: value })}
        >
          {listed.map((zone) => (
            <option key={zone}>{zone}</option>
          ))}
        </Select>
      </FormField>
    </>
  );
}

function Days({ values, onChange }: Pick<Props, 'values' | 'onChange'>) {
  const styles = useStyles();
  const { t } = useTranslation('system');
  const format = useFormat();
  const days = values.days ?? [];
  return (
    <FormField label={t('days')} error={days.length === 0 ? t('chooseDay') : undefined}>
      <div className={styles.row} role="group">
        {week.map((day) => (
          <Checkbox
            key={day}
            label={format.weekday(day)}
            checked={days.includes(day)}
            onChange={(_, { checked }) =>
              onChange({ days: week.filter((one) => (one === day ? checked === true : days.includes(one))) })
            }
          />
        ))}
      </div>
    </FormField>
  );
}

function Times({ values, onChange }: Pick<Props, 'values' | 'onChange'>) {
  const styles = useStyles();
  const { t } = useTranslation('system');
  const { times } = values;
  return (
    <Field label={t('times')}>
      <div className={styles.row} role="group">
        {times.map((time, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two of them may say the same while one is typed
          <span key={index} className={styles.time}>
            <Input
              type="time"
              aria-label={t('time', { number: index + 1 })}
              value={time}
              onChange={(_, { value }) => onChange({ times: times.with(index, value) })}
            />
            {times.length === 1 ? null : (
              <Button
                appearance="subtle"
                size="small"
                icon={<Dismiss20Regular />}
                aria-label={t('removeTime', { number: index + 1 })}
                onClick={() => onChange({ times: times.toSpliced(index, 1) })}
              />
            )}
          </span>
        ))}
        {times.length >= mostTimes ? null : (
          <Button
            appearance="subtle"
            icon={<Add20Regular />}
            onClick={() => onChange({ times: [...times, '12:00'] })}
          >
            {t('addTime')}
          </Button>
        )}
      </div>
    </Field>
  );
}
