import { z } from 'zod';
import type { Context } from '../context.ts';
import { TaskId } from '../contract/ids.ts';
import { pageOf, pageQuery } from '../contract/lists.ts';
import { statuses } from '../contract/runs.ts';
import { SystemSchedule, systemScheduleOff } from '../contract/schedule.ts';
import { Task, TaskStarted, taskKinds } from '../contract/tasks.ts';
import { startRefresh } from '../engine/refresh-all.ts';
import { findTask, listTasks } from '../store/tasks.ts';
import { answer } from './answers.ts';
import type { App } from './app.ts';
import { found, idParams } from './params.ts';

const tags = ['Refresh and tasks'];

const TaskQuery = z.strictObject({
  ...pageQuery(['createdAt', 'startedAt', 'endedAt', 'name', 'kind']).shape,
  kind: z.enum(taskKinds).optional(),
  status: z.enum(statuses).optional(),
});

export function scheduleAndTaskRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/schedule',
    {
      config: { call: 'schedule.read' },
      schema: { tags, summary: 'When everything is refreshed', response: answer(200, SystemSchedule) },
    },
    async () => systemScheduleOff,
  );

  app.post(
    '/api/refresh',
    {
      config: { call: 'refresh.start' },
      schema: {
        tags,
        summary: 'Refresh everything now',
        description: 'Sources, then segments, then the exports that go with every refresh.',
        response: answer(202, TaskStarted),
      },
    },
    async (_request, reply) => reply.code(202).send({ id: await startRefresh(ctx) }),
  );

  app.get(
    '/api/tasks',
    {
      config: { call: 'tasks.list' },
      schema: {
        tags,
        summary: 'List tasks, the latest first',
        querystring: TaskQuery,
        response: answer(200, pageOf(Task)),
      },
    },
    ({ query }) => listTasks(ctx.db, query),
  );

  app.get(
    '/api/tasks/:id',
    {
      config: { call: 'tasks.get' },
      schema: {
        tags,
        summary: 'Read a task',
        params: idParams(TaskId),
        response: answer(200, Task, 'notFound'),
      },
    },
    async ({ params: { id } }) => found(await findTask(ctx.db, id), 'task', id),
  );
}
