// What happens to a connection after it was made: changes, its export user, its end.
import { z } from 'zod';
import type { Context } from '../context.ts';
import { Connection, ConnectionPatch, ExportUserInput } from '../contract/connections.ts';
import { ConnectionId } from '../contract/ids.ts';
import { connectOmnisend } from '../engine/connect-omnisend.ts';
import { SegueError } from '../errors.ts';
import { exportsOnConnection, runsOfContributors } from '../store/connection-use.ts';
import {
  brandOf,
  deleteConnection,
  findConnection,
  holdConnection,
  setExportUser,
  updateConnection,
} from '../store/connections.ts';
import { activeRunsOfConnection } from '../store/runs.ts';
import { passwordHashOf } from '../store/users.ts';
import { answer, noContent } from './answers.ts';
import { type App, callerOf } from './app.ts';
import type { Attempts } from './attempts.ts';
import { requireUnchanged } from './entity-tag.ts';
import { found, idParams } from './params.ts';
import { checkPassword } from './passwords.ts';
import { type Change, record, replaced, target } from './record.ts';
import { stopRuns } from './stop-runs.ts';

/** The words a key is sealed with: it opens for its own connection only. */
export const keyPurpose = (id: ConnectionId): string => `connection:${id}`;

const tags = ['Connections'];
const params = idParams(ConnectionId);

export function changeConnectionRoutes(app: App, ctx: Context, attempts: Attempts): void {
  app.patch(
    '/api/connections/:id',
    {
      config: { call: 'connections.update', tagged: true },
      schema: {
        tags,
        summary: 'Change a connection',
        description: 'A new key must be one of the same Omnisend account.',
        params,
        body: ConnectionPatch,
        response: answer(
          200,
          Connection,
          'notFound',
          'conflict',
          'changedMeanwhile',
          'omnisendKeyWrong',
          'omnisendUnreachable',
        ),
      },
    },
    async (request) => {
      const { body } = request;
      const { id } = request.params;
      const before = found(await findConnection(ctx.db, id), 'connection', id);
      const { apiKey, limits, ...rest } = body;
      if (apiKey !== undefined) await requireSameBrand(ctx, id, apiKey);
      const change = {
        ...rest,
        ...(apiKey === undefined ? {} : { sealedKey: ctx.secrets.seal(apiKey, keyPurpose(id)) }),
        ...(limits === undefined ? {} : { limits: { ...before.limits, ...limits } }),
      };
      const stopped = await ctx.db.transaction().execute(async (tx) => {
        await holdConnection(tx, id);
        requireUnchanged(request, found(await findConnection(tx, id), 'connection', id));
        await updateConnection(tx, id, change, ctx.clock.now());
        const runs = change.sharedWithContributors === false ? await runsOfContributors(tx, id) : [];
        await record(ctx, tx, request, { target: named(before), ...changes(before, body) });
        return runs;
      });
      await stopRuns(ctx, stopped);
      return found(await findConnection(ctx.db, id), 'connection', id);
    },
  );

  exportUserRoute(app, ctx, attempts);
  deleteConnectionRoute(app, ctx);
}

function exportUserRoute(app: App, ctx: Context, attempts: Attempts): void {
  app.post(
    '/api/connections/:id/export-user',
    {
      config: { call: 'connections.exportUser', tagged: true },
      schema: {
        tags,
        summary: 'Become the user on whose behalf exports run',
        description: 'The signed-in administrator confirms with their own password.',
        params,
        body: ExportUserInput,
        response: answer(
          200,
          Connection,
          'notFound',
          'wrongCredentials',
          'tooManyAttempts',
          'changedMeanwhile',
        ),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { user } = callerOf(request);
      const before = found(await findConnection(ctx.db, id), 'connection', id);
      const who = { account: user.email, address: request.ip };
      attempts.take(who, (seconds) => reply.header('retry-after', seconds));
      if (!(await checkPassword(await passwordHashOf(ctx.db, user.id), request.body.password))) {
        throw new SegueError('wrongCredentials', {
          detail: 'The password is not yours. Nothing was changed.',
        });
      }
      attempts.succeed(who);
      await ctx.db.transaction().execute(async (tx) => {
        await holdConnection(tx, id);
        requireUnchanged(request, found(await findConnection(tx, id), 'connection', id));
        await setExportUser(tx, id, user.id, ctx.clock.now());
        await record(ctx, tx, request, {
          target: named(before),
          before: { exportUser: before.exportUser?.id ?? null },
          after: { exportUser: user.id },
        });
      });
      return found(await findConnection(ctx.db, id), 'connection', id);
    },
  );
}

function deleteConnectionRoute(app: App, ctx: Context): void {
  app.delete(
    '/api/connections/:id',
    {
      config: { call: 'connections.delete' },
      schema: {
        tags,
        summary: 'Remove a connection and stop its runs',
        description: 'Refused while exports use it; `exports=detach` leaves those without a connection.',
        params,
        querystring: z.strictObject({ exports: z.literal('detach').optional() }),
        response: noContent('notFound', 'conflict', 'changedMeanwhile'),
      },
    },
    async (request, reply) => {
      const { query } = request;
      const { id } = request.params;
      const stopped = await ctx.db.transaction().execute(async (tx) => {
        await holdConnection(tx, id);
        const before = found(await findConnection(tx, id), 'connection', id);
        requireUnchanged(request, before);
        const exports = await exportsOnConnection(tx, id);
        if (exports.length > 0 && query.exports !== 'detach') throw stillUsed(exports);
        const runs = await activeRunsOfConnection(tx, id);
        await deleteConnection(tx, id);
        const detached = exports.length === 0 ? null : { exports: exports.map(({ name }) => name) };
        await record(ctx, tx, request, { target: named(before), before: detached });
        return runs.map((run) => run.id);
      });
      await stopRuns(ctx, stopped);
      return reply.code(204).send();
    },
  );
}

function stillUsed(exports: { name: string }[]): SegueError {
  const names = exports.map(({ name }) => `"${name}"`).join(', ');
  return new SegueError('conflict', {
    detail: `The connection is used by the exports ${names}. Nothing was changed.`,
    action:
      'Give these exports another connection, or remove it with ?exports=detach to leave them without one.',
  });
}

/** The ledger of an export is about one account: another account's key would make it lie. */
async function requireSameBrand(ctx: Context, id: ConnectionId, apiKey: string): Promise<void> {
  const stored = found(await brandOf(ctx.db, id), 'connection', id);
  const brand = await connectOmnisend(ctx, apiKey);
  if (brand.id === stored.brandId) return;
  throw new SegueError('conflict', {
    detail: `The key belongs to another Omnisend account, "${brand.name}". Nothing was changed.`,
    action: 'Use a key of the same account, or make a new connection for the other one.',
    fields: [{ field: 'apiKey', message: 'belongs to another account' }],
  });
}

const named = ({ id, displayName }: Connection) => target('connection', { id, name: displayName });

function changes(before: Connection, patch: ConnectionPatch): Pick<Change, 'before' | 'after'> {
  const { displayName, sharedWithContributors, limits } = before;
  const { apiKey } = patch;
  return {
    before: { displayName, sharedWithContributors, limits },
    after: {
      displayName: patch.displayName ?? displayName,
      sharedWithContributors: patch.sharedWithContributors ?? sharedWithContributors,
      limits: { ...limits, ...patch.limits },
      ...(apiKey === undefined ? {} : { apiKey: replaced }),
    },
  };
}
