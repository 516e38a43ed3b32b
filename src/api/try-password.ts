// Every place that asks for a password asks here: slowed by this server's memory, locked by the database.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { SegueError } from '../errors.ts';
import { accountOf, forgetAttempts, takeAttempt } from '../store/sign-in-failures.ts';
import type { Attempts } from './attempts.ts';
import { checkPassword } from './passwords.ts';
import { type Asked, type Change, record } from './record.ts';

export type Tried = {
  /** As it was typed, or the user's own. */
  email: string;
  /** Null when there is no such user, or one without a password; the work is the same. */
  passwordHash: string | null;
  password: string;
  target: Change['target'];
};

type Reply = Pick<FastifyReply, 'header'>;

/** Whether the password is right. Throws `tooManyAttempts` and `accountLocked` before it is looked at. */
export async function tryPassword(
  ctx: Context,
  attempts: Attempts,
  request: Pick<FastifyRequest, 'ip'> & Asked,
  reply: Reply,
  tried: Tried,
): Promise<boolean> {
  const who = { account: tried.email, address: request.ip };
  attempts.take(who, (seconds) => reply.header('retry-after', seconds));
  const account = accountOf(tried.email);
  const now = ctx.clock.now();
  const taken = await ctx.db.transaction().execute((tx) => takeAttempt(tx, account, now));
  if (taken.refused) throw locked(taken.lockedUntil, now, reply);
  if (await checkPassword(tried.passwordHash, tried.password)) {
    attempts.succeed(who);
    await ctx.db.transaction().execute((tx) => forgetAttempts(tx, account, now));
    return true;
  }
  if (taken.lockedUntil === null) return false;
  await ctx.db
    .transaction()
    .execute((tx) => record(ctx, tx, request, { target: tried.target }, 'session.locked'));
  throw locked(taken.lockedUntil, now, reply);
}

function locked(until: Date, now: Date, reply: Reply): SegueError {
  reply.header('retry-after', Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000)));
  return new SegueError('accountLocked', {
    detail: `There were ten wrong passwords in a row. Until ${until.toISOString()} no password is looked at for this account; who is signed in stays so.`,
  });
}
