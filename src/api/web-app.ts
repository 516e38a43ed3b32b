// The web app, as it was built into dist/web. Every address that is neither the API's nor a file's answers with its
// one page, which then reads the address itself.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from './app.ts';
import { docsPrefix } from './policy.ts';

/** vite.config.ts writes it where the nonce of an answer goes. */
const noncePlace = /__SEGUE_NONCE__/g;
const year = 365 * 24 * 3600;

/** Answers false for what the web app has no page for. */
export type SendPage = (request: FastifyRequest, reply: FastifyReply) => boolean;

export async function installWebApp(app: App): Promise<SendPage> {
  const folder = builtFolder();
  if (folder === null) {
    // Built without the web app: the API describes itself.
    app.get('/', { config: { call: 'home.read' }, schema: { hide: true } }, async (_request, reply) =>
      reply.redirect(docsPrefix),
    );
    return () => false;
  }
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  await app.register(fastifyStatic, {
    root: folder,
    serve: false,
    preCompressed: true,
    cacheControl: false,
  });
  app.get('/', { config: { call: 'home.read' }, schema: { hide: true } }, (_request, reply) =>
    sendPage(page, reply as FastifyReply),
  );
  app.get('/assets/*', { config: { call: 'app.read' }, schema: { hide: true } }, (request, reply) => {
    // The name of each holds the hash of its content.
    reply.header('cache-control', `public, max-age=${year}, immutable`);
    return reply.sendFile((request.params as { '*': string })['*'], join(folder, 'assets'));
  });
  return (request, reply) => {
    if (!asksForPage(request)) return false;
    sendPage(page, reply);
    return true;
  };
}

function asksForPage({ method, url, headers }: FastifyRequest): boolean {
  const path = url.split('?')[0] ?? '';
  const accepts = headers.accept ?? '';
  return method === 'GET' && !/^\/(api|assets)(\/|$)/.test(path) && accepts.includes('text/html');
}

function sendPage(page: string, reply: FastifyReply): FastifyReply {
  const nonce = randomBytes(16).toString('base64url');
  return reply
    .code(200)
    .header('content-security-policy', policyOf(nonce))
    .header('cache-control', 'no-store')
    .type('text/html; charset=utf-8')
    .send(page.replace(noncePlace, nonce));
}

/** The nonce is for style elements alone: Fluent's styles are made in the browser, rule by rule. */
function policyOf(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Beside the compiled server, or, when its sources are run as they are, in the checkout's dist folder. */
function builtFolder(): string | null {
  const here = dirname(fileURLToPath(import.meta.url));
  const places = [join(here, '..', '..', 'web'), join(here, '..', '..', 'dist', 'web')];
  return (
    places.find((place) => existsSync(join(place, 'index.html')) && existsSync(join(place, 'assets'))) ?? null
  );
}
