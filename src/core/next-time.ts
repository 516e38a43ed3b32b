// When a schedule is due next, by the wall clock of its time zone. A wall time stands for the first instant at which
// clocks there show it or more: one that a change to summer time leaves out is then the first moment after the gap,
// and one that a change back repeats is its first.
import type { Schedule, SystemSchedule } from '../contract/schedule.ts';

type Recurring = Pick<Extract<Schedule, { mode: 'custom' }>, 'recurrence' | 'times' | 'days' | 'timeZone'>;

const minute = 60_000;
const day = 24 * 60 * minute;
/** The longest way to a monthly day, and a day for changes of the clock. */
const mostDays = 33;

/** The first moment after `after` at which the export runs by its own schedule; null when it has none. */
export function nextOfExport(schedule: Schedule, after: Date): Date | null {
  return schedule.mode === 'custom' ? nextTime(schedule, after) : null;
}

/** The first moment after `after` at which everything is refreshed; null while that is off. */
export function nextOfSystem(schedule: SystemSchedule, after: Date): Date | null {
  return schedule.enabled ? nextTime(schedule, after) : null;
}

/** The first moment after `after`, which itself is outside; null when no day is ever due. */
export function nextTime(recurring: Recurring, after: Date): Date | null {
  const local = localClock(recurring.timeZone);
  const today = Math.floor(local(after.getTime()) / day) * day;
  const times = recurring.times.map(millisecondsOf).sort((one, other) => one - other);
  // The day before too: where clocks go back over midnight, its last hour comes again.
  for (let date = today - day; date <= today + mostDays * day; date += day) {
    if (!isDue(recurring, new Date(date))) continue;
    for (const time of times) {
      const instant = firstInstant(local, date + time);
      if (instant > after.getTime()) return new Date(instant);
    }
  }
  return null;
}

function millisecondsOf(time: string): number {
  const [hours, minutes] = time.split(':');
  return (Number(hours) * 60 + Number(minutes)) * minute;
}

/**
 * Without `days`, weekly is on Mondays (1; Sunday is 7) and monthly on the 1st. In a month that is too short for a
 * day, the last one stands for it.
 * @param date midnight UTC of the day
 */
function isDue({ recurrence, days }: Recurring, date: Date): boolean {
  const wanted = days === undefined || days.length === 0 ? [1] : days;
  switch (recurrence) {
    case 'daily':
      return true;
    case 'weekly':
      return wanted.includes(date.getUTCDay() === 0 ? 7 : date.getUTCDay());
    case 'monthly': {
      const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
      return wanted.some((one) => Math.min(one, last) === date.getUTCDate());
    }
  }
}

/** What clocks show at an instant, written as if they showed UTC. */
type LocalClock = (instant: number) => number;

function localClock(timeZone: string): LocalClock {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  return (instant) => {
    const shown: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(instant)) shown[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
    const milliseconds = ((instant % 1000) + 1000) % 1000;
    return Date.UTC(year, month - 1, day, hour, minute, second) + milliseconds;
  };
}

function firstInstant(local: LocalClock, wall: number): number {
  const offsets = [wall - day, wall + day].map((instant) => local(instant) - instant);
  const instants = offsets.map((offset) => wall - offset).sort((one, other) => one - other);
  const shown = instants.find((instant) => local(instant) === wall);
  if (shown !== undefined) return shown;
  // In a gap: clocks show less before it and more after it, and it lies between the two.
  let [before = wall, after = wall] = instants;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (local(middle) >= wall) after = middle;
    else before = middle;
  }
  return after;
}
