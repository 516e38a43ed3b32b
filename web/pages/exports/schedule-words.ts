// A schedule as a sentence: "Every Monday and Friday at 06:00".
import { useTranslation } from 'react-i18next';
import type { Schedule } from '../../api/export-calls.ts';
import { type Format, useFormat } from '../../ui/format.ts';

export type Custom = Extract<Schedule, { mode: 'custom' }>;

/** 06:00 as the region writes it. */
const clock = (format: Format, time: string) => format.time(new Date(`2024-01-01T${time}:00`));

export function useScheduleWords(): (schedule: Schedule) => string {
  const { t } = useTranslation('exports');
  const format = useFormat();
  return (schedule) => {
    if (schedule.mode !== 'custom') return t(`schedule.${schedule.mode}`);
    const times = format.list([...schedule.times].sort().map((time) => clock(format, time)));
    const days = [...(schedule.days ?? [])].sort((a, b) => a - b);
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const zone = schedule.timeZone === own ? '' : ` (${schedule.timeZone})`;
    switch (schedule.recurrence) {
      case 'daily':
        return t('schedule.daily', { times }) + zone;
      case 'weekly': {
        if (days.length === 7) return t('schedule.daily', { times }) + zone;
        // The server's own word for no days: Mondays, and the 1st.
        const named = days.length === 0 ? [1] : days;
        return t('schedule.weekly', { days: format.list(named.map(format.weekday)), times }) + zone;
      }
      case 'monthly': {
        const named = days.length === 0 ? [1] : days;
        return t('schedule.monthly', { days: format.list(named.map(String)), times }) + zone;
      }
    }
  };
}
