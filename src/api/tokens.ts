import type { Context } from '../context.ts';
import { TokenId } from '../contract/ids.ts';
import { pageOf, pageQuery } from '../contract/lists.ts';
import { NewToken, Token, TokenInput } from '../contract/tokens.ts';
import { SegueError } from '../errors.ts';
import { deleteToken, insertToken, listTokens } from '../store/tokens.ts';
import { answer, noContent } from './answers.ts';
import { type App, callerOf } from './app.ts';
import { idParams } from './params.ts';
import { record, target } from './record.ts';
import { hashOf, newSecret } from './secrets.ts';

const tags = ['Tokens'];
const dayMilliseconds = 24 * 60 * 60_000;

export function tokenRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/tokens',
    {
      config: { call: 'tokens.list' },
      schema: {
        tags,
        summary: 'List my tokens',
        querystring: pageQuery(['name', 'createdAt']),
        response: answer(200, pageOf(Token)),
      },
    },
    (request) => listTokens(ctx.db, callerOf(request).user.id, request.query),
  );

  app.post(
    '/api/tokens',
    {
      config: { call: 'tokens.create' },
      schema: {
        tags,
        summary: 'Make a token that acts as me',
        description:
          'The token is shown this once. One made with a token that runs out runs out no later than that.',
        body: TokenInput,
        response: answer(201, NewToken),
      },
    },
    async (request, reply) => {
      const token = newSecret('sgt_');
      const id = TokenId.parse(ctx.newId());
      const { name, expiresInDays } = request.body;
      const createdAt = ctx.clock.now();
      const row = {
        id,
        name,
        hash: hashOf(token),
        userId: callerOf(request).user.id,
        createdAt,
        expiresAt: earliest(
          expiresInDays === undefined
            ? null
            : new Date(createdAt.getTime() + expiresInDays * dayMilliseconds),
          callerOf(request).expiresAt ?? null,
        ),
      };
      await ctx.db.transaction().execute(async (tx) => {
        await insertToken(tx, row);
        const expiresAt = row.expiresAt?.toISOString() ?? null;
        await record(ctx, tx, request, { target: target('token', { id, name }), after: { expiresAt } });
      });
      return reply.code(201).send({ id, name, token });
    },
  );

  deleteRoute(app, ctx);
}

/** Null is never. */
function earliest(one: Date | null, other: Date | null): Date | null {
  if (one === null || other === null) return one ?? other;
  return one < other ? one : other;
}

function deleteRoute(app: App, ctx: Context): void {
  app.delete(
    '/api/tokens/:id',
    {
      config: { call: 'tokens.delete' },
      schema: {
        tags,
        summary: 'Remove a token of mine',
        params: idParams(TokenId),
        response: noContent('notFound'),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await ctx.db.transaction().execute(async (tx) => {
        const removed = await deleteToken(tx, id, callerOf(request).user.id);
        if (!removed) throw new SegueError('notFound', { detail: `You have no token ${id}.` });
        await record(ctx, tx, request, { target: target('token', { id, name: null }) });
      });
      return reply.code(204).send();
    },
  );
}
