// When a notice that did not arrive is sent again: a table, so that a change of policy is a change of data.

/** `passing` may go well the next time; `refused` will not until a person changes something. */
export type DeliveryFailure = 'passing' | 'refused';

const minute = 60_000;
/** Before the second to the sixth try: about a day in all. */
const pauses = [1 * minute, 10 * minute, 60 * minute, 5 * 60 * minute, 16 * 60 * minute];
const jitter = 0.2;

/** How many tries a delivery has in all. */
export const mostAttempts = pauses.length + 1;

/**
 * The pause before the next try, in milliseconds; null when there is none.
 * @param attempts how many have been made, from 1
 * @param random 0 to 1
 */
export function pauseBeforeNext(failure: DeliveryFailure, attempts: number, random: number): number | null {
  if (failure === 'refused') return null;
  const pause = pauses[attempts - 1];
  return pause === undefined ? null : pause * (1 - jitter + 2 * jitter * random);
}
