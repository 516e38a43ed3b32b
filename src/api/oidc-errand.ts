// What the browser carries from the start of a sign-in with a provider to its end: sealed, so that it can be neither
// read nor made up, for ten minutes, and sent to these two addresses alone. It ties the answer to this browser.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ConnectionId, UserId } from '../contract/ids.ts';
import { SegueError } from '../errors.ts';
import { cookieOptions } from './session-cookie.ts';

const cookie = 'segue_errand';
const path = '/api/oidc';
const purpose = 'errand:sign-in';
const longestMilliseconds = 10 * 60_000;

const Carried = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  startedAt: z.number(),
  /** An administrator who confirms that they become the export user. */
  confirms: z.strictObject({ connectionId: ConnectionId, userId: UserId }).nullable(),
});
export type Carried = z.infer<typeof Carried>;

export function carry(ctx: Context, carried: Carried, request: FastifyRequest, reply: FastifyReply): void {
  const expires = new Date(carried.startedAt + longestMilliseconds);
  const sealed = ctx.secrets.seal(JSON.stringify(carried), purpose);
  reply.setCookie(cookie, sealed, { ...cookieOptions(ctx, request, expires), path });
}

/** What the browser carried; it is good for one answer. Throws `signInInterrupted`. */
export function takeCarried(ctx: Context, request: FastifyRequest, reply: FastifyReply): Carried {
  const sealed = request.cookies[cookie];
  if (sealed === undefined) throw interrupted('This browser has not begun to sign in.');
  reply.clearCookie(cookie, { ...cookieOptions(ctx, request), path });
  const carried = opened(ctx, sealed);
  if (carried === null) throw interrupted('What this browser remembered of the sign-in cannot be read.');
  if (ctx.clock.now().getTime() - carried.startedAt > longestMilliseconds) {
    throw interrupted('It took longer than ten minutes.');
  }
  return carried;
}

function opened(ctx: Context, sealed: string): Carried | null {
  try {
    return Carried.parse(JSON.parse(ctx.secrets.open(sealed, purpose)));
  } catch {
    return null;
  }
}

const interrupted = (detail: string): SegueError => new SegueError('signInInterrupted', { detail });
