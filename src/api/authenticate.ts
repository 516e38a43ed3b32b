// Who makes a request: a program with a bearer token, the operator of this machine, or a browser with its cookie.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { SegueError } from '../errors.ts';
import { findToken, touchToken } from '../store/tokens.ts';
import { firstAdministrator } from '../store/users.ts';
import type { Caller } from './app.ts';
import { hashOf, sameSecret } from './secrets.ts';
import { resumeSession } from './session-cookie.ts';

/** When a token was last used is kept to the minute. */
const touchEveryMilliseconds = 60_000;

export type Authenticate = (request: FastifyRequest, reply: FastifyReply) => Promise<Caller | null>;

/** @param operatorToken made anew at each start; stands for the first administrator. */
export function createAuthenticate(ctx: Context, operatorToken: string): Authenticate {
  return async (request, reply) => {
    const bearer = bearerOf(request.headers.authorization);
    // A token speaks louder than a cookie: who sends one is a program, whatever else the request carries.
    if (bearer !== null) {
      return sameSecret(bearer, operatorToken) ? operator(ctx) : byToken(ctx, bearer);
    }
    const session = await resumeSession(ctx, request, reply);
    return session === null ? null : { user: session.user, credential: 'session', sessionHash: session.hash };
  };
}

async function operator(ctx: Context): Promise<Caller> {
  const user = await firstAdministrator(ctx.db);
  if (user !== null) return { user, credential: 'operator', sessionHash: null };
  throw new SegueError('unauthenticated', {
    detail: 'This installation has no administrator yet.',
    action: 'Set up the first one: open the app, or start with SEGUE_ADMIN_EMAIL and SEGUE_ADMIN_PASSWORD.',
  });
}

async function byToken(ctx: Context, bearer: string): Promise<Caller> {
  const token = await findToken(ctx.db, hashOf(bearer), ctx.clock.now());
  if (token === null) {
    throw new SegueError('unauthenticated', {
      detail: 'The token is not known here: it was removed, has run out, or its user is disabled.',
    });
  }
  const now = ctx.clock.now();
  if (token.lastUsedAt === null || now.getTime() - token.lastUsedAt.getTime() > touchEveryMilliseconds) {
    await ctx.db.transaction().execute((tx) => touchToken(tx, token.id, now));
  }
  return { user: token.user, credential: 'token', sessionHash: null, expiresAt: token.expiresAt };
}

function bearerOf(header: string | undefined): string | null {
  return /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1] ?? null;
}
