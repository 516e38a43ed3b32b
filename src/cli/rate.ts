// How many contacts a minute go out, from the last few states of a run that were seen.

export type Rate = {
  /** `at` in milliseconds; gives contacts a minute, or null while there is too little to tell. */
  seen(done: number, at: number): number | null;
};

const spanMilliseconds = 20_000;
const leastMilliseconds = 1_500;

export function createRate(): Rate {
  let samples: { done: number; at: number }[] = [];
  return {
    seen(done, at) {
      const last = samples.at(-1);
      // A phase that begins anew counts from nothing again.
      if (last !== undefined && done < last.done) samples = [];
      samples.push({ done, at });
      while (samples.length > 2 && at - (samples[1]?.at ?? at) > spanMilliseconds) samples.shift();
      const first = samples[0];
      if (first === undefined || at - first.at < leastMilliseconds) return null;
      return Math.round(((done - first.done) * 60_000) / (at - first.at));
    },
  };
}
