// What everybody does about themselves: name, language, password, and being signed out everywhere.
import type { FastifyReply } from 'fastify';
import type { Context } from '../context.ts';
import { ProfilePatch, SignedIn } from '../contract/users.ts';
import { SegueError } from '../errors.ts';
import { deleteSessionsOf } from '../store/sessions.ts';
import { findPerson, type Person, passwordHashOf, updateUser } from '../store/users.ts';
import { answer, noContent } from './answers.ts';
import { type App, callerOf } from './app.ts';
import type { Attempts } from './attempts.ts';
import { found } from './params.ts';
import { hashPassword } from './passwords.ts';
import { type Change, record, replaced, target } from './record.ts';
import { personOf } from './session.ts';
import { cookieOptions, sessionCookie } from './session-cookie.ts';
import { tryPassword } from './try-password.ts';

const tags = ['Session'];

export function profileRoutes(app: App, ctx: Context, attempts: Attempts): void {
  app.patch(
    '/api/session',
    {
      config: { call: 'session.update' },
      schema: {
        tags,
        summary: 'Change my own name, language or password',
        description: 'A new password signs me out everywhere else.',
        body: ProfilePatch,
        response: answer(200, SignedIn, 'wrongCredentials', 'conflict', 'accountLocked', 'tooManyAttempts'),
      },
    },
    async (request, reply) => {
      const { user, sessionHash } = callerOf(request);
      const { name, language, password } = request.body;
      let passwordHash: string | undefined;
      if (password !== undefined) {
        if (!user.hasPassword) throw noPassword();
        const isTheirs = await tryPassword(ctx, attempts, request, reply, {
          email: user.email,
          passwordHash: await passwordHashOf(ctx.db, user.id),
          password: password.current,
          target: target('user', user),
        });
        if (!isTheirs) throw notYours();
        passwordHash = await hashPassword(password.new);
      }
      const facts = {
        ...(name === undefined ? {} : { name }),
        ...(language === undefined ? {} : { language }),
        ...(passwordHash === undefined ? {} : { passwordHash }),
      };
      await ctx.db.transaction().execute(async (tx) => {
        await updateUser(tx, user.id, facts, ctx.clock.now());
        if (passwordHash !== undefined) await deleteSessionsOf(tx, user.id, sessionHash);
        await record(ctx, tx, request, { target: target('user', user), ...changes(user, request.body) });
      });
      return { user: personOf(found(await findPerson(ctx.db, user.id), 'user', user.id)) };
    },
  );

  app.delete(
    '/api/sessions',
    {
      config: { call: 'sessions.delete' },
      schema: { tags, summary: 'Sign out everywhere, here too', response: noContent('foreignOrigin') },
    },
    async (request, reply) => {
      const { user } = callerOf(request);
      await ctx.db.transaction().execute(async (tx) => {
        await deleteSessionsOf(tx, user.id);
        await record(ctx, tx, request, { target: target('user', user) });
      });
      (reply as FastifyReply).clearCookie(sessionCookie, cookieOptions(ctx, request));
      return reply.code(204).send();
    },
  );
}

function noPassword(): SegueError {
  return new SegueError('conflict', {
    detail: 'You sign in with a provider and have no password. Nothing was changed.',
    action: 'Change your password with the provider; an administrator can give you one here.',
  });
}

function notYours(): SegueError {
  return new SegueError('wrongCredentials', {
    detail: 'The current password is not yours. Nothing was changed.',
    fields: [{ field: 'password.current', message: 'is wrong' }],
  });
}

function changes({ name, language }: Person, patch: ProfilePatch): Pick<Change, 'before' | 'after'> {
  return {
    before: { name, language },
    after: {
      name: patch.name ?? name,
      language: patch.language === undefined ? language : patch.language,
      ...(patch.password === undefined ? {} : { password: replaced }),
    },
  };
}
