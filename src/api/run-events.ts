// A run as it goes, as server-sent events: one event for each state that is seen, until the run has ended.
import { Readable } from 'node:stream';
import type { Clock } from '../clock.ts';
import type { Context } from '../context.ts';
import { RunId } from '../contract/ids.ts';
import { Run } from '../contract/runs.ts';
import { isActive } from '../core/transitions.ts';
import type { Signals } from '../signals.ts';
import { readRun } from '../store/runs.ts';
import { textAnswer } from './answers.ts';
import type { App } from './app.ts';
import { idParams } from './params.ts';

/** A run may be executed by another process, whose changes nobody tells us. */
const lookEveryMilliseconds = 1000;
/** A fast run changes thousands of times a second; nobody can read that. */
const atMostEveryMilliseconds = 100;
/** Proxies close connections on which nothing moves, often after a minute. */
const heartbeatMilliseconds = 15_000;

/** @param closing aborted when the server stops: streams end, and clients come back later. */
export function runEventRoutes(app: App, ctx: Context, closing: AbortSignal): void {
  app.get(
    '/api/runs/:id/events',
    {
      config: { call: 'runs.events' },
      schema: {
        tags: ['Runs'],
        summary: 'Follow a run',
        description: 'Each event holds the run as JSON. The stream ends when the run has ended.',
        params: idParams(RunId),
        response: textAnswer('text/event-stream', 'Server-sent events, each with a Run.', 'notFound'),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await readRun(ctx.db, id);
      const gone = new AbortController();
      reply.raw.once('close', () => gone.abort());
      const signal = AbortSignal.any([closing, gone.signal]);
      reply.header('content-type', 'text/event-stream; charset=utf-8');
      // Tells nginx not to hold events back.
      reply.header('x-accel-buffering', 'no');
      reply.send(Readable.from(events(ctx, id, signal)) as never);
      return reply;
    },
  );
}

async function* events(ctx: Context, id: RunId, signal: AbortSignal): AsyncGenerator<string> {
  const changes = listen(ctx.signals, ctx.clock, id);
  let last = '';
  let sentAt = ctx.clock.monotonic();
  try {
    while (!signal.aborted) {
      const run = Run.parse(await readRun(ctx.db, id));
      const text = JSON.stringify(run);
      const now = ctx.clock.monotonic();
      if (text !== last) {
        yield `data: ${text}\n\n`;
        last = text;
        sentAt = now;
      } else if (now - sentAt >= heartbeatMilliseconds) {
        yield ': still here\n\n';
        sentAt = now;
      }
      if (!isActive(run.status)) return;
      await ctx.clock.pause(atMostEveryMilliseconds, signal);
      await changes.next(lookEveryMilliseconds, signal);
    }
  } finally {
    changes.stop();
  }
}

/** Remembers that the run changed, so that a change between two looks is not slept over. */
function listen(signals: Signals, clock: Clock, id: RunId) {
  let changed = false;
  let wake: (() => void) | null = null;
  const stop = signals.on('run', (changedId) => {
    if (changedId !== id) return;
    changed = true;
    wake?.();
  });
  return {
    stop,
    /** Resolves when the run has changed since the last call, or after so many milliseconds. */
    async next(milliseconds: number, signal: AbortSignal): Promise<void> {
      if (!changed) {
        const woken = new AbortController();
        wake = () => woken.abort();
        await clock.pause(milliseconds, AbortSignal.any([woken.signal, signal]));
        wake = null;
      }
      changed = false;
    },
  };
}
