import { z } from 'zod';
import type { Context } from '../context.ts';
import { Connection, ConnectionInput, SharedConnection } from '../contract/connections.ts';
import { ConnectionId } from '../contract/ids.ts';
import { pageOf, pageQuery } from '../contract/lists.ts';
import type { Role } from '../contract/users.ts';
import { viewOfConnections } from '../core/permissions.ts';
import { connectOmnisend } from '../engine/connect-omnisend.ts';
import { SegueError } from '../errors.ts';
import {
  findConnection,
  insertConnection,
  listConnections,
  listSharedConnections,
  sharingOf,
} from '../store/connections.ts';
import { answer } from './answers.ts';
import { type App, callerOf } from './app.ts';
import type { Attempts } from './attempts.ts';
import { changeConnectionRoutes, keyPurpose } from './change-connection.ts';
import { found, idParams, missing } from './params.ts';
import { record, target } from './record.ts';

const tags = ['Connections'];
const params = idParams(ConnectionId);

/** What an administrator sees, or else what a contributor does; the role decides, the schema only describes. */
const Seen = z.union([Connection, SharedConnection]);

export function connectionRoutes(app: App, ctx: Context, attempts: Attempts): void {
  app.get(
    '/api/connections',
    {
      config: { call: 'connections.list' },
      schema: {
        tags,
        summary: 'List connections',
        description: 'Contributors see id, name and type of those that are shared with them.',
        querystring: pageQuery(['displayName', 'name', 'createdAt']),
        response: answer(200, pageOf(Seen)),
      },
    },
    ({ caller, query }) => {
      const view = viewOfConnections(callerOf({ caller }).user.role);
      return view === 'everything' ? listConnections(ctx.db, query) : listSharedConnections(ctx.db, query);
    },
  );

  app.get(
    '/api/connections/:id',
    {
      config: { call: 'connections.get', tagged: true },
      schema: { tags, summary: 'Read a connection', params, response: answer(200, Seen, 'notFound') },
    },
    async ({ caller, params: { id } }) => seenBy(ctx, callerOf({ caller }).user.role, id),
  );

  createRoute(app, ctx);
  changeConnectionRoutes(app, ctx, attempts);
}

function createRoute(app: App, ctx: Context): void {
  app.post(
    '/api/connections',
    {
      config: { call: 'connections.create', tagged: true },
      schema: {
        tags,
        summary: 'Connect an Omnisend account',
        description: 'The key is checked against Omnisend and never shown again.',
        body: ConnectionInput,
        response: answer(
          201,
          Connection,
          'consentMissing',
          'conflict',
          'omnisendKeyWrong',
          'omnisendKeyScope',
          'omnisendUnreachable',
        ),
      },
    },
    async (request, reply) => {
      const { apiKey, consent, displayName, limits, sharedWithContributors } = request.body;
      if (!consent.accepted) {
        throw new SegueError('consentMissing', {
          detail: 'No connection was made, and nothing was sent to Omnisend.',
          fields: [{ field: 'consent.accepted', message: 'must be true' }],
        });
      }
      const { user } = callerOf(request);
      const brand = await connectOmnisend(ctx, apiKey);
      const id = ConnectionId.parse(ctx.newId());
      const connection = {
        id,
        displayName,
        brandId: brand.id,
        sealedKey: ctx.secrets.seal(apiKey, keyPurpose(id)),
        sharedWithContributors: sharedWithContributors ?? false,
        consent: { by: user.id, byName: user.name },
        limits: limits ?? {},
      };
      await ctx.db.transaction().execute(async (tx) => {
        await insertConnection(tx, connection, ctx.clock.now());
        await record(ctx, tx, request, {
          target: target('connection', { id, name: displayName }),
          after: {
            ...{ displayName, brandId: brand.id, consent: true, limits: connection.limits },
            sharedWithContributors: connection.sharedWithContributors,
          },
        });
      });
      return reply.code(201).send(found(await findConnection(ctx.db, id), 'connection', id));
    },
  );
}

async function seenBy(ctx: Context, role: Role, id: ConnectionId): Promise<Connection | SharedConnection> {
  const connection = found(await findConnection(ctx.db, id), 'connection', id);
  switch (viewOfConnections(role)) {
    case 'everything':
      return connection;
    case 'namesOfShared': {
      const sharing = await sharingOf(ctx.db, id);
      // One that is not shared is not there, as far as a contributor can tell.
      if (sharing?.shared !== true) throw missing('connection', id);
      return { id, displayName: connection.displayName, type: connection.type };
    }
    case 'nothing':
      throw missing('connection', id);
  }
}
