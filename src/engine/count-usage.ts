import type { Context } from '../context.ts';
import { addUsage, type Spent } from '../store/brand-usage.ts';

/**
 * Adds to the brand's minute what a run has spent since the last time. These are numbers to look at: that they cannot be
 * stored fails nothing, and they are added the next time.
 * @param spent grows as the run sends
 */
export function usageCounter(ctx: Context, brandId: string, spent: Readonly<Spent>): () => Promise<void> {
  let counted = { requests: spent.requests, throttled: spent.throttled };
  return async () => {
    const now = { requests: spent.requests, throttled: spent.throttled };
    const requests = now.requests - counted.requests;
    const throttled = now.throttled - counted.throttled;
    if (requests <= 0 && throttled <= 0) return;
    try {
      await addUsage(ctx.db, brandId, ctx.clock.now(), { requests, throttled });
      counted = now;
    } catch (error) {
      ctx.logger.warn({ brand: brandId, err: error }, 'the requests to a brand were not counted');
    }
  };
}
