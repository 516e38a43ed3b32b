// What an administrator does about somebody's signing in: sign them out, unlock them, look after their tokens.
import { z } from 'zod';
import type { Context } from '../context.ts';
import { TokenId, UserId } from '../contract/ids.ts';
import { pageOf, pageQuery } from '../contract/lists.ts';
import { Token } from '../contract/tokens.ts';
import { User } from '../contract/users.ts';
import { SegueError } from '../errors.ts';
import { deleteSessionsOf } from '../store/sessions.ts';
import { accountOf, forgetAttempts } from '../store/sign-in-failures.ts';
import { deleteToken, listTokens } from '../store/tokens.ts';
import { findUser } from '../store/users.ts';
import { answer, noContent } from './answers.ts';
import type { App } from './app.ts';
import { found, idParams } from './params.ts';
import { record, target } from './record.ts';

const tags = ['Users'];
const params = idParams(UserId);

export function userActionRoutes(app: App, ctx: Context): void {
  const userWith = async (id: UserId) => found(await findUser(ctx.db, id, ctx.clock.now()), 'user', id);

  app.post(
    '/api/users/:id/sign-out',
    {
      config: { call: 'users.signOut' },
      schema: { tags, summary: 'End all sessions of a user', params, response: noContent('notFound') },
    },
    async (request, reply) => {
      const { id } = request.params;
      const user = await userWith(id);
      await ctx.db.transaction().execute(async (tx) => {
        await deleteSessionsOf(tx, id);
        await record(ctx, tx, request, { target: target('user', user) });
      });
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/users/:id/unlock',
    {
      config: { call: 'users.unlock', tagged: true },
      schema: {
        tags,
        summary: 'Let a user try passwords again',
        params,
        response: answer(200, User, 'notFound'),
      },
    },
    async (request) => {
      const { id } = request.params;
      const user = await userWith(id);
      await ctx.db.transaction().execute(async (tx) => {
        await forgetAttempts(tx, accountOf(user.email), ctx.clock.now());
        await record(ctx, tx, request, { target: target('user', user) });
      });
      return userWith(id);
    },
  );

  tokenRoutes(app, ctx, userWith);
}

function tokenRoutes(app: App, ctx: Context, userWith: (id: UserId) => Promise<User>): void {
  app.get(
    '/api/users/:id/tokens',
    {
      config: { call: 'users.tokens' },
      schema: {
        tags,
        summary: 'List the tokens of a user',
        params,
        querystring: pageQuery(['name', 'createdAt']),
        response: answer(200, pageOf(Token), 'notFound'),
      },
    },
    async ({ params: { id }, query }) => listTokens(ctx.db, (await userWith(id)).id, query),
  );

  app.delete(
    '/api/users/:id/tokens/:tokenId',
    {
      config: { call: 'users.deleteToken' },
      schema: {
        tags,
        summary: 'Remove a token of a user',
        params: z.object({ id: UserId, tokenId: TokenId }),
        response: noContent('notFound'),
      },
    },
    async (request, reply) => {
      const { id, tokenId } = request.params;
      await ctx.db.transaction().execute(async (tx) => {
        if (!(await deleteToken(tx, tokenId, id))) {
          throw new SegueError('notFound', { detail: `This user has no token ${tokenId}.` });
        }
        await record(ctx, tx, request, { target: target('token', { id: tokenId, name: null }) });
      });
      return reply.code(204).send();
    },
  );
}
