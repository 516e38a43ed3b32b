// Signing in with a provider, two steps of a browser: to the provider with an errand, and back with an answer. People
// see these addresses, so that whatever goes wrong leads to a page that says so.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ConnectionId } from '../contract/ids.ts';
import { SignInWays } from '../contract/users.ts';
import { ownPath, withProblem } from '../core/sign-in.ts';
import { SegueError } from '../errors.ts';
import type { IdentityProvider, Vouched } from '../identity/provider.ts';
import { findConnection } from '../store/connections.ts';
import { subjectOf } from '../store/provider-users.ts';
import { anyUser } from '../store/users.ts';
import { answer, redirect } from './answers.ts';
import { type App, type Caller, callerOf } from './app.ts';
import type { Authenticate } from './authenticate.ts';
import { becomeExportUser } from './become-export-user.ts';
import { type Carried, carry, takeCarried } from './oidc-errand.ts';
import { originOf } from './own-origin.ts';
import { found } from './params.ts';
import { foreignOrigin, requireAllowed } from './policy.ts';
import { signInVouched } from './provider-sign-in.ts';

const tags = ['Session'];
const callbackPath = '/api/oidc/callback';
const signInPage = '/sign-in';
/** Clocks of two machines differ a little. */
const skewMilliseconds = 30_000;

const StartQuery = z.strictObject({
  /** A path of the app; any other address is left out. */
  returnTo: z.string().max(2000).optional(),
  /** The connection whose export user the signed-in administrator becomes. */
  confirm: ConnectionId.optional(),
});

/** What the provider sends along is checked by the library; these are only the best known of it. */
const CallbackQuery = z.looseObject({ code: z.string().optional(), state: z.string().optional() });

export function oidcRoutes(app: App, ctx: Context, authenticate: Authenticate): void {
  app.get(
    '/api/sign-in',
    {
      config: { call: 'signIn.read' },
      schema: { tags, summary: 'The ways to sign in', response: answer(200, SignInWays) },
    },
    async () => ({
      password: true as const,
      oidc: ctx.identity === null ? null : { name: ctx.identity.name },
      setUpNeeded: !(await anyUser(ctx.db)),
    }),
  );

  app.get(
    '/api/oidc/start',
    {
      config: { call: 'oidc.start' },
      schema: {
        tags,
        summary: 'Go to the sign-in provider',
        description: 'Comes back to `returnTo`, or to the sign-in page with `?problem=` and a code.',
        querystring: StartQuery,
        response: redirect('notFound'),
      },
    },
    (request, reply) => {
      const { confirm } = request.query;
      const returnTo = ownPath(request.query.returnTo);
      return sendOn(
        request as FastifyRequest,
        reply as FastifyReply,
        async (plain, answered) => {
          const provider = providerOf(ctx);
          const confirms =
            confirm === undefined ? null : await whoConfirms(ctx, authenticate, confirm, plain, answered);
          const redirectUri = callbackOf(ctx).href;
          const { url, errand } = await provider.begin({ redirectUri, fresh: confirms !== null });
          const startedAt = ctx.clock.now().getTime();
          carry(ctx, { ...errand, returnTo, startedAt, confirms }, plain, answered);
          return url.href;
        },
        confirm === undefined ? signInPage : returnTo,
      );
    },
  );

  callbackRoute(app, ctx, authenticate);
}

/** The caller, who may become export user: asked for from the app's own pages. */
async function whoConfirms(
  ctx: Context,
  authenticate: Authenticate,
  connectionId: ConnectionId,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  request.caller = await authenticate(request, reply);
  requireAllowed('connections.exportUser', request.caller);
  if (originOf(request) === 'foreign') throw foreignOrigin();
  found(await findConnection(ctx.db, connectionId), 'connection', connectionId);
  return { connectionId, userId: callerOf(request).user.id };
}

function callbackRoute(app: App, ctx: Context, authenticate: Authenticate): void {
  app.get(
    callbackPath,
    {
      config: { call: 'oidc.callback' },
      schema: {
        tags,
        summary: 'Come back from the sign-in provider',
        querystring: CallbackQuery,
        response: redirect('notFound'),
      },
    },
    (request, reply) => {
      let problemPage = signInPage;
      return sendOn(
        request as FastifyRequest,
        reply as FastifyReply,
        async (plain, answered) => {
          const provider = providerOf(ctx);
          const carried = takeCarried(ctx, plain, answered);
          if (carried.confirms !== null) problemPage = carried.returnTo;
          const callback = callbackOf(ctx);
          callback.search = new URL(plain.url, callback).search;
          const vouched = await provider.finish(callback, carried);
          if (carried.confirms === null) await signInVouched(ctx, vouched, plain, answered);
          else {
            plain.caller = await authenticate(plain, answered);
            requireAllowed('connections.exportUser', plain.caller);
            await confirmExportUser(ctx, callerOf(plain), carried, vouched, plain);
          }
          return carried.returnTo;
        },
        () => problemPage,
      );
    },
  );
}

async function confirmExportUser(
  ctx: Context,
  caller: Caller,
  carried: Carried,
  vouched: Vouched,
  request: FastifyRequest,
): Promise<void> {
  const { user } = caller;
  const { confirms, startedAt } = carried;
  const shownAt = vouched.authenticatedAt?.getTime() ?? 0;
  if (confirms?.userId !== user.id || (await subjectOf(ctx.db, user.id)) !== vouched.subject) {
    throw new SegueError('confirmationMissing', {
      detail: 'Somebody else than the signed-in administrator confirmed. Nothing was changed.',
    });
  }
  if (shownAt < startedAt - skewMilliseconds) {
    throw new SegueError('confirmationMissing', {
      detail: 'The provider did not ask again who you are, or did not say when. Nothing was changed.',
    });
  }
  await becomeExportUser(ctx, request, confirms.connectionId);
}

/** Where the work leads to, or a page that says what went wrong. */
async function sendOn(
  request: FastifyRequest,
  reply: FastifyReply,
  work: (request: FastifyRequest, reply: FastifyReply) => Promise<string>,
  problemPage: string | (() => string),
): Promise<FastifyReply> {
  try {
    return reply.redirect(await work(request, reply));
  } catch (thrown) {
    if (!(thrown instanceof SegueError) || thrown.code === 'notFound') throw thrown;
    request.log.warn({ code: thrown.code, detail: thrown.detail }, 'a sign-in with the provider failed');
    const page = typeof problemPage === 'string' ? problemPage : problemPage();
    return reply.redirect(withProblem(page, thrown.code));
  }
}

function providerOf(ctx: Context): IdentityProvider {
  if (ctx.identity !== null) return ctx.identity;
  throw new SegueError('notFound', {
    detail: 'No sign-in provider is set up here.',
    action: 'Sign in with e-mail and password, or set SEGUE_OIDC_ISSUER and what belongs to it.',
  });
}

/** The address that the provider knows; never made from what a request says of itself. */
function callbackOf(ctx: Context): URL {
  const { publicUrl } = ctx.config;
  if (publicUrl !== null) return new URL(callbackPath, publicUrl);
  throw new SegueError('configInvalid', { detail: 'SEGUE_PUBLIC_URL is not set.' });
}
