import { z } from 'zod';
import type { Context } from '../context.ts';
import { StatusSummary, StatusTrend } from '../contract/tasks.ts';
import { activeStatuses } from '../core/transitions.ts';
import { contactsByDay } from '../store/run-trend.ts';
import { listRuns } from '../store/runs.ts';
import { countLatestTasks } from '../store/tasks.ts';
import { answer } from './answers.ts';
import type { App } from './app.ts';

const lastRuns = 10;
const mostActiveRuns = 1000;

export function statusRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/status',
    {
      config: { call: 'status.read' },
      schema: {
        tags: ['Refresh and tasks'],
        summary: 'What runs and what ran',
        description:
          'By kind, where each source, segment and export stands after its latest task; runs under way, and the last ones.',
        response: answer(200, StatusSummary),
      },
    },
    async () => {
      const latestFirst = { offset: 0, sort: '-createdAt' } as const;
      const [kinds, active, last] = await Promise.all([
        countLatestTasks(ctx.db),
        listRuns(ctx.db, { ...latestFirst, limit: mostActiveRuns, status: [...activeStatuses] }),
        listRuns(ctx.db, { ...latestFirst, limit: lastRuns }),
      ]);
      return { kinds, activeRuns: active.items, lastRuns: last.items };
    },
  );

  app.get(
    '/api/status/trend',
    {
      config: { call: 'status.trend' },
      schema: {
        tags: ['Refresh and tasks'],
        summary: 'Contacts that runs brought, by the day on which they ended',
        querystring: z.strictObject({ days: z.coerce.number().int().min(1).max(366).default(30) }),
        response: answer(200, StatusTrend),
      },
    },
    async ({ query: { days } }) => ({ items: await contactsByDay(ctx.db, days, ctx.clock.now()) }),
  );
}
