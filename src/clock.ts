// Time comes in through the context, so that a test can hold it. The wall clock may jump; what must not (pauses,
// leases, rates inside one process) is measured with `monotonic`.

export type Clock = {
  /** The wall clock. */
  now(): Date;
  /** Milliseconds since some fixed moment; never goes back. */
  monotonic(): number;
  /** Resolves after `milliseconds`, or at once when the signal is aborted: look at the signal afterwards. */
  pause(milliseconds: number, signal?: AbortSignal): Promise<void>;
};

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  pause(milliseconds, signal) {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, milliseconds));
      signal?.addEventListener('abort', done, { once: true });
    });
  },
};
