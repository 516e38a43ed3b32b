import { isDeepStrictEqual } from 'node:util';
import type { Context } from '../context.ts';
import { SegmentId } from '../contract/ids.ts';
import { pageOf, pageQuery } from '../contract/lists.ts';
import { Segment, SegmentInput, SegmentPatch } from '../contract/segments.ts';
import { TaskStarted } from '../contract/tasks.ts';
import { startSegmentRefresh } from '../engine/refresh-segment.ts';
import {
  deleteSegment,
  findSegment,
  holdSegment,
  insertSegment,
  listSegments,
  type SegmentFacts,
  updateSegment,
} from '../store/segments.ts';
import { answer, noContent } from './answers.ts';
import type { App } from './app.ts';
import { requireUnchanged } from './entity-tag.ts';
import { found, idParams } from './params.ts';
import { type Change, record, replaced, target } from './record.ts';
import { tablesFor } from './rule-tables.ts';
import { segmentMemberRoutes } from './segment-members.ts';
import { segmentViewRoutes } from './segment-views.ts';

const tags = ['Segments'];
const params = idParams(SegmentId);

export function segmentRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/segments',
    {
      config: { call: 'segments.list' },
      schema: {
        tags,
        summary: 'List segments',
        querystring: pageQuery(['name', 'members', 'type', 'createdAt', 'updatedAt', 'refreshedAt']),
        response: answer(200, pageOf(Segment)),
      },
    },
    ({ query }) => listSegments(ctx.db, query),
  );

  app.get(
    '/api/segments/:id',
    {
      config: { call: 'segments.get', tagged: true },
      schema: { tags, summary: 'Read a segment', params, response: answer(200, Segment, 'notFound') },
    },
    async ({ params: { id } }) => found(await findSegment(ctx.db, id), 'segment', id),
  );

  app.post(
    '/api/segments',
    {
      config: { call: 'segments.create', tagged: true },
      schema: {
        tags,
        summary: 'Make a segment',
        description:
          'Its rules are checked against the tables; its members are computed when it is refreshed.',
        body: SegmentInput,
        response: answer(201, Segment, 'ruleInvalid', 'notIngested', 'conflict'),
      },
    },
    async (request, reply) => {
      const { active, description, tags: words, ...rest } = request.body;
      await tablesFor(ctx, rest.rules);
      const id = SegmentId.parse(ctx.newId());
      const facts: SegmentFacts = {
        ...rest,
        description: description ?? '',
        active: active ?? true,
        tags: words ?? [],
      };
      await ctx.db.transaction().execute(async (tx) => {
        await insertSegment(tx, id, facts, ctx.clock.now());
        const after = { ...facts, rules: replaced };
        await record(ctx, tx, request, { target: target('segment', { id, name: facts.name }), after });
      });
      return reply.code(201).send(found(await findSegment(ctx.db, id), 'segment', id));
    },
  );

  changingRoutes(app, ctx);
  segmentMemberRoutes(app, ctx);
  segmentViewRoutes(app, ctx);
}

function changingRoutes(app: App, ctx: Context): void {
  app.patch(
    '/api/segments/:id',
    {
      config: { call: 'segments.update', tagged: true },
      schema: {
        tags,
        summary: 'Change a segment',
        params,
        body: SegmentPatch,
        response: answer(
          200,
          Segment,
          'notFound',
          'ruleInvalid',
          'notIngested',
          'conflict',
          'changedMeanwhile',
        ),
      },
    },
    async (request) => {
      const { body } = request;
      const { id } = request.params;
      if (body.rules !== undefined) await tablesFor(ctx, body.rules);
      await ctx.db.transaction().execute(async (tx) => {
        await holdSegment(tx, id);
        const before = found(await findSegment(tx, id), 'segment', id);
        requireUnchanged(request, before);
        const facts: SegmentFacts = {
          name: body.name ?? before.name,
          description: body.description ?? before.description,
          type: body.type ?? before.type,
          rules: body.rules ?? before.rules,
          active: body.active ?? before.active,
          tags: body.tags ?? before.tags,
        };
        await updateSegment(tx, id, facts, ctx.clock.now());
        await record(ctx, tx, request, {
          target: target('segment', { id, name: facts.name }),
          ...changes(before, facts),
        });
      });
      return found(await findSegment(ctx.db, id), 'segment', id);
    },
  );

  deleteAndRefreshRoutes(app, ctx);
}

function deleteAndRefreshRoutes(app: App, ctx: Context): void {
  app.delete(
    '/api/segments/:id',
    {
      config: { call: 'segments.delete' },
      schema: {
        tags,
        summary: 'Remove a segment that no export uses',
        params,
        response: noContent('notFound', 'conflict', 'changedMeanwhile'),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await ctx.db.transaction().execute(async (tx) => {
        await holdSegment(tx, id);
        const before = found(await findSegment(tx, id), 'segment', id);
        requireUnchanged(request, before);
        await deleteSegment(tx, id);
        await record(ctx, tx, request, { target: target('segment', before) });
      });
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/segments/:id/refresh',
    {
      config: { call: 'segments.refresh' },
      schema: {
        tags,
        summary: 'Compute the members anew',
        params,
        response: answer(202, TaskStarted, 'notFound'),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const task = await startSegmentRefresh(ctx, id, (tx, { name }) =>
        record(ctx, tx, request, { target: target('segment', { id, name }) }),
      );
      return reply.code(202).send({ id: task });
    },
  );
}

/** Values of rules may be what is known of one customer: that they changed is all that the log keeps. */
function changes(before: SegmentFacts, after: SegmentFacts): Pick<Change, 'before' | 'after'> {
  const { name, description, type, active, tags: words } = before;
  const isSame = isDeepStrictEqual(before.rules, after.rules);
  return {
    before: { name, description, type, active, tags: words },
    after: { ...after, rules: isSame ? undefined : replaced },
  };
}
