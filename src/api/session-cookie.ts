// Sessions of browsers: a random cookie, kept by its hash, that lasts twelve hours from the last use and thirty days
// at most. The cookie is replaced after an hour of use, so that one that was copied is soon worth nothing.
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
  replaceCookie,
  type Session,
} from '../store/sessions.ts';
import { hashOf, newSecret } from './secrets.ts';

export const sessionCookie = 'segue_session';

const minute = 60_000;
const idleMilliseconds = 12 * 60 * minute;
const longestMilliseconds = 30 * 24 * 60 * minute;
/** Each use extends the session, but the database hears of it at most this often. */
const extendEveryMilliseconds = 5 * minute;
const replaceAfterMilliseconds = 60 * minute;
/** For calls that were under way when the cookie was replaced. */
const oldCookieMilliseconds = minute;

/** Done in the same transaction, at its end. */
type Alongside = (tx: Tx) => Promise<void>;

/** Starts a session and gives the browser its cookie; ends the one that the browser had, whose ever it was. */
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
    const before = request.cookies[sessionCookie];
    if (before !== undefined) await deleteSession(tx, hashOf(before));
    await insertSession(tx, { hash: hashOf(secret), userId, createdAt, expiresAt });
    await alongside?.(tx);
  });
  reply.setCookie(sessionCookie, secret, cookieOptions(ctx, request, expiresAt));
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
  if (session === null || isReplaced(session)) return session;
  const until = new Date(
    Math.min(now.getTime() + idleMilliseconds, session.createdAt.getTime() + longestMilliseconds),
  );
  const cookieSince = session.rotatedAt ?? session.createdAt;
  if (now.getTime() - cookieSince.getTime() > replaceAfterMilliseconds) {
    return replaced(ctx, session, until, request, reply);
  }
  if (until.getTime() - session.expiresAt.getTime() > extendEveryMilliseconds) {
    await ctx.db.transaction().execute((tx) => extendSession(tx, session.hash, until));
    reply.setCookie(sessionCookie, secret, cookieOptions(ctx, request, until));
  }
  return session;
}

/** Only a cookie that was replaced ends so soon after the replacement; its successor has twelve hours. */
const isReplaced = ({ rotatedAt, expiresAt }: Session): boolean =>
  rotatedAt !== null && expiresAt.getTime() - rotatedAt.getTime() <= oldCookieMilliseconds;

async function replaced(
  ctx: Context,
  session: Session,
  expiresAt: Date,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Session> {
  const secret = newSecret();
  const hash = hashOf(secret);
  const at = ctx.clock.now();
  const oldUntil = new Date(at.getTime() + oldCookieMilliseconds);
  const done = await ctx.db
    .transaction()
    .execute((tx) => replaceCookie(tx, session, { hash, at, expiresAt, oldUntil }));
  if (!done) return session;
  reply.setCookie(sessionCookie, secret, cookieOptions(ctx, request, expiresAt));
  return { ...session, hash, expiresAt, rotatedAt: at };
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
  reply.clearCookie(sessionCookie, cookieOptions(ctx, request));
}

export function cookieOptions(
  ctx: Context,
  request: Pick<FastifyRequest, 'protocol'>,
  expires?: Date,
): CookieSerializeOptions {
  return {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    // A proxy that does not say that people came by TLS is no reason to send the cookie without.
    secure: request.protocol === 'https' || (ctx.config.publicUrl?.startsWith('https:') ?? false),
    ...(expires === undefined ? {} : { expires }),
  };
}
