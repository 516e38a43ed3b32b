// What an export can be asked to do: show its plan, run, let go of its connection.
import type { Context } from '../context.ts';
import { Export, PlanAnswer } from '../contract/exports.ts';
import { ExportId } from '../contract/ids.ts';
import { Run, RunInput } from '../contract/runs.ts';
import { planExport } from '../engine/plan-export.ts';
import { startRun } from '../engine/start-run.ts';
import { stopRuns, tellToStop } from '../engine/stop-runs.ts';
import { findExport, holdExport, updateExport } from '../store/exports.ts';
import { activeRunOf } from '../store/runs.ts';
import { answer } from './answers.ts';
import { type App, type Caller, callerOf } from './app.ts';
import { requireStaying } from './check-export.ts';
import { requireUnchanged } from './entity-tag.ts';
import { found, idParams } from './params.ts';
import { readExport, showExport } from './read-export.ts';
import { record, target } from './record.ts';

const tags = ['Exports'];
const params = idParams(ExportId);
const cannotRun = [
  'connectionMissing',
  'exportUserMissing',
  'segmentMissing',
  'notIngested',
  'mappingInvalid',
] as const;

export function exportActionRoutes(app: App, ctx: Context): void {
  app.post(
    '/api/exports/:id/plan',
    {
      config: { call: 'exports.plan' },
      schema: {
        tags,
        summary: 'Dry run: what a run would send now',
        params,
        response: answer(200, PlanAnswer, 'notFound', ...cannotRun),
      },
    },
    ({ params: { id } }) => planExport(ctx, id),
  );

  app.post(
    '/api/exports/:id/runs',
    {
      config: { call: 'exports.run' },
      schema: {
        tags,
        summary: 'Run an export',
        description: 'Incremental unless asked for in full. The answer comes at once; the run goes on.',
        params,
        body: RunInput.nullish(),
        response: answer(202, Run, 'notFound', 'runActive', 'conflict', ...cannotRun),
      },
    },
    async (request, reply) => {
      const exportId = request.params.id;
      const wish = { exportId, mode: request.body?.mode ?? 'incremental', ...askedBy(callerOf(request)) };
      const run = await startRun(ctx, wish, async (tx, runId) => {
        const { id, name } = found(await findExport(tx, exportId), 'export', exportId);
        const after = { runId, mode: wish.mode };
        await record(ctx, tx, request, { target: target('export', { id, name }), after });
      });
      return reply.code(202).send(run);
    },
  );

  detachRoute(app, ctx);
}

/** Whose run it is: a browser stands for a person, a token for a program. */
export const askedBy = ({ user, credential }: Caller) => ({
  trigger: credential === 'session' ? ('manual' as const) : ('api' as const),
  requestedBy: user.id,
});

function detachRoute(app: App, ctx: Context): void {
  app.post(
    '/api/exports/:id/detach',
    {
      config: { call: 'exports.detach', tagged: true },
      schema: {
        tags,
        summary: 'Take the connection away and stop the run under way',
        description: 'The export stays, and cannot run until it has a connection again.',
        params,
        response: answer(200, Export, 'notFound', 'conflict', 'changedMeanwhile'),
      },
    },
    async (request) => {
      const { id } = request.params;
      const stopped = await ctx.db.transaction().execute(async (tx) => {
        await holdExport(tx, id);
        const stored = found(await findExport(tx, id), 'export', id);
        requireUnchanged(request, await showExport(tx, stored, callerOf(request)));
        requireStaying(stored);
        await updateExport(tx, id, { ...stored, connectionId: null }, ctx.clock.now());
        const active = await activeRunOf(tx, id);
        const runs = active === undefined ? [] : [active.id];
        await tellToStop(ctx, tx, runs);
        await record(ctx, tx, request, {
          target: target('export', stored),
          before: { connectionId: stored.connectionId },
        });
        return runs;
      });
      await stopRuns(ctx, stopped);
      return readExport(ctx.db, id, callerOf(request));
    },
  );
}
