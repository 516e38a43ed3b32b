// What is done with several exports at once, and what helps while choosing for one: the number of members, a copy.
import type { Context } from '../context.ts';
import { defaultLimits } from '../contract/connections.ts';
import {
  AddToExportsInput,
  ExportsAnswer,
  MembersAnswer,
  MembersInput,
  RunAllAnswer,
  SchedulesInput,
} from '../contract/export-bulk.ts';
import { type ExportId, SegmentId } from '../contract/ids.ts';
import { mayOn } from '../core/permissions.ts';
import { startRun } from '../engine/start-run.ts';
import { SegueError } from '../errors.ts';
import { countMembers } from '../lake/count-members.ts';
import { findConnection } from '../store/connections.ts';
import type { Tx } from '../store/db.ts';
import {
  type ExportFacts,
  findExport,
  holdExport,
  type StoredExport,
  scheduledExports,
  updateExport,
} from '../store/exports.ts';
import { findSegment, findStoredSegment } from '../store/segments.ts';
import { answer } from './answers.ts';
import { type App, type Caller, callerOf } from './app.ts';
import { checkExport, requireStaying } from './check-export.ts';
import { duplicateExportRoute } from './duplicate-export.ts';
import { askedBy } from './export-actions.ts';
import { found, idParams } from './params.ts';
import { previewExportRoute } from './preview-export.ts';
import { badRequest } from './problems.ts';
import { showExports } from './read-export.ts';
import { type Asked, type Change, record, target } from './record.ts';

const tags = ['Exports'];

export function exportBulkRoutes(app: App, ctx: Context): void {
  membersRoute(app, ctx);
  previewExportRoute(app, ctx);
  runAllRoute(app, ctx);
  schedulesRoute(app, ctx);
  addToExportsRoute(app, ctx);
  duplicateExportRoute(app, ctx);
}

function membersRoute(app: App, ctx: Context): void {
  app.post(
    '/api/exports/members',
    {
      config: { call: 'exports.members' },
      schema: {
        tags,
        summary: 'How many profiles an export of these segments would have',
        description: 'Somebody in several of them counts once. Compared with the limit of the connection.',
        body: MembersInput,
        response: answer(200, MembersAnswer, 'segmentMissing', 'snapshotCorrupt'),
      },
    },
    async ({ body: { segmentIds, connectionId } }) => {
      const limits =
        connectionId === undefined ? defaultLimits : (await findConnection(ctx.db, connectionId))?.limits;
      if (limits === undefined) {
        throw badRequest('There is no such connection.', [
          { field: 'connectionId', message: 'is not a connection' },
        ]);
      }
      const chosen = await Promise.all(
        segmentIds.map(async (id, index) => {
          const [shown, stored] = await Promise.all([findSegment(ctx.db, id), findStoredSegment(ctx.db, id)]);
          if (shown === null || stored === null) throw unknownSegment(index);
          return { id, members: shown.members, file: stored.membersFile };
        }),
      );
      const files = chosen.flatMap(({ file }) => (file === null ? [] : [file]));
      const members = files.length < chosen.length ? null : await countMembers(ctx.lake, ctx.storage, files);
      const limit = limits.maxProfilesPerExport;
      return {
        ...{ members, limit, overLimit: members !== null && members > limit },
        segments: chosen.map(({ id, members: count }) => ({ id, members: count })),
      };
    },
  );
}

function unknownSegment(index: number): SegueError {
  return new SegueError('segmentMissing', {
    detail: 'One of the segments does not exist.',
    fields: [{ field: `segmentIds[${index}]`, message: 'is not a segment' }],
  });
}

function runAllRoute(app: App, ctx: Context): void {
  app.post(
    '/api/exports/run-all',
    {
      config: { call: 'exports.runAll' },
      schema: {
        tags,
        summary: 'Run every export with an active schedule that you may run',
        description: 'Those with the schedule "off" are left out. One that cannot run says why.',
        response: answer(202, RunAllAnswer),
      },
    },
    async (request, reply) => {
      const caller = callerOf(request);
      const standing = { role: caller.user.role, credential: caller.credential };
      const exports = (await scheduledExports(ctx.db)).filter(({ connection }) =>
        mayOn('exports.run', standing, connection),
      );
      const items: RunAllAnswer['items'] = [];
      for (const stored of exports) items.push(await runOne(ctx, request, stored, caller));
      return reply.code(202).send({ items });
    },
  );
}

