// Lights for whoever runs the house. None of them tells anything about customers.
import { z } from 'zod';
import type { Context } from '../context.ts';
import { SegueError } from '../errors.ts';
import { anyUser } from '../store/users.ts';
import { answer, textAnswer } from './answers.ts';
import type { App } from './app.ts';

const tags = ['Health'];
const Light = z.object({ status: z.literal('ok') });

export function healthRoutes(app: App, ctx: Context): void {
  app.get(
    '/healthz',
    {
      config: { call: 'health.live' },
      schema: { tags, summary: 'The process lives', response: answer(200, Light) },
    },
    async () => ({ status: 'ok' as const }),
  );

  app.get(
    '/readyz',
    {
      config: { call: 'health.ready' },
      schema: {
        tags,
        summary: 'The control database answers and has its tables',
        response: answer(200, Light, 'databaseUnreachable'),
      },
    },
    async () => {
      await anyUser(ctx.db).catch((cause: unknown) => {
        throw new SegueError('databaseUnreachable', {
          detail: 'The control database did not answer a simple question.',
          cause,
        });
      });
      return { status: 'ok' as const };
    },
  );

  app.get(
    '/metrics',
    {
      config: { call: 'metrics.read' },
      schema: {
        tags,
        summary: 'Numbers for Prometheus',
        description: "Open on the server's own machine; from elsewhere with a token.",
        response: textAnswer('text/plain', 'Prometheus text.'),
      },
    },
    async (_request, reply) => {
      const { registry } = ctx.metrics;
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
}
