// The last step of becoming export user, however that was confirmed. Confirming takes a while, and the caller may have
// been removed, disabled or demoted meanwhile: so it is asked again here, where nobody can change the answer.
import type { FastifyRequest } from 'fastify';
import type { Context } from '../context.ts';
import type { ConnectionId } from '../contract/ids.ts';
import { SegueError } from '../errors.ts';
import { findConnection, holdConnection, setExportUser } from '../store/connections.ts';
import { holdAdministrator } from '../store/users.ts';
import { callerOf } from './app.ts';
import { requireUnchanged } from './entity-tag.ts';
import { found } from './params.ts';
import { record, target } from './record.ts';

/** Throws `forbidden`, `notFound`, `changedMeanwhile`. */
export async function becomeExportUser(
  ctx: Context,
  request: FastifyRequest,
  connectionId: ConnectionId,
): Promise<void> {
  const { id: userId } = callerOf(request).user;
  await ctx.db.transaction().execute(async (tx) => {
    if (!(await holdAdministrator(tx, userId))) {
      throw new SegueError('forbidden', {
        detail: 'You are no administrator any more. Nothing was changed.',
      });
    }
    await holdConnection(tx, connectionId);
    const before = found(await findConnection(tx, connectionId), 'connection', connectionId);
    requireUnchanged(request, before);
    await setExportUser(tx, connectionId, userId, ctx.clock.now());
    const change = {
      target: target('connection', { id: connectionId, name: before.displayName }),
      before: { exportUser: before.exportUser?.id ?? null },
      after: { exportUser: userId },
    };
    await record(ctx, tx, request, change, 'connections.exportUser');
  });
}
