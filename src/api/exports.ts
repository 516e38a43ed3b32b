import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { Export, ExportInput, ExportPatch } from '../contract/exports.ts';
import { ExportId } from '../contract/ids.ts';
import { pageOf, pageQuery } from '../contract/lists.ts';
import { Run } from '../contract/runs.ts';
import { startTakeBack } from '../engine/take-back.ts';
import { SegueError } from '../errors.ts';
import {
  deleteExport,
  type ExportFacts,
  findExport,
  holdExport,
  insertExport,
  listExports,
  type StoredExport,
  updateExport,
} from '../store/exports.ts';
import { activeRunOf } from '../store/runs.ts';
import { answer, noContent } from './answers.ts';
import { type App, callerOf } from './app.ts';
import { checkExport, requireStaying, type Touched } from './check-export.ts';
import { requireUnchanged } from './entity-tag.ts';
import { exportActionRoutes } from './export-actions.ts';
import { found, idParams } from './params.ts';
import { readExport, showExport, showExports } from './read-export.ts';
import { record, target } from './record.ts';

const tags = ['Exports'];
const params = idParams(ExportId);
const refusals = [
  'segmentMissing',
  'notIngested',
  'mappingInvalid',
  'membershipNameTaken',
  'conflict',
] as const;

export function exportRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/exports',
    {
      config: { call: 'exports.list' },
      schema: {
        tags,
        summary: 'List exports',
        querystring: pageQuery(['name', 'createdAt', 'updatedAt']),
        response: answer(200, pageOf(Export)),
      },
    },
    async (request) => {
      const { items, total } = await listExports(ctx.db, request.query);
      return { items: await showExports(ctx.db, items, callerOf(request)), total };
    },
  );

  app.get(
    '/api/exports/:id',
    {
      config: { call: 'exports.get', tagged: true },
      schema: { tags, summary: 'Read an export', params, response: answer(200, Export, 'notFound') },
    },
    (request) => readExport(ctx.db, request.params.id, callerOf(request)),
  );

  app.post(
    '/api/exports',
    {
      config: { call: 'exports.create', tagged: true },
      schema: {
        tags,
        summary: 'Make an export',
        description:
          'Goes with every system refresh, and makes segments visible as tags, unless said otherwise.',
        body: ExportInput,
        response: answer(201, Export, ...refusals),
      },
    },
    async (request, reply) => {
      const { body } = request;
      const facts: ExportFacts = {
        ...body,
        schedule: body.schedule ?? { mode: 'refresh' },
        membership: body.membership ?? { as: 'tag' },
        sendWelcomeMessage: body.sendWelcomeMessage ?? false,
        guards: body.guards ?? {},
        quietStart: body.quietStart ?? false,
      };
      const caller = callerOf(request);
      const id = ExportId.parse(ctx.newId());
      await ctx.db.transaction().execute(async (tx) => {
        await checkExport(tx, facts, { before: null, touched: everything, role: caller.user.role });
        await insertExport(tx, id, facts, ctx.clock.now());
        await record(ctx, tx, request, { target: target('export', { id, name: facts.name }), after: facts });
      });
      return reply.code(201).send(await readExport(ctx.db, id, caller));
    },
  );

  changeExportRoutes(app, ctx);
  exportActionRoutes(app, ctx);
}

const everything: Touched = { connection: true, mapping: true, membership: true };

function changeExportRoutes(app: App, ctx: Context): void {
  app.patch(
    '/api/exports/:id',
    {
      config: { call: 'exports.update', tagged: true },
      schema: {
        tags,
        summary: 'Change an export',
        params,
        body: ExportPatch,
        response: answer(200, Export, 'notFound', 'runActive', 'changedMeanwhile', ...refusals),
      },
    },
    async (request) => {
      const { id } = request.params;
      const caller = callerOf(request);
      const { connectionId, mapping, membership, segmentIds } = request.body;
      const touched: Touched = {
        connection: connectionId !== undefined,
        mapping: mapping !== undefined,
        membership: membership !== undefined || segmentIds !== undefined,
      };
      await ctx.db.transaction().execute(async (tx) => {
        await holdExport(tx, id);
        const before = found(await findExport(tx, id), 'export', id);
        requireUnchanged(request, await showExport(tx, before, caller));
        requireStaying(before);
        const facts = patched(before, request.body);
        await checkExport(tx, facts, { before, touched, role: caller.user.role });
        if (facts.connectionId !== before.connectionId && (await activeRunOf(tx, id)) !== undefined) {
          throw runs('its connection stays until that has ended. Nothing was changed.');
        }
        await updateExport(tx, id, facts, ctx.clock.now());
        await record(ctx, tx, request, {
          ...{ target: target('export', { id, name: facts.name }), after: facts },
          before: patched(before, {}),
        });
      });
      return readExport(ctx.db, id, caller);
    },
  );

  deleteExportRoute(app, ctx);
}

function deleteExportRoute(app: App, ctx: Context): void {
  app.delete(
    '/api/exports/:id',
    {
      config: { call: 'exports.delete' },
      schema: {
        tags,
        summary: 'Remove an export and what is known of its runs',
        description:
          'What it put into Omnisend stays there, unless `contacts=takeBack`: then a run takes its tags and properties away first, and the export is gone when that has ended well.',
        params,
        querystring: z.strictObject({ contacts: z.literal('takeBack').optional() }),
        response: {
          ...answer(202, Run, 'connectionMissing', 'exportUserMissing', 'notIngested'),
          ...noContent('notFound', 'runActive', 'changedMeanwhile'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (request.query.contacts === 'takeBack')
        return reply.code(202).send(await takeBack(ctx, request, id));
      await ctx.db.transaction().execute(async (tx) => {
        await holdExport(tx, id);
        const before = found(await findExport(tx, id), 'export', id);
        requireUnchanged(request, await showExport(tx, before, callerOf(request)));
        if ((await activeRunOf(tx, id)) !== undefined) {
          throw runs('it can be removed when that has ended. Nothing was changed.');
        }
        await deleteExport(tx, id);
        await record(ctx, tx, request, { target: target('export', before) });
      });
      return reply.code(204).send();
    },
  );
}

async function takeBack(ctx: Context, request: FastifyRequest, exportId: ExportId): Promise<Run> {
  const { user, credential } = callerOf(request);
  const trigger = credential === 'session' ? 'manual' : 'api';
  return startTakeBack(ctx, { exportId, trigger, requestedBy: user.id }, async (tx, runId) => {
    await holdExport(tx, exportId);
    const before = found(await findExport(tx, exportId), 'export', exportId);
    requireUnchanged(request, await showExport(tx, before, callerOf(request)));
    await record(ctx, tx, request, {
      target: target('export', before),
      after: { contacts: 'takeBack', runId },
    });
  });
}

function patched(before: StoredExport, patch: ExportPatch): ExportFacts {
  return {
    name: patch.name ?? before.name,
    connectionId: patch.connectionId ?? before.connectionId,
    segmentIds: patch.segmentIds ?? before.segmentIds,
    mapping: patch.mapping ?? before.mapping,
    schedule: patch.schedule ?? before.schedule,
    membership: patch.membership ?? before.membership,
    sendWelcomeMessage: patch.sendWelcomeMessage ?? before.sendWelcomeMessage,
    guards: patch.guards ?? before.guards,
    quietStart: patch.quietStart ?? before.quietStart,
  };
}

function runs(whatFollows: string): SegueError {
  return new SegueError('runActive', { detail: `The export has a run that has not ended; ${whatFollows}` });
}
