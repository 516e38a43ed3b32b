// What happens by itself in a process that works: what is due, the look for abandoned work, notices, and the cleaning.
import type { Context } from '../context.ts';
import { wakeDeliveries } from '../engine/deliver-notices.ts';
import { startDue } from '../engine/start-due.ts';
import { sweep } from '../engine/sweep.ts';

/** Resolves, once `shutdown` is aborted, when nothing of it is under way any more. */
export async function keepClocks(ctx: Context, shutdown: AbortSignal): Promise<void> {
  const { sweepMilliseconds, maintenanceMilliseconds } = ctx.config.tuning;
  const sweeping = every(ctx, sweepMilliseconds, shutdown, 'the look for abandoned work', () => sweep(ctx));
  const starting = every(ctx, sweepMilliseconds, shutdown, 'starting what is due', () => startDue(ctx));
  const cleaning = every(ctx, maintenanceMilliseconds, shutdown, 'asking for maintenance', async () => {
    await ctx.db.transaction().execute((tx) => ctx.queue.enqueue(tx, { name: 'maintenance', payload: {} }));
    ctx.queue.kick('maintenance');
  });
  const telling = every(ctx, sweepMilliseconds, shutdown, 'the look for notices to send', () =>
    wakeDeliveries(ctx),
  );
  await Promise.all([starting, sweeping, cleaning, telling]);
}

async function every(
  ctx: Context,
  milliseconds: number,
  shutdown: AbortSignal,
  what: string,
  act: () => Promise<void>,
): Promise<void> {
  while (!shutdown.aborted) {
    try {
      await act();
    } catch (error) {
      // The database may be away for a moment; the next time is another try.
      ctx.logger.warn({ err: error }, `${what} failed`);
    }
    await ctx.clock.pause(milliseconds, shutdown);
  }
}
