import type { About } from '../contract/about.ts';
import type { Page } from '../contract/lists.ts';
import type { SystemSchedule } from '../contract/schedule.ts';
import type { StatusSummary, StatusTrend, Task, TaskKind, TaskStarted } from '../contract/tasks.ts';
import { pause } from './pause.ts';
import { hasEnded } from './runs.ts';
import type { IfMatch, Transport } from './transport.ts';

export type TaskListQuery = { kind?: TaskKind; refresh?: string; limit?: number; offset?: number };

export function taskCalls(transport: Transport) {
  const get = (id: string, signal?: AbortSignal) =>
    transport.call<Task>('GET', `/api/tasks/${encodeURIComponent(id)}`, { signal });
  return {
    list: (query: TaskListQuery = {}) => transport.call<Page<Task>>('GET', '/api/tasks', { query }),
    get,
    cancel: (id: string) => transport.call<Task>('POST', `/api/tasks/${encodeURIComponent(id)}/cancel`),
    /** The task once it has ended, whatever its status then is. */
    async wait(id: string, options: { signal?: AbortSignal; onChange?: (task: Task) => void } = {}) {
      for (let between = 50; ; between = Math.min(between * 1.5, 1000)) {
        const task = await get(id, options.signal);
        options.onChange?.(task);
        if (hasEnded(task.status)) return task;
        await pause(between, options.signal);
      }
    },
  };
}

export function refreshCalls(transport: Transport) {
  return {
    /** Refreshes everything; the answer names the task of the whole. */
    start: () => transport.call<TaskStarted>('POST', '/api/refresh'),
    schedule: () => transport.call<SystemSchedule>('GET', '/api/schedule'),
    scheduleTagged: () => transport.tagged<SystemSchedule>('GET', '/api/schedule'),
    setSchedule: (schedule: SystemSchedule, options: IfMatch = {}) =>
      transport.call<SystemSchedule>('PUT', '/api/schedule', { body: schedule, ...options }),
    status: () => transport.call<StatusSummary>('GET', '/api/status'),
    /** Contacts that runs brought, day by day. */
    trend: (query: { days?: number } = {}) =>
      transport.call<StatusTrend>('GET', '/api/status/trend', { query }),
    about: () => transport.call<About>('GET', '/api/about'),
  };
}
