import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { Credentials, SignedIn } from '../contract/users.ts';
import { SegueError } from '../errors.ts';
import { findForSignIn, type Person } from '../store/users.ts';
import { answer, noContent } from './answers.ts';
import { type App, callerOf } from './app.ts';
import type { Attempts } from './attempts.ts';
import { checkPassword } from './passwords.ts';
import { type Asked, asPerson, record, target } from './record.ts';
import { endSession, startSession } from './session-cookie.ts';

const tags = ['Session'];

export function sessionRoutes(app: App, ctx: Context, attempts: Attempts): void {
  app.post(
    '/api/session',
    {
      config: { call: 'session.create' },
      schema: {
        tags,
        summary: 'Sign in',
        body: Credentials,
        response: answer(200, SignedIn, 'wrongCredentials', 'foreignOrigin', 'tooManyAttempts'),
      },
    },
    async (request, reply) => {
      const { email, password } = request.body;
      const who = { account: email, address: request.ip };
      attempts.take(who, (seconds) => reply.header('retry-after', seconds));
      const found = await findForSignIn(ctx.db, email);
      if (!(await checkPassword(found?.passwordHash ?? null, password)) || found === null) {
        await recordRefusal(ctx, request, found);
        throw new SegueError('wrongCredentials', { detail: 'Nobody was signed in.' });
      }
      attempts.succeed(who);
      const asked = asPerson(request, personOf(found));
      await startSession(ctx, found.id, request as FastifyRequest, reply as FastifyReply, (tx) =>
        record(ctx, tx, asked, { target: target('user', found) }),
      );
      return { user: personOf(found) };
    },
  );

  app.get(
    '/api/session',
    {
      config: { call: 'session.read' },
      schema: { tags, summary: 'Who am I', response: answer(200, SignedIn) },
    },
    async (request) => ({ user: personOf(callerOf(request).user) }),
  );

  app.delete(
    '/api/session',
    {
      config: { call: 'session.delete' },
      schema: { tags, summary: 'Sign out', response: noContent('foreignOrigin') },
    },
    async (request, reply) => {
      const { sessionHash, user } = callerOf(request);
      await endSession(ctx, sessionHash, request, reply as FastifyReply, (tx) =>
        record(ctx, tx, request, { target: target('user', user) }),
      );
      return reply.code(204).send();
    },
  );
}

export const personOf = ({ id, email, name, role }: Person): Person => ({ id, email, name, role });

/** An address that nobody here has may be a password in the wrong field, or somebody's elsewhere: it is not kept. */
function recordRefusal(ctx: Context, asked: Asked, person: Person | null): Promise<void> {
  const whom = person === null ? { kind: 'user', id: null, name: null } : target('user', person);
  return ctx.db.transaction().execute((tx) => record(ctx, tx, asked, { target: whom }, 'session.refused'));
}
