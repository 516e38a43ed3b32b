// Which use case each job calls. A job only says that there is something to do: the use case finds out from the
// tables whether somebody does it already.
import type { Context } from '../context.ts';
import { deliverNotices } from '../engine/deliver-notices.ts';
import { executeRun } from '../engine/execute-run.ts';
import { maintain } from '../engine/maintain.ts';
import { refreshAll } from '../engine/refresh-all.ts';
import { refreshSegment } from '../engine/refresh-segment.ts';
import { refreshSource } from '../engine/refresh-source.ts';

/** From here on this process works; `shutdown` lets what is under way come to a safe point. */
export function registerJobs(ctx: Context, shutdown: AbortSignal): void {
  ctx.queue.work({
    run: { atOnce: ctx.config.tuning.runsAtOnce, handle: ({ runId }) => executeRun(ctx, runId, shutdown) },
    // One at a time: each uses all of DuckDB's threads and memory.
    source: { atOnce: 1, handle: ({ taskId }) => refreshSource(ctx, taskId, shutdown) },
    segment: { atOnce: 1, handle: ({ taskId }) => refreshSegment(ctx, taskId, shutdown) },
    refresh: { atOnce: 1, handle: ({ taskId }) => refreshAll(ctx, taskId, shutdown) },
    notify: { atOnce: 1, handle: () => deliverNotices(ctx, shutdown) },
    maintenance: { atOnce: 1, handle: () => maintain(ctx) },
  });
}
