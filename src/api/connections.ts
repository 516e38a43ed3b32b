import { z } from 'zod';
import type { Context } from '../context.ts';
import {
  Connection,
  ConnectionInput,
  KeyToTry,
  SharedConnection,
  TriedKey,
} from '../contract/connections.ts';
import { consentVersion } from '../contract/consent.ts';
import { ConnectionId } from '../contract/ids.ts';
import { pageOf, pageQuery } from '../contract/lists.ts';
import type { Role } from '../contract/users.ts';
import { viewOfConnections } from '../core/permissions.ts';
import { connectOmnisend } from '../engine/connect-omnisend.ts';
import { toStoredKey } from '../engine/read-api-key.ts';
import { SegueError } from '../errors.ts';
import {
  findConnection,
  insertConnection,
  listConnections,
  listSharedConnections,
  sharingOf,
} from '../store/connections.ts';
import { insertConsent } from '../store/consents.ts';
import { answer } from './answers.ts';
import { type App, callerOf } from './app.ts';
import type { Attempts } from './attempts.ts';
import { changeConnectionRoutes } from './change-connection.ts';
import { connectionUseRoutes } from './connection-use.ts';
import { keyFromOf, keyRefusals } from './key-words.ts';
import { found, idParams, missing } from './params.ts';
import { record, replaced, target } from './record.ts';
import { removeConnectionRoute } from './remove-connection.ts';

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

  tryRoute(app, ctx);
  createRoute(app, ctx);
  changeConnectionRoutes(app, ctx, attempts);
  removeConnectionRoute(app, ctx);
  connectionUseRoutes(app, ctx);
}

function tryRoute(app: App, ctx: Context): void {
  app.post(
    '/api/connections/try',
    {
      config: { call: 'connections.try' },
      schema: {
        tags,
        summary: 'Try a key: whose account does it open?',
        description: 'Nothing is kept of the key.',
        body: KeyToTry,
        response: answer(200, TriedKey, ...keyRefusals),
      },
    },
    async (request) => {
      const brand = await connectOmnisend(ctx, request.body.apiKey);
      await ctx.db.transaction().execute(async (tx) => {
        const after = { apiKey: replaced, keyFrom: keyFromOf(request.body.apiKey) };
        await record(ctx, tx, request, { target: target('brand', brand), after });
      });
      return { brand };
    },
  );
}

function createRoute(app: App, ctx: Context): void {
  app.post(
    '/api/connections',
    {
      config: { call: 'connections.create', tagged: true },
      schema: {
        tags,
        summary: 'Connect an Omnisend account',
        description:
          'The key is checked against Omnisend and never shown again. In its place may stand where it is read at each run: `env:NAME`, `file:/path` or `azure-keyvault:NAME`.',
        body: ConnectionInput,
        response: answer(201, Connection, 'consentMissing', 'conflict', ...keyRefusals),
      },
    },
    async (request, reply) => {
      const { apiKey, consent, displayName, limits, sharedWithContributors } = request.body;
      requireConsent(consent);
      const { user } = callerOf(request);
      const brand = await connectOmnisend(ctx, apiKey);
      const id = ConnectionId.parse(ctx.newId());
      const connection = {
        id,
        displayName,
        brandId: brand.id,
        key: toStoredKey(ctx, id, apiKey),
        sharedWithContributors: sharedWithContributors ?? false,
        consent: { by: user.id, byName: user.name, version: consentVersion },
        limits: limits ?? {},
      };
      await ctx.db.transaction().execute(async (tx) => {
        const now = ctx.clock.now();
        await insertConnection(tx, connection, now);
        await insertConsent(tx, { id: ctx.newId(), connection, brand, at: now });
        await record(ctx, tx, request, {
          target: target('connection', { id, name: displayName }),
          after: {
            ...{ displayName, brandId: brand.id, consent: consentVersion, limits: connection.limits },
            keyFrom: keyFromOf(apiKey),
            sharedWithContributors: connection.sharedWithContributors,
          },
        });
      });
      return reply.code(201).send(found(await findConnection(ctx.db, id), 'connection', id));
    },
  );
}

function requireConsent({ accepted, version }: ConnectionInput['consent']): void {
  const detail = 'No connection was made, and nothing was sent to Omnisend.';
  if (!accepted) {
    const fields = [{ field: 'consent.accepted', message: 'must be true' }];
    throw new SegueError('consentMissing', { detail, fields });
  }
  if (version === undefined || version === consentVersion) return;
  throw new SegueError('consentMissing', {
    detail: `What was agreed to is another version of the data privacy text than the present one, ${consentVersion}. ${detail}`,
    action: 'Load the page again (or GET /api/consent), read the text as it is now, and agree to that.',
    fields: [{ field: 'consent.version', message: `must be ${consentVersion}` }],
  });
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
