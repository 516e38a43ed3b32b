// A run while a process executes it: its line to the brand, its counts, and the two ways in which it can be told to
// end. `stop` ends everything at once (the process shuts down, the lease is lost, the connection was removed);
// `cancel` ends the sending, after which what was sent is still verified and entered into the ledger.
import { setMaxListeners } from 'node:events';
import type { Context } from '../context.ts';
import type { Counts, RunPhase } from '../contract/runs.ts';
import { limits } from '../omnisend/client.ts';
import type { RunInputs } from '../store/run-inputs.ts';
import { beat } from '../store/run-leases.ts';
import type { RunRow } from '../store/runs.ts';
import { type BrandLine, openBrandLine } from './brand-line.ts';
import { usageCounter } from './count-usage.ts';

export type StopReason = 'shutdown' | 'lost' | 'disconnected';

export type RunSession = {
  ctx: Context;
  run: RunRow;
  inputs: RunInputs;
  line: BrandLine;
  /** Live numbers; stored with every beat. */
  counts: Counts;
  stop: AbortSignal;
  /** Aborted by a request to cancel, and by `stop`. */
  cancel: AbortSignal;
  stopReason(): StopReason | undefined;
  enter(phase: RunPhase): void;
  /** Something was achieved: the run is not one that only ever fails to start. */
  progressed(): void;
  close(): Promise<void>;
};

export function openRunSession(
  ctx: Context,
  run: RunRow,
  inputs: RunInputs,
  apiKey: string,
  shutdown: AbortSignal,
): RunSession {
  const stop = new AbortController();
  const cancel = new AbortController();
  const counts: Counts = { ...run.counts };
  let reason: StopReason | undefined;
  let phase: RunPhase = run.phase;
  let progressed = false;
  const halt = (why: StopReason) => {
    reason ??= why;
    stop.abort();
    cancel.abort();
  };
  const onShutdown = () => halt('shutdown');
  shutdown.addEventListener('abort', onShutdown, { once: true });
  if (shutdown.aborted) onShutdown();
  if (run.cancel_requested_at !== null) cancel.abort();

  // Every request that is under way listens.
  setMaxListeners(0, stop.signal, cancel.signal);

  const countUsage = usageCounter(ctx, inputs.connection.brandId, counts);
  const mostPerMinute = Math.floor(
    ctx.config.omnisend.requestsPerMinute * inputs.connection.rateShare * limits.batch,
  );
  const closed = new AbortController();
  const look = async () => {
    const state = { counts: { ...counts }, phase, progressed, mostPerMinute };
    progressed = false;
    const answer = await beat(ctx.db, run.id, ctx.worker, ctx.config.tuning.leaseMilliseconds, state);
    if (!answer.held) halt('lost');
    else if (!answer.connected) halt('disconnected');
    else if (answer.cancelRequested) cancel.abort();
    ctx.signals.emit('run', run.id);
    await countUsage();
  };
  const beating = (async () => {
    let lastHeard = ctx.clock.monotonic();
    while (!closed.signal.aborted) {
      try {
        await look();
        lastHeard = ctx.clock.monotonic();
      } catch (error) {
        // Without the database nobody knows whose run this is once the lease has run out.
        if (ctx.clock.monotonic() - lastHeard > ctx.config.tuning.leaseMilliseconds / 2) halt('lost');
        ctx.logger.warn({ run: run.id, err: error }, 'the beat of a run failed');
      }
      await ctx.clock.pause(ctx.config.tuning.beatMilliseconds, closed.signal);
    }
  })();

  const line = openBrandLine(ctx, {
    brandId: inputs.connection.brandId,
    client: ctx.omnisend.as(apiKey),
    rateShare: inputs.connection.rateShare,
    stop: stop.signal,
    spent: counts,
  });
  return {
    ctx,
    run,
    inputs,
    line,
    counts,
    stop: stop.signal,
    cancel: cancel.signal,
    stopReason: () => reason,
    enter(next) {
      phase = next;
      ctx.signals.emit('run', run.id);
    },
    progressed() {
      progressed = true;
    },
    async close() {
      closed.abort();
      shutdown.removeEventListener('abort', onShutdown);
      await beating;
      await countUsage();
    },
  };
}
