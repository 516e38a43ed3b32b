// The line to a brand for one run: every request of the run goes through `call`, which waits for its turn on the
// brand's clock, sends, and reacts to a failure by the table in core/retry.ts. What comes out is an answer, an
// OmnisendProblem that the caller decides about, a SegueError that ends the run, or Stopped.

import type { Context } from '../context.ts';
import type { ErrorCode } from '../contract/error-codes.ts';
import { type Pace, paceFor, slotsAtOnce } from '../core/pace.ts';
import { type Failure, pauseAfter, reactions } from '../core/retry.ts';
import { SegueError } from '../errors.ts';
import type { OmnisendClient } from '../omnisend/client.ts';
import { OmnisendProblem } from '../omnisend/problems.ts';
import { type Budget, pauseClock, takeSlots } from '../store/clocks.ts';

/** The run was told to stop: nothing more is sent. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
}

export type BrandLine = {
  /**
   * Sends one request when its turn comes, and again as the retry table says.
   * @param budgets clocks that it counts against
   * @param waiting ends the waiting for a turn, not a request that is under way; the run's stop unless given
   */
  call<T>(
    budgets: readonly Budget[],
    request: (client: OmnisendClient) => Promise<T>,
    waiting?: AbortSignal,
  ): Promise<T>;
  readonly spent: { requests: number; throttled: number };
};

export type BrandLineOptions = {
  brandId: string;
  client: OmnisendClient;
  rateShare: number;
  /** Nothing more is sent once this is aborted. */
  stop: AbortSignal;
  spent: { requests: number; throttled: number };
};

/** A turn that could not be taken in time is given back: late ones would bunch up in Omnisend's window. */
const tooLate = 1_000;

export function openBrandLine(ctx: Context, options: BrandLineOptions): BrandLine {
  const { requestsPerMinute, tagRequestsPerMinute } = ctx.config.omnisend;
  const turns = {
    all: turnKeeper(ctx, options, 'all', paceFor(requestsPerMinute, options.rateShare)),
    tags: turnKeeper(ctx, options, 'tags', paceFor(tagRequestsPerMinute, options.rateShare)),
  };
  return {
    spent: options.spent,
    async call(budgets, request, signal = options.stop) {
      for (let failures = 0; ; ) {
        for (const budget of budgets) await turns[budget].next(signal);
        options.spent.requests++;
        try {
          const answer = await unlessStopped(request(options.client), options.stop);
          ctx.metrics.omnisendRequests.inc({ outcome: 'answered' });
          return answer;
        } catch (problem) {
          if (!(problem instanceof OmnisendProblem)) throw problem;
          ctx.metrics.omnisendRequests.inc({ outcome: problem.kind });
          if (problem.kind === 'passing') failures++;
          await react(problem, failures, signal);
        }
      }
    },
  };

  /** Returns when the request is to be sent again; throws when it is not. */
  async function react(problem: OmnisendProblem, failures: number, signal: AbortSignal): Promise<void> {
    const reaction = reactions[problem.kind];
    switch (reaction.do) {
      case 'waitAsTold': {
        options.spent.throttled++;
        const wait =
          problem.retryAfter === undefined ? reaction.defaultMilliseconds : problem.retryAfter * 1000;
        await turns.all.rest(wait);
        return;
      }
      case 'again': {
        if (failures > reaction.attempts) throw unreachable(problem, failures);
        if (failures === reaction.attempts) {
          ctx.logger.warn(
            { brand: options.brandId, status: problem.status },
            'omnisend keeps failing: pausing the brand',
          );
          await turns.all.rest(ctx.config.tuning.brandPauseMilliseconds);
          return;
        }
        const pause = pauseAfter(reaction, failures, ctx.random()) * ctx.config.tuning.retryScale;
        await ctx.clock.pause(pause, signal);
        return;
      }
      case 'callerDecides':
        throw problem;
      case 'stop':
        throw new SegueError(stopCodes[problem.kind as keyof typeof stopCodes], {
          detail: wordsFor(problem),
        });
    }
  }
}

type TurnKeeper = { next(signal: AbortSignal): Promise<void>; rest(milliseconds: number): Promise<void> };

/** Takes turns from the shared clock, several at once only where the limit is so high that asking would cost more. */
function turnKeeper(ctx: Context, options: BrandLineOptions, budget: Budget, pace: Pace): TurnKeeper {
  const count = slotsAtOnce(pace);
  let taken: number[] = [];
  let queue: Promise<unknown> = Promise.resolve();
  const take = async () => {
    const waits = await takeSlots(ctx.db, options.brandId, budget, pace, count);
    const now = ctx.clock.monotonic();
    taken = waits.map((wait) => now + wait);
  };
  const one = async (signal: AbortSignal) => {
    for (;;) {
      if (signal.aborted) throw new Stopped();
      const turn = taken.shift();
      if (turn === undefined) {
        await take();
        continue;
      }
      const wait = turn - ctx.clock.monotonic();
      if (wait < -tooLate) continue;
      if (wait > 0) await ctx.clock.pause(wait, signal);
      if (signal.aborted) throw new Stopped();
      if (ctx.clock.monotonic() - turn <= tooLate) return;
    }
  };
  return {
    next(signal) {
      const turn = queue.then(() => one(signal));
      queue = turn.catch(() => undefined);
      return turn;
    },
    async rest(milliseconds) {
      taken = [];
      await pauseClock(ctx.db, options.brandId, budget, milliseconds);
    },
  };
}

const stopCodes = {
  keyWrong: 'omnisendKeyWrong',
  keyScope: 'omnisendKeyScope',
  versionRetired: 'omnisendVersionRetired',
} as const satisfies Partial<Record<Failure, ErrorCode>>;

/** What is said of a refused request: Omnisend's status and request id, never its words, which may quote a person. */
function wordsFor(problem: OmnisendProblem): string {
  const id = problem.instance === undefined ? '' : ` (${problem.instance})`;
  return `Omnisend answered ${problem.status}${id}. Nothing more was sent; what was sent before is kept in the ledger.`;
}

function unreachable(problem: OmnisendProblem, failures: number): SegueError {
  const what = problem.status === 0 ? 'did not answer' : `answered ${problem.status}`;
  return new SegueError('omnisendUnreachable', {
    detail: `Omnisend ${what} ${failures} times in a row, with a pause in between. The next run goes on from here.`,
    cause: problem,
  });
}

/** A request that is under way when the run must stop is left to itself: its batch stays as it was planned. */
async function unlessStopped<T>(request: Promise<T>, stop: AbortSignal): Promise<T> {
  if (stop.aborted) throw new Stopped();
  let abandon = () => {};
  const stopped = new Promise<never>((_, reject) => {
    abandon = () => reject(new Stopped());
    stop.addEventListener('abort', abandon, { once: true });
  });
  request.catch(() => undefined);
  stopped.catch(() => undefined);
  try {
    return await Promise.race([request, stopped]);
  } finally {
    stop.removeEventListener('abort', abandon);
  }
}
