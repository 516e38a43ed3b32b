import { z } from 'zod';

export const ClockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time such as 06:00');

export const TimeZone = z.string().refine(isTimeZone, 'a time zone such as Europe/Stockholm');

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

/** `days`: of the week, Monday being 1, or of the month; the last day stands for one that a month lacks. */
export const Schedule = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('refresh') }),
  z.strictObject({ mode: z.literal('off') }),
  z
    .strictObject({
      mode: z.literal('custom'),
      recurrence: z.enum(['daily', 'weekly', 'monthly']),
      times: z.array(ClockTime).min(1).max(24),
      days: z.array(z.int().min(1).max(31)).optional(),
      timeZone: TimeZone,
    })
    .refine(({ recurrence, days = [] }) => recurrence !== 'weekly' || days.every((day) => day <= 7), {
      path: ['days'],
      error: 'a week has the days 1 (Monday) to 7',
    }),
]);
export type Schedule = z.infer<typeof Schedule>;

/** When everything is refreshed: sources, then segments, then the exports that go with every refresh. */
export const SystemSchedule = z.strictObject({
  enabled: z.boolean(),
  recurrence: z.enum(['daily', 'weekly']),
  times: z.array(ClockTime).min(1).max(4),
  days: z.array(z.int().min(1).max(7)).optional(),
  timeZone: TimeZone,
});
export type SystemSchedule = z.infer<typeof SystemSchedule>;

export const systemScheduleOff: SystemSchedule = {
  enabled: false,
  recurrence: 'daily',
  times: ['06:00'],
  timeZone: 'UTC',
};
