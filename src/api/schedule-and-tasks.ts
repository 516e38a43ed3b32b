import { z } from 'zod';
import type { Context } from '../context.ts';
import { TaskId } from '../contract/ids.ts';
import { pageOf, pageQuery } from '../contract/lists.ts';
import { statuses } from '../contract/runs.ts';
import { SystemSchedule } from '../contract/schedule.ts';
import { Task, TaskStarted, taskKinds } from '../contract/tasks.ts';
import { nextOfSystem } from '../core/next-time.ts';
import { cancelTask } from '../engine/cancel-task.ts';
import { startRefresh } from '../engine/refresh-all.ts';
import { holdSystemSchedule, readSystemSchedule, saveSystemSchedule } from '../store/schedules.ts';
import { findTask, listTasks } from '../store/tasks.ts';
import { answer } from './answers.ts';
import { type App, callerOf } from './app.ts';
import { requireUnchanged } from './entity-tag.ts';
import { found, idParams } from './params.ts';
import { record, target } from './record.ts';

const tags = ['Refresh and tasks'];

const everything = { kind: 'refresh', id: null, name: null };

const TaskQuery = z.strictObject({
  ...pageQuery(['createdAt', 'startedAt', 'endedAt', 'name', 'kind']).shape,
  kind: z.enum(taskKinds).optional(),
  status: z.enum(statuses).optional(),
  /** The steps of this refresh only. */
  refresh: TaskId.optional(),
});

export function scheduleAndTaskRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/schedule',
    {
      config: { call: 'schedule.read', tagged: true },
      schema: { tags, summary: 'When everything is refreshed', response: answer(200, SystemSchedule) },
    },
    async () => (await readSystemSchedule(ctx.db)).schedule,
  );

  app.put(
    '/api/schedule',
    {
      config: { call: 'schedule.update', tagged: true },
      schema: {
        tags,
        summary: 'Change when everything is refreshed',
        description: 'Times are those of the time zone; days are those of the week, Monday being 1.',
        body: SystemSchedule,
        response: answer(200, SystemSchedule, 'changedMeanwhile'),
      },
    },
    async (request) => {
      const { body } = request;
      const next = nextOfSystem(body, ctx.clock.now());
      await ctx.db.transaction().execute(async (tx) => {
        await holdSystemSchedule(tx);
        const { schedule: before } = await readSystemSchedule(tx);
        requireUnchanged(request, before);
        await saveSystemSchedule(tx, body, next);
        await record(ctx, tx, request, { target: everything, before, after: body });
      });
      return (await readSystemSchedule(ctx.db)).schedule;
    },
  );

  app.post(
    '/api/refresh',
    {
      config: { call: 'refresh.start' },
      schema: {
        tags,
        summary: 'Refresh everything now',
        description:
          'Sources, then segments, then the exports that go with every refresh. Asked for by a contributor, it leaves out exports on connections that are not shared.',
        response: answer(202, TaskStarted),
      },
    },
    async (request, reply) => {
      const sharedOnly = callerOf(request).user.role !== 'administrator';
      const id = await startRefresh(ctx, sharedOnly, (tx) =>
        record(ctx, tx, request, { target: everything }),
      );
      return reply.code(202).send({ id });
    },
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

  app.post(
    '/api/tasks/:id/cancel',
    {
      config: { call: 'tasks.cancel' },
      schema: {
        tags,
        summary: 'Cancel a task',
        description:
          'Of a refresh, with all its steps; of an export, with its run. What was valid before stays. A contributor must reach every export under way.',
        params: idParams(TaskId),
        response: answer(200, Task, 'notFound', 'conflict'),
      },
    },
    async (request) => {
      const { id } = request.params;
      await cancelTask(ctx, id, (tx, { name }) =>
        record(ctx, tx, request, { target: target('task', { id, name }) }),
      );
      return found(await findTask(ctx.db, id), 'task', id);
    },
  );
}
