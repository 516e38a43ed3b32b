// The one place that every request passes before its handler: who is it, may they make this call, and does what the
// call is about lie within their reach. The decisions themselves are in core/permissions.ts.
import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Context } from '../context.ts';
import { ConnectionId, ExportId, RunId, TaskId } from '../contract/ids.ts';
import {
  type Call,
  decide,
  isCall,
  opensOnLoopback,
  reachesConnection,
  ruleOf,
  type Subject,
} from '../core/permissions.ts';
import { SegueError } from '../errors.ts';
import { sharingOf } from '../store/connections.ts';
import { sharingOfExport } from '../store/exports.ts';
import { sharingOfSteps } from '../store/refresh-steps.ts';
import { findRun } from '../store/runs.ts';
import { findTaskRow } from '../store/tasks.ts';
import { type App, type Caller, callerOf } from './app.ts';
import type { Authenticate } from './authenticate.ts';
import { originOf } from './own-origin.ts';

export const docsPrefix = '/api/docs';

/** Must be installed before any route: a route that the table does not know makes the start fail. */
export function installPolicy(app: App, ctx: Context, authenticate: Authenticate): void {
  app.decorateRequest('caller', null);
  app.addHook('onRoute', requireCall);

  app.addHook('onRequest', async (request, reply) => {
    const call = callOf(request);
    if (call === null) return;
    await admit(call, request, reply, authenticate);
  });

  app.addHook('preHandler', async (request) => {
    const call = callOf(request);
    if (call === null) return;
    const { on } = ruleOf(call);
    if (on.length === 0 || callerOf(request).user.role === 'administrator') return;
    for (const subject of on) await requireReach(ctx, request, subject);
  });
}

function requireCall(route: RouteOptions): void {
  const isDocs = route.url === docsPrefix || route.url.startsWith(`${docsPrefix}/`);
  // The pages of the documentation are registered by their library, which knows nothing of calls.
  if (isDocs) route.config = { ...route.config, call: 'docs.read' };
  const call = route.config?.call;
  if (call !== undefined && isCall(call)) {
    // The document names each operation after the entry that guards it.
    route.schema = { ...route.schema, operationId: call };
    return;
  }
  throw new Error(
    `${String(route.method)} ${route.url} has no entry in core/permissions.ts: add one, and name it as config.call of the route.`,
  );
}

/** Null for an address that no route answers. */
function callOf(request: FastifyRequest): Call | null {
  return request.routeOptions.config.call ?? null;
}

async function admit(
  call: Call,
  request: FastifyRequest,
  reply: FastifyReply,
  authenticate: Authenticate,
): Promise<void> {
  const { least, effect } = ruleOf(call);
  if (least === 'anyone') {
    if (effect === 'changes' && originOf(request) === 'foreign') throw foreignOrigin();
    return;
  }
  if (opensOnLoopback(call) && isLoopback(request)) return;
  request.caller = await authenticate(request, reply);
  requireAllowed(call, request.caller);
  // A browser sends the cookie along with whatever any site asks it to send: the call must be the app's own.
  if (request.caller?.credential === 'session' && effect === 'changes' && originOf(request) !== 'own') {
    throw foreignOrigin();
  }
}

/** What the table says of this caller and this call. Throws `unauthenticated` and `forbidden`. */
export function requireAllowed(call: Call, caller: Caller | null): void {
  const { least } = ruleOf(call);
  const standing = caller === null ? null : { role: caller.user.role, credential: caller.credential };
  switch (decide(call, standing)) {
    case 'signInFirst':
      throw new SegueError('unauthenticated', { detail: 'This call needs somebody who is signed in.' });
    case 'forbidden':
      throw new SegueError('forbidden', { detail: forbiddenDetail(standing?.role ?? 'viewer', least) });
    case 'allowed':
  }
}

function forbiddenDetail(role: string, least: string): string {
  return role === least
    ? `A token of a ${role} can only read. Nothing was changed.`
    : `The role ${role} may not do this; it needs ${least}. Nothing was changed.`;
}

export function foreignOrigin(): SegueError {
  return new SegueError('foreignOrigin', {
    detail: "The call did not come from the app's own pages. Nothing was changed.",
  });
}

/** Both the connection and, behind a proxy on this machine, whoever the proxy speaks for. */
function isLoopback(request: FastifyRequest): boolean {
  const local = (address: string | undefined) =>
    address !== undefined && /^(127\.|::1$|::ffff:127\.)/.test(address);
  return local(request.socket.remoteAddress) && local(request.ip);
}

async function requireReach(ctx: Context, request: FastifyRequest, subject: Subject): Promise<void> {
  const connections = await connectionsOf(ctx, request, subject);
  // What does not exist, or is not mentioned, is the handler's to answer.
  const there = connections.filter((connection) => connection !== undefined);
  if (there.every((connection) => reachesConnection(callerOf(request).user.role, connection))) return;
  throw new SegueError('forbidden', {
    detail: 'This needs a connection that is shared with contributors. Nothing was changed.',
    action: 'Ask an administrator to share the connection, or to do it.',
  });
}

type Sharing = { shared: boolean } | null | undefined;

async function connectionsOf(ctx: Context, request: FastifyRequest, subject: Subject): Promise<Sharing[]> {
  if (subject === 'task') return connectionsOfTask(ctx, request);
  if (subject !== 'exportsInBody') return [await connectionOf(ctx, request, subject)];
  const body = request.body as { exportIds?: unknown } | null | undefined;
  const ids = Array.isArray(body?.exportIds) ? body.exportIds.map((id) => ExportId.safeParse(id)) : [];
  return Promise.all(ids.map((id) => (id.success ? sharingOfExport(ctx.db, id.data) : undefined)));
}

async function connectionsOfTask(ctx: Context, request: FastifyRequest): Promise<Sharing[]> {
  const id = TaskId.safeParse((request.params as { id?: unknown }).id);
  const task = id.success ? await findTaskRow(ctx.db, id.data) : null;
  // Sources and segments reach no connection; a refresh reaches those of the exports that it is busy with.
  switch (task?.kind) {
    case 'export':
      return [await sharingOfExport(ctx.db, task.target_id as ExportId)];
    case 'refresh':
      return sharingOfSteps(ctx.db, task.id);
    case 'source':
    case 'segment':
    case undefined:
      return [];
  }
}

async function connectionOf(
  ctx: Context,
  request: FastifyRequest,
  subject: Exclude<Subject, 'task' | 'exportsInBody'>,
): Promise<Sharing> {
  const id = (request.params as { id?: unknown }).id;
  switch (subject) {
    case 'export': {
      const exportId = ExportId.safeParse(id);
      return exportId.success ? sharingOfExport(ctx.db, exportId.data) : undefined;
    }
    case 'run': {
      const runId = RunId.safeParse(id);
      const run = runId.success ? await findRun(ctx.db, runId.data) : undefined;
      // The run of an export that is gone reaches none, and so nobody below administrator touches it.
      return run === undefined ? undefined : ((await sharingOfExport(ctx.db, run.export_id)) ?? null);
    }
    case 'connectionInBody': {
      const body = request.body as { connectionId?: unknown } | null | undefined;
      const connectionId = ConnectionId.safeParse(body?.connectionId);
      if (!connectionId.success) return undefined;
      // One that does not exist is as far away as one that is not shared: nobody learns which.
      return sharingOf(ctx.db, connectionId.data);
    }
  }
}
