// Somebody for whom the provider vouches becomes a user, or is the user that they were: known by the provider's own id
// for them, or the first time by an address that the provider has verified. Their role follows their groups each time.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import { type RunId, UserId } from '../contract/ids.ts';
import { Email, type Role } from '../contract/users.ts';
import { roleOfGroups } from '../core/sign-in.ts';
import { stopRuns, tellToStop } from '../engine/stop-runs.ts';
import { SegueError } from '../errors.ts';
import type { Vouched } from '../identity/provider.ts';
import { runsAskedFor, runsOutOfReach, withdrawExportUser } from '../store/connection-use.ts';
import type { Tx } from '../store/db.ts';
import { findByEmail, findBySubject, type KnownPerson } from '../store/provider-users.ts';
import { deleteSessionsOf } from '../store/sessions.ts';
import { deleteTokensOf } from '../store/tokens.ts';
import { anyUser, countAdministrators, holdUsers, insertUser, updateUser } from '../store/users.ts';
import { asPerson, record, target } from './record.ts';
import { startSession } from './session-cookie.ts';

/** Throws `noGroup`, `accountDisabled`, `addressTaken`. */
export async function signInVouched(
  ctx: Context,
  vouched: Vouched,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const role = ctx.config.oidc === null ? null : roleOfGroups(vouched.groups ?? [], ctx.config.oidc.groups);
  if (role === null) {
    await shutOut(ctx, vouched, request);
    throw new SegueError('noGroup', {
      detail:
        (vouched.groups ?? []).length === 0
          ? 'The provider named no group of yours. Nobody was signed in.'
          : 'None of the groups that the provider named gives a role here. Nobody was signed in.',
    });
  }
  const { person, stopped } = await ctx.db.transaction().execute(async (tx) => {
    await holdUsers(tx);
    const known = await knownPerson(tx, vouched);
    if (known === null) return { person: await make(ctx, tx, vouched, role, request), stopped: [] };
    return follow(ctx, tx, known, vouched, role, request);
  });
  await stopRuns(ctx, stopped);
  await startSession(ctx, person.id, request, reply, (tx) =>
    record(
      ctx,
      tx,
      asPerson(request, person),
      { target: target('user', person), after: { by: 'provider' } },
      'session.create',
    ),
  );
}

/**
 * Whoever lost the last group that let them in is signed out where they still are, and what acts for them ends: tokens,
 * runs, standing behind exports. Where the provider says nothing of groups, only the sessions end: that may be a slip
 * in its settings, and what is removed here no later sign-in brings back.
 */
async function shutOut(ctx: Context, vouched: Vouched, request: FastifyRequest): Promise<void> {
  const stopped = await ctx.db.transaction().execute(async (tx) => {
    await holdUsers(tx);
    const known = await findBySubject(tx, vouched.subject);
    if (known === null) return [];
    await deleteSessionsOf(tx, known.id);
    const runs: RunId[] = [];
    if (vouched.groups !== null) {
      await deleteTokensOf(tx, known.id);
      runs.push(...(await withdrawExportUser(tx, known.id)), ...(await runsAskedFor(tx, known.id)));
      await tellToStop(ctx, tx, runs);
    }
    const change = { target: target('user', known), after: { because: 'noGroup' } };
    await record(ctx, tx, request, change, 'session.refused');
    return runs;
  });
  await stopRuns(ctx, stopped);
}

async function knownPerson(tx: Tx, vouched: Vouched): Promise<KnownPerson | null> {
  const bySubject = await findBySubject(tx, vouched.subject);
  const known = bySubject ?? (vouched.email === null ? null : await findByEmail(tx, vouched.email));
  if (known === null) return null;
  // An address that nobody has verified may be anybody's claim; one that belongs to another id is somebody else.
  if (bySubject === null && (!vouched.emailVerified || known.subject !== null)) {
    throw new SegueError('addressTaken', {
      detail: 'Another user here has your address, and the provider does not vouch that it is yours.',
    });
  }
  if (known.disabledAt === null) return known;
  throw new SegueError('accountDisabled', { detail: 'The provider knows you. Nobody was signed in.' });
}

async function make(
  ctx: Context,
  tx: Tx,
  vouched: Vouched,
  role: Role,
  request: FastifyRequest,
): Promise<KnownPerson> {
  const email = Email.safeParse(vouched.email);
  if (!email.success) {
    throw new SegueError('addressTaken', { detail: 'The provider named no address that can be used.' });
  }
  if (role !== 'administrator' && !(await anyUser(tx))) {
    throw new SegueError('forbidden', {
      detail: 'The first user of an installation must be an administrator. Nobody was signed in.',
      action: 'Set up the first administrator, or sign in as a member of a group of administrators.',
    });
  }
  const id = UserId.parse(ctx.newId());
  const name = (vouched.name ?? email.data).slice(0, 200);
  const { subject } = vouched;
  const facts = { email: email.data, name, role, passwordHash: null, subject };
  await insertUser(tx, id, facts, ctx.clock.now());
  const person: KnownPerson = {
    ...{ id, email: email.data, name, role, language: null, hasPassword: false },
    ...{ subject, disabledAt: null },
  };
  const change = { target: target('user', person), after: { name, role, by: 'provider' } };
  await record(ctx, tx, asPerson(request, person), change, 'users.create');
  return person;
}

async function follow(
  ctx: Context,
  tx: Tx,
  known: KnownPerson,
  { subject }: Vouched,
  wanted: Role,
  request: FastifyRequest,
): Promise<{ person: KnownPerson; stopped: RunId[] }> {
  const steps = known.role === 'administrator' && wanted !== 'administrator';
  // An installation without an administrator could not be put right by anybody.
  const role = steps && (await countAdministrators(tx)) <= 1 ? known.role : wanted;
  const moves = role !== known.role;
  if (!moves && known.subject === subject) return { person: known, stopped: [] };
  await updateUser(tx, known.id, { role, subject }, ctx.clock.now());
  if (moves) await deleteSessionsOf(tx, known.id);
  const stopped = moves && steps ? await withdrawExportUser(tx, known.id) : [];
  if (moves) stopped.push(...(await runsOutOfReach(tx, known.id)));
  await tellToStop(ctx, tx, stopped);
  const person = { ...known, role, subject };
  const change = {
    target: target('user', known),
    before: { role: known.role, knownToProvider: known.subject !== null },
    after: { role, knownToProvider: true },
  };
  await record(ctx, tx, asPerson(request, person), change, 'users.update');
  return { person, stopped };
}
