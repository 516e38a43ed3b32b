// Writing into the audit log what a call changes: within the transaction of the change, as its last step, because the
// log takes one writer at a time.
import type { Context } from '../context.ts';
import type { FurtherAction } from '../contract/audit.ts';
import type { Call } from '../core/permissions.ts';
import { appendAudit, type Happening } from '../store/audit.ts';
import type { Tx } from '../store/db.ts';
import type { Person } from '../store/users.ts';
import type { Caller } from './app.ts';

export type Asked = { caller: Caller | null; ip: string; routeOptions: { config: { call?: Call } } };
export type Change = Pick<Happening, 'target' | 'before' | 'after'>;

/** In place of a secret or of personal data: that it was set, never what to. */
export const replaced = 'replaced';

/** @param action the call's own name unless something else became of it. */
export async function record(
  ctx: Context,
  tx: Tx,
  asked: Asked,
  change: Change,
  action: Call | FurtherAction | 'unknown' = asked.routeOptions.config.call ?? 'unknown',
): Promise<void> {
  const { caller } = asked;
  const actor: Happening['actor'] =
    caller === null
      ? { kind: 'nobody', id: null, name: null }
      : { kind: caller.credential, id: caller.user.id, name: caller.user.name };
  await appendAudit(tx, { at: ctx.clock.now(), actor, action, address: asked.ip, ...change });
}

/** The caller that somebody has become by this very call. */
export const asPerson = (asked: Asked, user: Person): Asked => ({
  ip: asked.ip,
  routeOptions: asked.routeOptions,
  caller: { user, credential: 'session', sessionHash: null },
});

export const target = (kind: string, thing: { id: string; name: string | null }): Change['target'] => ({
  kind,
  id: thing.id,
  name: thing.name,
});
