// One line and two numbers for each request: the route's pattern, never the address with its query, and no body.
import type { Context } from '../context.ts';
import type { App } from './app.ts';

/** Asked every few seconds by whoever watches the house: worth a line only to somebody who looks closely. */
const quiet = new Set(['/healthz', '/readyz', '/metrics']);

export function installRequestLog(app: App, ctx: Context): void {
  app.addHook('onResponse', async (request, reply) => {
    const { method } = request;
    const route = request.routeOptions.url ?? 'unknown';
    const status = reply.statusCode;
    const line = {
      method,
      route,
      status,
      milliseconds: Math.round(reply.elapsedTime),
      user: request.caller?.user.id,
    };
    request.log[quiet.has(route) ? 'debug' : 'info'](line, 'request');
    ctx.metrics.httpRequests.inc({ method, route, status: String(status) });
    ctx.metrics.httpSeconds.observe({ route }, reply.elapsedTime / 1000);
  });
}
