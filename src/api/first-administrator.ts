// The first administrator: from the environment at start, or on the set-up page with the code that the server printed.
import type { Context } from '../context.ts';
import { UserId } from '../contract/ids.ts';
import { SegueError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import type { Tx } from '../store/db.ts';
import { anyUser, holdUsers, insertUser, type Person } from '../store/users.ts';
import { hashPassword } from './passwords.ts';

/** Makes the administrator that SEGUE_ADMIN_EMAIL and SEGUE_ADMIN_PASSWORD describe, if nobody is there yet. */
export async function ensureFirstAdministrator(ctx: Context): Promise<void> {
  const { admin } = ctx.config;
  if (admin === null || (await anyUser(ctx.db))) return;
  const input = { ...admin, name: 'Administrator' };
  await makeFirstAdministrator(ctx, input, (tx, user) => recordBySystem(ctx, tx, user)).catch(
    (thrown: unknown) => {
      // Another process of the same installation started at the same moment and made it.
      if (!(thrown instanceof SegueError && thrown.code === 'alreadySetUp')) throw thrown;
    },
  );
}

/** Throws `alreadySetUp` when there is a user. */
export async function makeFirstAdministrator(
  ctx: Context,
  input: { email: string; name: string; password: string },
  alongside: (tx: Tx, user: Person) => Promise<void>,
): Promise<Person> {
  const passwordHash = await hashPassword(input.password);
  const { email, name } = input;
  const user: Person = {
    ...{ id: UserId.parse(ctx.newId()), email, name, role: 'administrator' },
    ...{ language: null, hasPassword: true },
  };
  await ctx.db.transaction().execute(async (tx) => {
    await holdUsers(tx);
    if (await anyUser(tx)) {
      throw new SegueError('alreadySetUp', {
        detail: 'Somebody has set up this installation. Nothing was changed.',
      });
    }
    await insertUser(tx, user.id, { email, name, role: user.role, passwordHash }, ctx.clock.now());
    await alongside(tx, user);
  });
  return user;
}

const recordBySystem = (ctx: Context, tx: Tx, { id, name }: Person): Promise<void> =>
  appendAudit(tx, {
    at: ctx.clock.now(),
    actor: { kind: 'system', id: null, name: null },
    action: 'setup.create',
    target: { kind: 'user', id, name },
    address: null,
  });
