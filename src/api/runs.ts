import { z } from 'zod';
import type { Context } from '../context.ts';
import { ExportId, RunId } from '../contract/ids.ts';
import { page, pageOf, pageQuery } from '../contract/lists.ts';
import { Rejection, Run, RunPlan, rejectionKinds, statuses } from '../contract/runs.ts';
import { cancelRun } from '../engine/cancel-run.ts';
import { confirmRun } from '../engine/confirm-run.ts';
import { listRejections, rejectionsCsv } from '../engine/list-rejections.ts';
import { readPlan } from '../engine/read-plan.ts';
import type { Tx } from '../store/db.ts';
import { exportNameOf } from '../store/run-history.ts';
import { listRuns, readRun } from '../store/runs.ts';
import { answer, answerOrText } from './answers.ts';
import { type App, callerOf } from './app.ts';
import { sendCsv } from './csv.ts';
import { idParams } from './params.ts';
import { type Asked, record, target } from './record.ts';

const tags = ['Runs'];
const params = idParams(RunId);

const RunQuery = z.strictObject({
  ...pageQuery(['createdAt', 'startedAt', 'endedAt', 'status']).omit({ q: true }).shape,
  exportId: ExportId.optional(),
  status: z.union([z.enum(statuses), z.array(z.enum(statuses))]).optional(),
});

const RejectionQuery = z.strictObject({
  ...page,
  kind: z.enum(rejectionKinds).default('rejections'),
  format: z.enum(['json', 'csv']).default('json'),
});

export function runRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/runs',
    {
      config: { call: 'runs.list' },
      schema: {
        tags,
        summary: 'List runs, the latest first',
        querystring: RunQuery,
        response: answer(200, pageOf(Run)),
      },
    },
    ({ query: { exportId, status, limit, offset, sort } }) =>
      listRuns(ctx.db, {
        ...{ limit, offset, sort: sort ?? '-createdAt' },
        ...(exportId === undefined ? {} : { exportId }),
        ...(status === undefined ? {} : { status: [status].flat() }),
      }),
  );

  app.get(
    '/api/runs/:id',
    {
      config: { call: 'runs.get' },
      schema: { tags, summary: 'Read a run', params, response: answer(200, Run, 'notFound') },
    },
    ({ params: { id } }) => readRun(ctx.db, id),
  );

  decisionRoutes(app, ctx);
}

/** The log tells of a run by the name of its export. */
async function recordDecision(
  ctx: Context,
  tx: Tx,
  asked: Asked,
  id: RunId,
  after?: Record<string, unknown>,
): Promise<void> {
  const name = await exportNameOf(tx, id);
  await record(ctx, tx, asked, { target: target('run', { id, name }), ...(after && { after }) });
}

function decisionRoutes(app: App, ctx: Context): void {
  app.post(
    '/api/runs/:id/cancel',
    {
      config: { call: 'runs.cancel' },
      schema: {
        tags,
        summary: 'Cancel a run',
        description: 'Nothing more is sent; what was sent is still verified and entered.',
        params,
        response: answer(200, Run, 'notFound', 'conflict'),
      },
    },
    (request) => {
      const { id } = request.params;
      return cancelRun(ctx, id, (tx) => recordDecision(ctx, tx, request, id));
    },
  );

  app.post(
    '/api/runs/:id/confirm',
    {
      config: { call: 'runs.confirm' },
      schema: {
        tags,
        summary: 'Let a run that is held go on',
        description:
          '`heldAt` is that of the hold which was looked at: when the run is held for something else by now, nothing is confirmed.',
        params,
        querystring: z.strictObject({ heldAt: z.iso.datetime().optional() }),
        response: answer(200, Run, 'notFound', 'conflict', 'exportUserMissing', 'connectionMissing'),
      },
    },
    (request) => {
      const { id } = request.params;
      const { name: by } = callerOf(request).user;
      const { heldAt } = request.query;
      return confirmRun(ctx, id, { by, heldAt }, (tx, { stage, reasons }) =>
        recordDecision(ctx, tx, request, id, { stage, reasons }),
      );
    },
  );

  planAndRejectionRoutes(app, ctx);
}

function planAndRejectionRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/runs/:id/plan',
    {
      config: { call: 'runs.plan' },
      schema: {
        tags,
        summary: 'What a run is about to do, or did',
        description: 'There once the run has planned, and as long as its files are kept.',
        params,
        response: answer(200, RunPlan, 'notFound'),
      },
    },
    ({ params: { id } }) => readPlan(ctx, id),
  );

  app.get(
    '/api/runs/:id/rejections',
    {
      config: { call: 'runs.rejections' },
      schema: {
        tags,
        summary: 'The rows that were turned down, and why',
        description: '`kind` asks for duplicates or warnings instead; `format=csv` gives all of them.',
        params,
        querystring: RejectionQuery,
        response: answerOrText(pageOf(Rejection), 'text/csv', 'notFound'),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { format, kind, ...paging } = request.query;
      if (format === 'json') return listRejections(ctx, id, { ...paging, kind });
      await readRun(ctx.db, id);
      return sendCsv(reply, `${kind}-${id}`, rejectionsCsv(ctx, id, kind));
    },
  );
}