async function runOne(
  ctx: Context,
  asked: Asked,
  { id, name }: StoredExport,
  caller: Caller,
): Promise<RunAllAnswer['items'][number]> {
  try {
    const wish = { exportId: id, mode: 'incremental' as const, ...askedBy(caller) };
    const run = await startRun(ctx, wish, (tx, runId) =>
      record(ctx, tx, asked, { target: target('export', { id, name }), after: { runId, mode: wish.mode } }),
    );
    return { exportId: id, runId: run.id };
  } catch (thrown) {
    // The others must not wait for one that cannot run.
    if (!(thrown instanceof SegueError)) throw thrown;
    const { code, title, detail, action } = thrown;
    return { exportId: id, runId: null, problem: { code, title, detail, action } };
  }
}

function schedulesRoute(app: App, ctx: Context): void {
  app.post(
    '/api/exports/schedules',
    {
      config: { call: 'exports.schedules' },
      schema: {
        tags,
        summary: 'Give several exports one schedule, or leave each its own',
        description: 'All of them, or none. `schedule` null changes nothing.',
        body: SchedulesInput,
        response: answer(200, ExportsAnswer, 'notFound', 'conflict'),
      },
    },
    async (request) => {
      const { exportIds, schedule } = request.body;
      return changeAll(ctx, request, exportIds, async (_tx, before) => {
        if (schedule === null) return null;
        const told = { before: { schedule: before.schedule }, after: { schedule } };
        return { facts: { ...before, schedule }, told };
      });
    },
  );
}

function addToExportsRoute(app: App, ctx: Context): void {
  app.post(
    '/api/segments/:id/exports',
    {
      config: { call: 'segments.addToExports' },
      schema: {
        tags: ['Segments'],
        summary: 'Add the segment to exports',
        description: 'To all of them, or to none. One that has it already stays as it is.',
        params: idParams(SegmentId),
        body: AddToExportsInput,
        response: answer(200, ExportsAnswer, 'notFound', 'conflict', 'membershipNameTaken'),
      },
    },
    async (request) => {
      const { id } = request.params;
      found(await findSegment(ctx.db, id), 'segment', id);
      const { role } = callerOf(request).user;
      const touched = { connection: false, mapping: false, membership: true };
      return changeAll(ctx, request, request.body.exportIds, async (tx, before) => {
        if (before.segmentIds.includes(id)) return null;
        const facts = { ...before, segmentIds: [...before.segmentIds, id] };
        if (facts.segmentIds.length > 100) throw tooManySegments(before);
        await checkExport(tx, facts, { before, touched, role });
        const told = { before: { segmentIds: before.segmentIds }, after: { segmentIds: facts.segmentIds } };
        return { facts, told };
      });
    },
  );
}

function tooManySegments({ name }: StoredExport): SegueError {
  return badRequest(`The export "${name}" has 100 segments, and cannot have more. Nothing was changed.`);
}

/** What becomes of an export and what the log keeps of that; null when it stays as it is. */
type ExportChange = { facts: ExportFacts; told: Pick<Change, 'before' | 'after'> } | null;

/** Changes all of these exports, or none. */
async function changeAll(
  ctx: Context,
  request: Asked,
  exportIds: ExportId[],
  change: (tx: Tx, before: StoredExport) => Promise<ExportChange>,
): Promise<ExportsAnswer> {
  const ids = [...new Set(exportIds)];
  await ctx.db.transaction().execute(async (tx) => {
    // Always in the same order, so that two such calls never wait for each other.
    for (const id of [...ids].sort()) await holdExport(tx, id);
    const changes: Change[] = [];
    for (const id of ids) {
      const before = found(await findExport(tx, id), 'export', id);
      requireStaying(before);
      const made = await change(tx, before);
      if (made === null) continue;
      await updateExport(tx, id, made.facts, ctx.clock.now());
      changes.push({ target: target('export', before), ...made.told });
    }
    for (const made of changes) await record(ctx, tx, request, made);
  });
  const changed = await Promise.all(ids.map((id) => findExport(ctx.db, id)));
  const there = changed.filter((stored) => stored !== null);
  return { items: await showExports(ctx.db, there, callerOf(request)) };
}
