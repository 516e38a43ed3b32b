import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { SetUpInput, SetUpState, SignedIn } from '../contract/users.ts';
import { SegueError } from '../errors.ts';
import { anyUser } from '../store/users.ts';
import { answer } from './answers.ts';
import type { App } from './app.ts';
import type { Attempts } from './attempts.ts';
import { makeFirstAdministrator } from './first-administrator.ts';
import { asPerson, record, target } from './record.ts';
import { sameSecret } from './secrets.ts';
import { startSession } from './session-cookie.ts';

const tags = ['Set-up'];

/** @param code printed at start to whoever runs the server. */
export function setUpRoutes(app: App, ctx: Context, attempts: Attempts, code: string): void {
  app.get(
    '/api/setup',
    {
      config: { call: 'setup.read' },
      schema: {
        tags,
        summary: 'Whether the first administrator is still missing',
        response: answer(200, SetUpState),
      },
    },
    async () => ({ needed: !(await anyUser(ctx.db)) }),
  );

  app.post(
    '/api/setup',
    {
      config: { call: 'setup.create' },
      schema: {
        tags,
        summary: 'Make the first administrator and sign in',
        description: 'Takes the code that the server printed when it started without a user.',
        body: SetUpInput,
        response: answer(201, SignedIn, 'alreadySetUp', 'wrongSetUpCode', 'foreignOrigin', 'tooManyAttempts'),
      },
    },
    async (request, reply) => {
      const { code: given, ...input } = request.body;
      const who = { account: 'the set-up', address: request.ip };
      attempts.take(who, (seconds) => reply.header('retry-after', seconds));
      if (await anyUser(ctx.db)) {
        throw new SegueError('alreadySetUp', { detail: 'There is a user already. Nothing was changed.' });
      }
      if (!sameSecret(given.trim().toUpperCase(), code)) {
        throw new SegueError('wrongSetUpCode', { detail: 'No administrator was made.' });
      }
      const user = await makeFirstAdministrator(ctx, input, (tx, made) =>
        record(ctx, tx, asPerson(request, made), { target: target('user', made) }),
      );
      attempts.succeed(who);
      await startSession(ctx, user.id, request as FastifyRequest, reply as FastifyReply);
      return reply.code(201).send({ user });
    },
  );
}
