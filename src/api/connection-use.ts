// Who uses a connection, and how much of the brand's limit goes.
import { z } from 'zod';
import type { Context } from '../context.ts';
import { Usage, UsageQuery, UsingExport } from '../contract/connections.ts';
import { ConnectionId } from '../contract/ids.ts';
import { readUsage } from '../store/brand-usage.ts';
import { exportsOnConnection } from '../store/connection-use.ts';
import { findConnection } from '../store/connections.ts';
import { answer } from './answers.ts';
import type { App } from './app.ts';
import { found, idParams } from './params.ts';

const tags = ['Connections'];
const params = idParams(ConnectionId);

export function connectionUseRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/connections/:id/exports',
    {
      config: { call: 'connections.exports' },
      schema: {
        tags,
        summary: 'List the exports that use a connection',
        params,
        response: answer(200, z.object({ items: z.array(UsingExport), total: z.int() }), 'notFound'),
      },
    },
    async ({ params: { id } }) => {
      found(await findConnection(ctx.db, id), 'connection', id);
      const items = await exportsOnConnection(ctx.db, id);
      return { items, total: items.length };
    },
  );

  app.get(
    '/api/connections/:id/usage',
    {
      config: { call: 'connections.usage' },
      schema: {
        tags,
        summary: "Requests to the connection's brand, minute by minute",
        description: 'Of all connections of the brand, as the limit is the brand’s. Kept for a week.',
        params,
        querystring: UsageQuery,
        response: answer(200, Usage, 'notFound'),
      },
    },
    async ({ params: { id }, query }) => {
      const { brand, limits } = found(await findConnection(ctx.db, id), 'connection', id);
      return {
        limit: ctx.config.omnisend.requestsPerMinute,
        share: limits.rateShare,
        items: await readUsage(ctx.db, brand.id, query.minutes, ctx.clock.now()),
      };
    },
  );
}
