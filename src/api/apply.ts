// The lease of whoever applies a configuration file, so that two at once do not mix. What is changed under it goes
// through the calls that everybody uses.
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ApplyLease } from '../contract/apply.ts';
import { SegueError } from '../errors.ts';
import { applyHolder, endApplyLease, renewApplyLease, takeApplyLease } from '../store/apply-lease.ts';
import type { Db } from '../store/db.ts';
import { answer, noContent } from './answers.ts';
import { type App, callerOf } from './app.ts';
import { idParams, missing } from './params.ts';
import { record, target } from './record.ts';

const tags = ['Applying a file'];
const params = idParams(z.uuid());
const leaseMilliseconds = 60_000;

export function applyRoutes(app: App, ctx: Context): void {
  const end = () => new Date(ctx.clock.now().getTime() + leaseMilliseconds);
  app.post(
    '/api/apply',
    {
      config: { call: 'apply.begin' },
      schema: {
        tags,
        summary: 'Be the only one who applies a configuration file',
        description: 'For a minute, unless it is renewed or ended before.',
        response: answer(201, ApplyLease, 'applyActive'),
      },
    },
    async (request, reply) => {
      const { user } = callerOf(request);
      const since = ctx.clock.now();
      const lease = { id: ctx.newId(), until: end() };
      await ctx.db.transaction().execute(async (tx) => {
        const holder = { ...lease, since, heldBy: user.id, heldByName: user.name };
        if (!(await takeApplyLease(tx, holder))) throw await heldBySomebody(tx);
        await record(ctx, tx, request, { target: target('apply', { id: lease.id, name: null }) });
      });
      return reply.code(201).send({ id: lease.id, until: lease.until.toISOString() });
    },
  );

  app.put(
    '/api/apply/:id',
    {
      config: { call: 'apply.renew' },
      schema: {
        tags,
        summary: 'Go on applying, for another minute',
        params,
        response: answer(200, ApplyLease, 'notFound', 'applyActive'),
      },
    },
    async (request) => {
      const { id } = request.params;
      const { user } = callerOf(request);
      const until = end();
      await ctx.db.transaction().execute(async (tx) => {
        if (await renewApplyLease(tx, id, user.id, until)) return;
        throw (await applyHolder(tx)) === null ? missing('lease', id) : await heldBySomebody(tx);
      });
      return { id, until: until.toISOString() };
    },
  );

  endRoute(app, ctx);
}

function endRoute(app: App, ctx: Context): void {
  app.delete(
    '/api/apply/:id',
    {
      config: { call: 'apply.end' },
      schema: { tags, summary: 'Let others apply', params, response: noContent('notFound') },
    },
    async (request, reply) => {
      const { id } = request.params;
      const { user } = callerOf(request);
      await ctx.db.transaction().execute(async (tx) => {
        if (!(await endApplyLease(tx, id, user.id))) throw missing('lease', id);
        await record(ctx, tx, request, { target: target('apply', { id, name: null }) });
      });
      return reply.code(204).send();
    },
  );
}

async function heldBySomebody(db: Db): Promise<SegueError> {
  const holder = await applyHolder(db);
  const who =
    holder === null
      ? 'Somebody else'
      : `${holder.heldByName} (since ${holder.since.toISOString()}, renewed until ${holder.until.toISOString()})`;
  return new SegueError('applyActive', {
    detail: `${who} is applying a configuration file. Nothing was changed.`,
    action:
      'Wait until that has ended, then apply yours: it is compared with how things stand then. If its command was killed, its hold runs out within a minute.',
  });
}
