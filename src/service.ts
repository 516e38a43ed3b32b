// A Segue process: the server, a worker, or both, over one context. Parts start bottom up and stop in reverse.

import { ensureFirstAdministrator } from './api/first-administrator.ts';
import { createServer } from './api/server.ts';
import type { Config } from './config.ts';
import { type Context, createContext, type Overrides } from './context.ts';
import { sweep } from './engine/sweep.ts';
import { keepClocks } from './jobs/clocks.ts';
import { registerJobs } from './jobs/index.ts';

export type Roles = { api: boolean; worker: boolean };

export type Service = {
  context: Context;
  /** Answers with the address of the server, or undefined for a worker alone. Work begins at once. */
  start(): Promise<{ url: string | undefined }>;
  /**
   * Takes no more work, lets what is under way reach a safe point, and closes everything. What did not end is taken
   * up at the next start, or by another process. Safe to call at any time and more than once.
   */
  destroy(): Promise<void>;
};

/** Opens everything and begins nothing. Throws what `createContext` throws. */
export async function createService(options: {
  config: Config;
  roles: Roles;
  overrides?: Overrides;
}): Promise<Service> {
  // Everything this process writes holds data of customers: its files are for its owner alone.
  process.umask(0o077);
  const { context, close } = await createContext(options.config, options.overrides);
  const shutdown = new AbortController();
  const releases: (() => Promise<void>)[] = [close];
  let destroying: Promise<void> | undefined;
  return {
    context,
    async start() {
      const url = options.roles.api ? await startServer(context, releases) : undefined;
      if (options.roles.worker) await startWork(context, releases, shutdown);
      context.logger.info({ url, worker: context.worker, roles: options.roles }, 'segue has started');
      return { url };
    },
    destroy() {
      destroying ??= (async () => {
        shutdown.abort();
        for (const release of releases.splice(0).reverse()) await release();
        context.logger.info('segue has stopped');
      })();
      return destroying;
    },
  };
}

async function startServer(ctx: Context, releases: (() => Promise<void>)[]): Promise<string> {
  await ensureFirstAdministrator(ctx);
  const server = await createServer(ctx);
  releases.push(() => server.close());
  return (await server.listen()).url;
}

async function startWork(
  ctx: Context,
  releases: (() => Promise<void>)[],
  shutdown: AbortController,
): Promise<void> {
  registerJobs(ctx, shutdown.signal);
  // The lock of the data directory proves that no other process lives; on a server others may.
  await sweep(ctx, ctx.config.database.kind === 'embedded');
  const clocks = keepClocks(ctx, shutdown.signal);
  releases.push(async () => {
    const stopped = Promise.all([ctx.queue.stopWork(), clocks]);
    const late = new AbortController();
    const tooLate = ctx.clock.pause(ctx.config.tuning.stopMilliseconds, late.signal).then(() => 'late');
    if ((await Promise.race([stopped, tooLate])) === 'late') {
      ctx.logger.warn('work did not reach a safe point in time; it is taken up at the next start');
    }
    late.abort();
  });
}

/**
 * Resolves when a signal has asked this process to end and the service is closed. A second signal ends the process
 * at once.
 */
export async function untilStopped(service: Service): Promise<void> {
  const asked = new Promise<void>((resolve) => {
    let before = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (before) process.exit(1);
        before = true;
        resolve();
      });
    }
  });
  await asked;
  service.context.logger.info('asked to stop: waiting for a safe point');
  await service.destroy();
}
