// What happens to a connection after it was made: changes, its export user, its end.
import type { FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { Connection, ConnectionPatch, ExportUserInput } from '../contract/connections.ts';
import { ConnectionId } from '../contract/ids.ts';
import { connectOmnisend } from '../engine/connect-omnisend.ts';
import { toStoredKey } from '../engine/read-api-key.ts';
import { stopRuns, tellToStop } from '../engine/stop-runs.ts';
import { SegueError } from '../errors.ts';
import { runsOfContributors } from '../store/connection-use.ts';
import { brandOf, findConnection, holdConnection, updateConnection } from '../store/connections.ts';
import { passwordHashOf } from '../store/users.ts';
import { answer } from './answers.ts';
import { type App, callerOf } from './app.ts';
import type { Attempts } from './attempts.ts';
import { becomeExportUser } from './become-export-user.ts';
import { requireUnchanged } from './entity-tag.ts';
import { keyFromOf, keyRefusals } from './key-words.ts';
import { found, idParams } from './params.ts';
import { type Change, record, replaced, target } from './record.ts';
import { tryPassword } from './try-password.ts';

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
        description:
          'A new key, or a new place where it is read, must be one of the same Omnisend account. Runs under way keep the one they began with.',
        params,
        body: ConnectionPatch,
        response: answer(200, Connection, 'notFound', 'conflict', 'changedMeanwhile', ...keyRefusals),
      },
    },
    async (request) => {
      const { body } = request;
      const { id } = request.params;
      found(await findConnection(ctx.db, id), 'connection', id);
      const { apiKey, limits, ...rest } = body;
      if (apiKey !== undefined) await requireSameBrand(ctx, id, apiKey);
      const change = {
        ...rest,
        ...(apiKey === undefined ? {} : { key: toStoredKey(ctx, id, apiKey) }),
      };
      const stopped = await ctx.db.transaction().execute(async (tx) => {
        await holdConnection(tx, id);
        const before = found(await findConnection(tx, id), 'connection', id);
        requireUnchanged(request, before);
        // What is not mentioned stays as it is now: somebody else may have changed it since this call began.
        const merged = limits === undefined ? {} : { limits: { ...before.limits, ...limits } };
        await updateConnection(tx, id, { ...change, ...merged }, ctx.clock.now());
        const runs = change.sharedWithContributors === false ? await runsOfContributors(tx, id) : [];
        await tellToStop(ctx, tx, runs);
        await record(ctx, tx, request, { target: named(before), ...changes(before, body) });
        return runs;
      });
      await stopRuns(ctx, stopped);
      return found(await findConnection(ctx.db, id), 'connection', id);
    },
  );

  exportUserRoute(app, ctx, attempts);
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
          'accountLocked',
          'tooManyAttempts',
          'changedMeanwhile',
        ),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { user } = callerOf(request);
      found(await findConnection(ctx.db, id), 'connection', id);
      const isTheirs = await tryPassword(ctx, attempts, request, reply, {
        email: user.email,
        passwordHash: await passwordHashOf(ctx.db, user.id),
        password: request.body.password,
        target: target('user', user),
      });
      if (!isTheirs) {
        throw new SegueError('wrongCredentials', {
          detail: 'The password is not yours. Nothing was changed.',
          ...(user.hasPassword
            ? {}
            : { action: 'You have no password: confirm with your sign-in provider instead.' }),
        });
      }
      await becomeExportUser(ctx, request as FastifyRequest, id);
      return found(await findConnection(ctx.db, id), 'connection', id);
    },
  );
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
  const { displayName, sharedWithContributors, limits, keyFrom } = before;
  const { apiKey } = patch;
  return {
    before: { displayName, sharedWithContributors, limits, keyFrom },
    after: {
      displayName: patch.displayName ?? displayName,
      sharedWithContributors: patch.sharedWithContributors ?? sharedWithContributors,
      limits: { ...limits, ...patch.limits },
      ...(apiKey === undefined ? { keyFrom } : { apiKey: replaced, keyFrom: keyFromOf(apiKey) }),
    },
  };
}
