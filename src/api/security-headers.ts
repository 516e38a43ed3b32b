// What every answer tells browsers: run nothing that is not ours, show nothing in a frame, keep nothing of the API.
import type { App } from './app.ts';
import { docsPrefix } from './policy.ts';

const closed = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/** The documentation's own scripts, styles and pictures, all from this server; nothing inline. */
const documentation = `${closed}; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'`;

const always = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

export function installSecurityHeaders(app: App): void {
  app.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    const isDocs = path === docsPrefix || path.startsWith(`${docsPrefix}/`);
    reply.headers(always);
    reply.header('content-security-policy', isDocs ? documentation : closed);
    if (!isDocs) reply.header('cache-control', 'no-store');
  });
}
