import type { Context } from '../context.ts';
import { SourceId } from '../contract/ids.ts';
import { pageOf, pageQuery } from '../contract/lists.ts';
import { Source, SourceInput, SourcePatch } from '../contract/sources.ts';
import { TaskStarted } from '../contract/tasks.ts';
import { startSourceRefresh } from '../engine/refresh-source.ts';
import {
  deleteSource,
  findSource,
  holdSource,
  insertSource,
  listSources,
  updateSource,
} from '../store/sources.ts';
import { answer, noContent } from './answers.ts';
import type { App } from './app.ts';
import { requireUnchanged } from './entity-tag.ts';
import { found, idParams } from './params.ts';
import { record, target } from './record.ts';

const tags = ['Sources'];
const params = idParams(SourceId);

export function sourceRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/sources',
    {
      config: { call: 'sources.list' },
      schema: {
        tags,
        summary: 'List sources',
        querystring: pageQuery(['name', 'createdAt', 'refreshedAt']),
        response: answer(200, pageOf(Source)),
      },
    },
    ({ query }) => listSources(ctx.db, query),
  );

  app.get(
    '/api/sources/:id',
    {
      config: { call: 'sources.get', tagged: true },
      schema: { tags, summary: 'Read a source', params, response: answer(200, Source, 'notFound') },
    },
    async ({ params: { id } }) => found(await findSource(ctx.db, id), 'source', id),
  );

  app.post(
    '/api/sources',
    {
      config: { call: 'sources.create', tagged: true },
      schema: {
        tags,
        summary: 'Add a source',
        description: 'Its files are read when it is refreshed. One table of profiles per installation.',
        body: SourceInput,
        response: answer(201, Source, 'conflict'),
      },
    },
    async (request, reply) => {
      const id = SourceId.parse(ctx.newId());
      const { body } = request;
      await ctx.db.transaction().execute(async (tx) => {
        await insertSource(tx, id, body, ctx.clock.now());
        await record(ctx, tx, request, { target: target('source', { id, name: body.name }), after: body });
      });
      return reply.code(201).send(found(await findSource(ctx.db, id), 'source', id));
    },
  );

  changingRoutes(app, ctx);
}

function changingRoutes(app: App, ctx: Context): void {
  app.patch(
    '/api/sources/:id',
    {
      config: { call: 'sources.update', tagged: true },
      schema: {
        tags,
        summary: 'Change a source',
        description:
          'Tables that it no longer has go at once; new and changed ones are read at the next refresh.',
        params,
        body: SourcePatch,
        response: answer(200, Source, 'notFound', 'conflict'),
      },
    },
    async (request) => {
      const { body } = request;
      const { id } = request.params;
      await ctx.db.transaction().execute(async (tx) => {
        await holdSource(tx, id);
        const before = found(await findSource(tx, id), 'source', id);
        requireUnchanged(request, before);
        const change = { name: body.name ?? before.name, tables: body.tables ?? before.tables };
        await updateSource(tx, id, change, ctx.clock.now());
        const { name, tables } = before;
        await record(ctx, tx, request, {
          target: target('source', { id, name: change.name }),
          before: { name, tables },
          after: change,
        });
      });
      return found(await findSource(ctx.db, id), 'source', id);
    },
  );

  app.delete(
    '/api/sources/:id',
    {
      config: { call: 'sources.delete' },
      schema: {
        tags,
        summary: 'Remove a source with its tables',
        params,
        response: noContent('notFound', 'conflict', 'changedMeanwhile'),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await ctx.db.transaction().execute(async (tx) => {
        await holdSource(tx, id);
        const before = found(await findSource(tx, id), 'source', id);
        requireUnchanged(request, before);
        await deleteSource(tx, id);
        await record(ctx, tx, request, { target: target('source', before) });
      });
      return reply.code(204).send();
    },
  );

  refreshRoute(app, ctx);
}

function refreshRoute(app: App, ctx: Context): void {
  app.post(
    '/api/sources/:id/refresh',
    {
      config: { call: 'sources.refresh' },
      schema: {
        tags,
        summary: 'Read the files of a source again',
        params,
        response: answer(202, TaskStarted, 'notFound'),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const task = await startSourceRefresh(ctx, id, (tx, { name }) =>
        record(ctx, tx, request, { target: target('source', { id, name }) }),
      );
      return reply.code(202).send({ id: task });
    },
  );
}
