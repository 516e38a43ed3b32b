// No lost updates: what can be changed is answered with an `ETag`, and a change that carries it as `If-Match` is made
// only when nobody else has changed the thing since (RFC 9110, 13.1.1). Without the header a change is made as it is.
import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { SegueError } from '../errors.ts';
import type { App } from './app.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The answer is one thing that can be changed, and carries its `ETag`. */
    tagged?: true;
  }
}

/** What moves by itself, or depends on who asks, is no change that anybody made. */
const volatile = new Set([
  'lastRun',
  'nextRunAt',
  'yourPermissions',
  'connectionName',
  'refreshedAt',
  'members',
  'lastDelivery',
  'exportsUsing',
  'lockedUntil',
]);

export function entityTag(thing: object): string {
  const text = JSON.stringify(thing, (name, value: unknown) => {
    if (volatile.has(name)) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}

export function installEntityTags(app: App): void {
  app.addHook('preSerialization', async (request, reply, payload: unknown) => {
    const succeeds = reply.statusCode === 200 || reply.statusCode === 201;
    if (request.routeOptions.config.tagged && succeeds && typeof payload === 'object' && payload !== null) {
      reply.header('etag', entityTag(payload));
    }
    return payload;
  });
}

/**
 * To be asked with the row held, so that nobody changes it in between. Throws `changedMeanwhile`, which shows the
 * thing as it stands.
 */
export function requireUnchanged(request: Pick<FastifyRequest, 'headers'>, current: object): void {
  const wanted = request.headers['if-match'];
  if (wanted === undefined || wanted.trim() === '*') return;
  const tag = entityTag(current);
  if (wanted.split(',').some((one) => one.trim() === tag)) return;
  throw new SegueError('changedMeanwhile', {
    detail: 'Somebody else has changed this since it was read. Nothing of this change was made.',
    current: { etag: tag, value: current },
  });
}
