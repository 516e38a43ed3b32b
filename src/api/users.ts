import type { Context } from '../context.ts';
import { UserId } from '../contract/ids.ts';
import { pageOf, pageQuery } from '../contract/lists.ts';
import { User, UserInput, UserPatch } from '../contract/users.ts';
import { stopRuns, tellToStop } from '../engine/stop-runs.ts';
import { SegueError } from '../errors.ts';
import { runsOutOfReach, withdrawExportUser } from '../store/connection-use.ts';
import type { Tx } from '../store/db.ts';
import { deleteSessionsOf } from '../store/sessions.ts';
import { accountOf, forgetAttempts } from '../store/sign-in-failures.ts';
import {
  countAdministrators,
  deleteUser,
  findUser,
  holdUsers,
  insertUser,
  listUsers,
  updateUser,
} from '../store/users.ts';
import { answer, noContent } from './answers.ts';
import { type App, callerOf } from './app.ts';
import { requireUnchanged } from './entity-tag.ts';
import { found, idParams } from './params.ts';
import { hashPassword } from './passwords.ts';
import { type Change, record, replaced, target } from './record.ts';
import { userActionRoutes } from './user-actions.ts';

const tags = ['Users'];
const params = idParams(UserId);

export function userRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/users',
    {
      config: { call: 'users.list' },
      schema: {
        tags,
        summary: 'List users',
        querystring: pageQuery(['name', 'email', 'createdAt']),
        response: answer(200, pageOf(User)),
      },
    },
    (request) => listUsers(ctx.db, request.query, ctx.clock.now()),
  );

  app.get(
    '/api/users/:id',
    {
      config: { call: 'users.get', tagged: true },
      schema: { tags, summary: 'Read a user', params, response: answer(200, User, 'notFound') },
    },
    async ({ params: { id } }) => found(await findUser(ctx.db, id, ctx.clock.now()), 'user', id),
  );

  app.post(
    '/api/users',
    {
      config: { call: 'users.create', tagged: true },
      schema: {
        tags,
        summary: 'Add a user',
        description: 'Without a password the user cannot sign in until one is set.',
        body: UserInput,
        response: answer(201, User, 'conflict'),
      },
    },
    async (request, reply) => {
      const { password, disabled, ...facts } = request.body;
      const now = ctx.clock.now();
      const disabledAt = disabled ? now : null;
      const id = UserId.parse(ctx.newId());
      const passwordHash = password === undefined ? null : await hashPassword(password);
      await ctx.db.transaction().execute(async (tx) => {
        await insertUser(tx, id, { ...facts, passwordHash, disabledAt }, now);
        const { name, role } = facts;
        await record(ctx, tx, request, {
          target: target('user', { id, name }),
          after: { name, role, disabled: disabled ?? false },
        });
      });
      return reply.code(201).send(found(await findUser(ctx.db, id, ctx.clock.now()), 'user', id));
    },
  );

  changingRoutes(app, ctx);
  userActionRoutes(app, ctx);
}

function changingRoutes(app: App, ctx: Context): void {
  app.patch(
    '/api/users/:id',
    {
      config: { call: 'users.update', tagged: true },
      schema: {
        tags,
        summary: 'Change a user',
        description:
          'A new password, another role or disabling signs the user out everywhere else. The last administrator stays one.',
        params,
        body: UserPatch,
        response: answer(200, User, 'notFound', 'conflict', 'changedMeanwhile'),
      },
    },
    async (request) => {
      const { body } = request;
      const { id } = request.params;
      const { password, disabled, ...given } = body;
      const now = ctx.clock.now();
      const facts = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
      const passwordHash = password === undefined ? {} : { passwordHash: await hashPassword(password) };
      const stopped = await ctx.db.transaction().execute(async (tx) => {
        await holdUsers(tx);
        const user = found(await findUser(tx, id, now), 'user', id);
        requireUnchanged(request, user);
        const steps = stepsDown(user, body);
        if (steps) await requireAnotherAdministrator(tx);
        const turned =
          disabled === undefined || disabled === user.disabled ? {} : disabledSince(disabled, now);
        await updateUser(tx, id, { ...facts, ...passwordHash, ...turned }, now);
        if (password !== undefined) await forgetAttempts(tx, accountOf(user.email), now);
        const changesRole = body.role !== undefined && body.role !== user.role;
        if (password !== undefined || changesRole || disabled) {
          await deleteSessionsOf(tx, id, disabled ? null : callerOf(request).sessionHash);
        }
        // Exports run on behalf of an administrator; when that person no longer is one, their runs stop.
        const runs = steps ? await withdrawExportUser(tx, id) : [];
        runs.push(...(await runsOutOfReach(tx, id)));
        await tellToStop(ctx, tx, runs);
        await record(ctx, tx, request, { target: target('user', user), ...changes(user, body) });
        return runs;
      });
      await stopRuns(ctx, stopped);
      return found(await findUser(ctx.db, id, ctx.clock.now()), 'user', id);
    },
  );

  deleteRoute(app, ctx);
}

function deleteRoute(app: App, ctx: Context): void {
  app.delete(
    '/api/users/:id',
    {
      config: { call: 'users.delete' },
      schema: {
        tags,
        summary: 'Remove a user, with their sessions and tokens',
        params,
        response: noContent('notFound', 'conflict', 'changedMeanwhile'),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const stopped = await ctx.db.transaction().execute(async (tx) => {
        await holdUsers(tx);
        const user = found(await findUser(tx, id, ctx.clock.now()), 'user', id);
        requireUnchanged(request, user);
        if (user.role === 'administrator' && !user.disabled) await requireAnotherAdministrator(tx);
        const runs = await withdrawExportUser(tx, id);
        await deleteUser(tx, id);
        runs.push(...(await runsOutOfReach(tx, id)));
        await tellToStop(ctx, tx, runs);
        await record(ctx, tx, request, { target: target('user', user) });
        return runs;
      });
      await stopRuns(ctx, stopped);
      return reply.code(204).send();
    },
  );
}

/** An administrator who will no longer be one, or not be let in. */
function stepsDown(user: User, { role, disabled }: UserPatch): boolean {
  if (user.role !== 'administrator' || user.disabled) return false;
  return disabled === true || (role !== undefined && role !== 'administrator');
}

const disabledSince = (disabled: boolean, now: Date) => ({ disabledAt: disabled ? now : null });

async function requireAnotherAdministrator(tx: Tx): Promise<void> {
  if ((await countAdministrators(tx)) > 1) return;
  throw new SegueError('conflict', {
    detail:
      'This is the last administrator who is not disabled, and an installation needs one. Nothing was changed.',
    action: 'Make another user administrator first.',
  });
}

function changes(user: User, patch: UserPatch): Pick<Change, 'before' | 'after'> {
  const { name, role, disabled } = user;
  const movesAddress = patch.email !== undefined && patch.email !== user.email;
  return {
    before: { name, role, disabled },
    after: {
      ...{ name: patch.name ?? name, role: patch.role ?? role, disabled: patch.disabled ?? disabled },
      ...(movesAddress ? { email: replaced } : {}),
      ...(patch.password === undefined ? {} : { password: replaced }),
    },
  };
}
