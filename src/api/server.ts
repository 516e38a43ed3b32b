// The HTTP door of the house: everything that speaks Fastify hangs from here.
import type { AddressInfo } from 'node:net';
import cookie from '@fastify/cookie';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Context } from '../context.ts';
import { SegueError } from '../errors.ts';
import { anyUser } from '../store/users.ts';
import { aboutRoutes } from './about.ts';
import type { App } from './app.ts';
import { applyRoutes } from './apply.ts';
import { createAttempts } from './attempts.ts';
import { auditRoutes } from './audit.ts';
import { type Authenticate, createAuthenticate } from './authenticate.ts';
import { connectionRoutes } from './connections.ts';
import { consentRoutes } from './consents.ts';
import { contactRoutes } from './contacts.ts';
import { installEntityTags } from './entity-tag.ts';
import { exportBulkRoutes } from './export-bulk.ts';
import { exportRoutes } from './exports.ts';
import { fileRoutes } from './files.ts';
import { healthRoutes } from './health.ts';
import { noticeRoutes } from './notices.ts';
import { oidcRoutes } from './oidc.ts';
import { installOpenApi, openApiRoutes } from './openapi.ts';
import { removeOperatorFile, writeOperatorFile } from './operator.ts';
import { installPolicy } from './policy.ts';
import { sendProblem } from './problems.ts';
import { profileRoutes } from './profile.ts';
import { installRequestLog } from './request-log.ts';
import { runEventRoutes } from './run-events.ts';
import { runRoutes } from './runs.ts';
import { scheduleAndTaskRoutes } from './schedule-and-tasks.ts';
import { newSecret, newSetUpCode } from './secrets.ts';
import { installSecurityHeaders } from './security-headers.ts';
import { segmentRoutes } from './segments.ts';
import { sessionRoutes } from './session.ts';
import { setUpRoutes } from './setup.ts';
import { sourceRoutes } from './sources.ts';
import { statusRoutes } from './status.ts';
import { tableRoutes } from './tables.ts';
import { tokenRoutes } from './tokens.ts';
import { userRoutes } from './users.ts';
import { installWebApp } from './web-app.ts';
import { webhookRoutes } from './webhooks.ts';

const bodyLimit = 2 * 1024 * 1024;

export type Server = {
  app: App;
  /** Answers with the address; also leaves it, with the operator's token, in the data directory. */
  listen(): Promise<{ url: string }>;
  /** Ends streams, lets calls under way finish, and takes the operator's file away. */
  close(): Promise<void>;
};

export async function createServer(ctx: Context): Promise<Server> {
  const operatorToken = newSecret('sgo_');
  const setUpCode = newSetUpCode();
  const app = await createApp(ctx, operatorToken, setUpCode);
  return {
    app,
    async listen() {
      const { host, port } = ctx.config.server;
      await app.listen({ host, port });
      const url = urlOf(host, (app.server.address() as AddressInfo).port);
      await writeOperatorFile(ctx.config.dataDir, { url, token: operatorToken });
      if (!(await anyUser(ctx.db))) {
        ctx.logger.warn(
          `There is no administrator yet: open ${url} and set up the first with code ${setUpCode}`,
        );
      }
      return { url };
    },
    async close() {
      const closed = app.close();
      // A connection that falls idle only now would be kept for its next request, and closing would wait for it.
      const idle = setInterval(() => app.server.closeIdleConnections(), 50);
      await closed.finally(() => clearInterval(idle));
      await removeOperatorFile(ctx.config.dataDir, operatorToken);
    },
  };
}

/** The OpenAPI document alone: nothing listens, and nothing of the context is used until a call is made. */
export async function describeApi(ctx: Pick<Context, 'logger' | 'clock' | 'newId'>): Promise<object> {
  const app = await createApp(ctx as Context, '', '');
  const document = app.swagger();
  await app.close();
  return document;
}

async function createApp(ctx: Context, operatorToken: string, setUpCode: string): Promise<App> {
  const loggerInstance: FastifyBaseLogger = ctx.logger;
  const app: App = Fastify({
    loggerInstance,
    // One line for each request is written by request-log.ts, without the address.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => ctx.newId(),
    bodyLimit,
    // A proxy on the same machine says who really asks, and whether they came over TLS.
    trustProxy: 'loopback',
    exposeHeadRoutes: false,
  }).withTypeProvider();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  await app.register(cookie);
  installSecurityHeaders(app);
  installRequestLog(app, ctx);
  const authenticate = createAuthenticate(ctx, operatorToken);
  installPolicy(app, ctx, authenticate);
  installEntityTags(app);
  await installOpenApi(app);
  const sendPage = await installWebApp(app);
  app.setNotFoundHandler((request, reply) => {
    if (sendPage(request, reply)) return;
    sendProblem(new SegueError('notFound', { detail: 'Nothing answers at this address.' }), request, reply);
  });
  installRoutes(app, ctx, setUpCode, authenticate);
  await app.ready();
  return app;
}

function installRoutes(app: App, ctx: Context, setUpCode: string, authenticate: Authenticate): void {
  const attempts = createAttempts(ctx.clock);
  // Streams never end by themselves while a run goes on: without this, closing would wait for them.
  const closing = new AbortController();
  app.addHook('preClose', async () => closing.abort());
  openApiRoutes(app);
  healthRoutes(app, ctx);
  setUpRoutes(app, ctx, attempts, setUpCode);
  sessionRoutes(app, ctx, attempts);
  profileRoutes(app, ctx, attempts);
  oidcRoutes(app, ctx, authenticate);
  tokenRoutes(app, ctx);
  userRoutes(app, ctx);
  sourceRoutes(app, ctx);
  fileRoutes(app, ctx, closing.signal);
  tableRoutes(app, ctx);
  segmentRoutes(app, ctx);
  connectionRoutes(app, ctx, attempts);
  consentRoutes(app, ctx);
  exportRoutes(app, ctx);
  exportBulkRoutes(app, ctx);
  runRoutes(app, ctx);
  runEventRoutes(app, ctx, closing.signal);
  scheduleAndTaskRoutes(app, ctx);
  contactRoutes(app, ctx);
  applyRoutes(app, ctx);
  statusRoutes(app, ctx);
  noticeRoutes(app, ctx);
  webhookRoutes(app, ctx);
  aboutRoutes(app, ctx);
  auditRoutes(app, ctx);
}

/** An address that this machine can open: "every interface" is none. */
function urlOf(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
