import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { Credentials, SignedIn } from '../contract/users.ts';
import { SegueError } from '../errors.ts';
import { findForSignIn, type Person } from '../store/users.ts';
import { answer, noContent } from './answers.ts';
import { type App, callerOf } from './app.ts';
import type { Attempts } from './attempts.ts';
import { asPerson, record, target } from './record.ts';
import { endSession, startSession } from './session-cookie.ts';
import { tryPassword } from './try-password.ts';

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
        response: answer(
          200,
          SignedIn,
          'wrongCredentials',
          'accountDisabled',
          'foreignOrigin',
          'accountLocked',
          'tooManyAttempts',
        ),
      },
    },
    async (request, reply) => {
      const { email, password } = request.body;
      const found = await findForSignIn(ctx.db, email);
      // An address that nobody here has may be a password in the wrong field, or somebody's elsewhere: it is not kept.
      const whom = found === null ? { kind: 'user', id: null, name: null } : target('user', found);
      const refuse = () =>
        ctx.db.transaction().execute((tx) => record(ctx, tx, request, { target: whom }, 'session.refused'));
      const tried = { email: found?.email ?? email, passwordHash: found?.passwordHash ?? null, password };
      const isRight = await tryPassword(ctx, attempts, request, reply, { ...tried, target: whom });
      if (!isRight || found === null) {
        await refuse();
        throw new SegueError('wrongCredentials', { detail: 'Nobody was signed in.' });
      }
      if (found.disabledAt !== null) {
        await refuse();
        throw new SegueError('accountDisabled', { detail: 'The password is right. Nobody was signed in.' });
      }
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

/** What a caller is told of themselves, and nothing else of the row. */
export function personOf({ id, email, name, role, language, hasPassword }: Person): Person {
  return { id, email, name, role, language, hasPassword };
}
