// What follows from a request that Omnisend did not answer with success: a table, so that a change of policy is a
// change of data. Facts behind it: docs/omnisend.md.

/** As in omnisend/problems.ts; told apart there from status codes. */
export type Failure =
  | 'throttled'
  | 'passing'
  | 'invalid'
  | 'missing'
  | 'keyWrong'
  | 'keyScope'
  | 'versionRetired';

export type Reaction =
  /** Wait as told and send again; does not count as an attempt. */
  | { do: 'waitAsTold'; defaultMilliseconds: number }
  /** Send the same again after a growing pause with jitter; after `attempts` in a row the brand is paused. */
  | {
      do: 'again';
      attempts: number;
      firstMilliseconds: number;
      factor: number;
      longestMilliseconds: number;
      jitter: number;
    }
  /** The request itself is at fault: the caller decides (halve the batch, reject the row, look elsewhere). */
  | { do: 'callerDecides' }
  /** Nothing will work until a person acts: stop the run. */
  | { do: 'stop' };

export const reactions: Record<Failure, Reaction> = {
  throttled: { do: 'waitAsTold', defaultMilliseconds: 10_000 },
  passing: {
    do: 'again',
    attempts: 8,
    firstMilliseconds: 1_000,
    factor: 2,
    longestMilliseconds: 60_000,
    jitter: 0.5,
  },
  invalid: { do: 'callerDecides' },
  missing: { do: 'callerDecides' },
  keyWrong: { do: 'stop' },
  keyScope: { do: 'stop' },
  versionRetired: { do: 'stop' },
};

/**
 * The pause before attempt `attempt + 1`, in milliseconds.
 * @param attempt how many attempts have failed in a row, from 1
 * @param random 0 to 1
 */
export function pauseAfter(
  reaction: Extract<Reaction, { do: 'again' }>,
  attempt: number,
  random: number,
): number {
  const grown = reaction.firstMilliseconds * reaction.factor ** (attempt - 1);
  const capped = Math.min(grown, reaction.longestMilliseconds);
  return capped * (1 - reaction.jitter + 2 * reaction.jitter * random);
}
