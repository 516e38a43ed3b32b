// The end of a connection: its runs stop, and each export that used it is removed or left without one, as was said.
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ConnectionRemoval, type UsingExport } from '../contract/connections.ts';
import { ConnectionId } from '../contract/ids.ts';
import { recordRunEnd } from '../engine/record-run-end.ts';
import { stopRuns, tellToStop } from '../engine/stop-runs.ts';
import { type FieldError, SegueError } from '../errors.ts';
import { exportsOnConnection } from '../store/connection-use.ts';
import { deleteConnection, findConnection, holdConnection } from '../store/connections.ts';
import { withdrawConsents } from '../store/consents.ts';
import type { Tx } from '../store/db.ts';
import { deleteExport, holdExport } from '../store/exports.ts';
import { activeRunOf, activeRunsOfConnection, moveRun, type RunRow } from '../store/runs.ts';
import { noContent } from './answers.ts';
import { type App, callerOf } from './app.ts';
import { requireUnchanged } from './entity-tag.ts';
import { found, idParams } from './params.ts';
import { record, target } from './record.ts';

type Choice = 'remove' | 'detach';

export function removeConnectionRoute(app: App, ctx: Context): void {
  app.delete(
    '/api/connections/:id',
    {
      config: { call: 'connections.delete' },
      schema: {
        tags: ['Connections'],
        summary: 'Remove a connection and stop its runs',
        description:
          'The body says for each export that uses it whether that is removed or left without a connection; `?exports=detach` says the latter for all. Refused while one of them is not named.',
        params: idParams(ConnectionId),
        querystring: z.strictObject({ exports: z.literal('detach').optional() }),
        body: ConnectionRemoval.nullish(),
        response: noContent('notFound', 'conflict', 'changedMeanwhile'),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const stopped = await ctx.db.transaction().execute(async (tx) => {
        await holdConnection(tx, id);
        const before = found(await findConnection(tx, id), 'connection', id);
        requireUnchanged(request, before);
        const users = await exportsOnConnection(tx, id);
        const choices = choicesFor(users, request.body?.exports, request.query.exports);
        const removed = choices.filter(({ choice }) => choice === 'remove');
        const endedRuns = await removeExports(ctx, tx, removed);
        const runs = (await activeRunsOfConnection(tx, id)).map((run) => run.id);
        await tellToStop(ctx, tx, runs);
        await deleteConnection(tx, id);
        await withdrawConsents(tx, id, callerOf(request).user.name, ctx.clock.now());
        for (const run of endedRuns)
          await recordRunEnd(ctx, tx, run, { status: 'canceled', counts: run.counts });
        for (const gone of removed) {
          await record(ctx, tx, request, { target: target('export', gone) }, 'exports.delete');
        }
        await record(ctx, tx, request, {
          target: target('connection', { id, name: before.displayName }),
          before: choices.length === 0 ? null : { exports: summaryOf(choices) },
        });
        return runs;
      });
      await stopRuns(ctx, stopped);
      return reply.code(204).send();
    },
  );
}

type Chosen = UsingExport & { choice: Choice };

/** Throws `conflict`, naming every export about which nothing was said, or which does not use the connection. */
function choicesFor(
  users: UsingExport[],
  named: Record<string, Choice> = {},
  forAll: 'detach' | undefined,
): Chosen[] {
  const given = new Map(Object.entries(named));
  const chosen = users.map((user) => ({ ...user, choice: given.get(user.id) ?? forAll }));
  const open = chosen.filter(({ choice }) => choice === undefined);
  const ids = new Set<string>(users.map(({ id }) => id));
  const strangers = [...given.keys()].filter((id) => !ids.has(id));
  if (open.length > 0) throw stillUsed(open);
  if (strangers.length > 0) throw notUsing(strangers);
  return chosen.filter((one): one is Chosen => one.choice !== undefined);
}

/**
 * Whoever executes one of their runs finds its lease gone with the next beat, and stops.
 * @returns these runs, for the audit log, which takes its entries at the end of a transaction
 */
async function removeExports(ctx: Context, tx: Tx, exports: Chosen[]): Promise<RunRow[]> {
  const ended: RunRow[] = [];
  for (const { id } of exports) {
    await holdExport(tx, id);
    const run = await activeRunOf(tx, id);
    if (run !== undefined && (await moveRun(tx, run, 'canceled', { at: ctx.clock.now() }))) ended.push(run);
    await deleteExport(tx, id);
  }
  return ended;
}

function summaryOf(choices: Chosen[]): object {
  const names = (wanted: Choice) => choices.filter(({ choice }) => choice === wanted).map(({ name }) => name);
  return { detached: names('detach'), removed: names('remove') };
}

function stillUsed(exports: UsingExport[]): SegueError {
  const names = exports.map(({ name }) => `"${name}"`).join(', ');
  return new SegueError('conflict', {
    detail: `The connection is used by the exports ${names}. Nothing was changed.`,
    action:
      'Say for each of them under exports whether it is to be removed ("remove") or left without a connection ("detach"), or detach all with ?exports=detach.',
    fields: exports.map(({ id, name }): FieldError => ({ field: `exports.${id}`, message: name })),
  });
}

function notUsing(ids: string[]): SegueError {
  return new SegueError('conflict', {
    detail: 'Some of the exports that were named do not use this connection. Nothing was changed.',
    action: 'Look at the exports that use it (GET /api/connections/:id/exports), and name these.',
    fields: ids.map(
      (id): FieldError => ({ field: `exports.${id}`, message: 'does not use this connection' }),
    ),
  });
}
