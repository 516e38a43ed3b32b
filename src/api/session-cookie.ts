// Sessions of browsers: a random cookie, kept by its hash, that lasts twelve hours from the last use and thirty days
// at most.
import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import type { UserId } from '../contract/ids.ts';
import type { Tx } from '../store/db.ts';
import {
  deleteExpiredSessions,
  deleteSession,
  extendSession,
  findSession,
  insertSession,
  type Session,
} from '../store/sessions.ts';
import { hashOf, newSecret } from './secrets.ts';

export const sessionCookie = 'segue_session';

const minute = 60_000;
const idleMilliseconds = 12 * 60 * minute;
const longestMilliseconds = 30 * 24 * 60 * minute;
/** Each use extends the session, but the database hears of it at most this often. */
const extendEveryMilliseconds = 5 * minute;

/** Done in the same transaction, at its end. */
type Alongside = (tx: Tx) => Promise<void>;

/** Starts a session of the user and gives the browser its cookie. */
export async function startSession(
  ctx: Context,
  userId: UserId,
  request: FastifyRequest,
  reply: FastifyReply,
  alongside?: Alongside,
): Promise<void> {
  const secret = newSecret();
  const createdAt = ctx.clock.now();
  const expiresAt = new Date(createdAt.getTime() + idleMilliseconds);
  await ctx.db.transaction().execute(async (tx) => {
    await deleteExpiredSessions(tx, createdAt);
    await insertSession(tx, { hash: hashOf(secret), userId, createdAt, expiresAt });
    await alongside?.(tx);
  });
  reply.setCookie(sessionCookie, secret, cookieOptions(request, expiresAt));
}

/** The session that the request's cookie names; using it keeps it alive. */
export async function resumeSession(
  ctx: Context,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Session | null> {
  const secret = request.cookies[sessionCookie];
  if (secret === undefined) return null;
  const now = ctx.clock.now();
  const session = await findSession(ctx.db, hashOf(secret), now);
  if (session === null) return null;
  const until = new Date(
    Math.min(now.getTime() + idleMilliseconds, session.createdAt.getTime() + longestMilliseconds),
  );
  if (until.getTime() - session.expiresAt.getTime() > extendEveryMilliseconds) {
    await ctx.db.transaction().execute((tx) => extendSession(tx, session.hash, until));
    reply.setCookie(sessionCookie, secret, cookieOptions(request, until));
  }
  return session;
}

export async function endSession(
  ctx: Context,
  hash: string | null,
  request: FastifyRequest,
  reply: FastifyReply,
  alongside: Alongside,
): Promise<void> {
  if (hash !== null) {
    await ctx.db.transaction().execute(async (tx) => {
      await deleteSession(tx, hash);
      await alongside(tx);
    });
  }
  reply.clearCookie(sessionCookie, cookieOptions(request));
}

function cookieOptions(request: FastifyRequest, expires?: Date): CookieSerializeOptions {
  return {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https',
    ...(expires === undefined ? {} : { expires }),
  };
}
