// Whether a request comes from the app's own pages. Browsers say so in headers that no page can set: `Sec-Fetch-Site`
// (https://w3c.github.io/webappsec-fetch-metadata/) and `Origin` (https://fetch.spec.whatwg.org/#origin-header).
import type { FastifyRequest } from 'fastify';

export type Origin = 'own' | 'foreign' | 'unsaid';

export function originOf(request: Pick<FastifyRequest, 'headers' | 'host'>): Origin {
  const site = request.headers['sec-fetch-site'];
  const origin = request.headers.origin;
  if (site === undefined && origin === undefined) return 'unsaid';
  if (site !== undefined && site !== 'same-origin') return 'foreign';
  if (origin === undefined) return 'own';
  // Behind a proxy the scheme that the browser saw may not be known here; the host decides.
  return URL.canParse(origin) && new URL(origin).host === request.host ? 'own' : 'foreign';
}
