// The pace of a brand: a reservation clock (GCRA, the generic cell rate algorithm) that hands out send times.
// Pure: it is told the time and the state and answers with both. The state of a brand is shared by every process.
//
// Why the window holds. Requests go at least `interval` apart, except that a sender that came late may make up for at
// most `catchUp` milliseconds, and a request may reach Omnisend up to `jitter` later than it was meant to. So a window
// of 60 s sees at most (60 s + catchUp + jitter) / interval + 1 requests, and `interval` is chosen so that this is
// never more than the limit.

const windowMilliseconds = 60_000;
/** How much a late sender may make up for, so that a busy moment does not cost budget. */
const catchUp = 500;
/** How unevenly a network may deliver. */
const jitter = 500;
/** No pause that Omnisend asks for is longer; a clock further ahead than this was set before the wall clock jumped. */
export const longestPause = 10 * 60_000;

export type Pace = { interval: number; catchUp: number };

/** All times in milliseconds. `slowness` ≥ 1 stretches the interval after refusals. */
export type ClockState = { nextAt: number; slowness: number; refusedAt: number | undefined };

/**
 * @param limit requests in any 60 seconds that Omnisend allows
 * @param share the part of it that Segue may use, 0 to 1
 */
export function paceFor(limit: number, share: number): Pace {
  const bySharing = windowMilliseconds / (limit * share);
  const byWindow = (windowMilliseconds + catchUp + jitter) / Math.max(1, limit - 1);
  return { interval: Math.max(bySharing, byWindow), catchUp: Math.min(catchUp, bySharing * limit * 0.01) };
}

/** How many slots to take at once: one at Omnisend's own limits, more when the limit is so high that asking costs more. */
export function slotsAtOnce(pace: Pace): number {
  return Math.max(1, Math.min(64, Math.floor(25 / pace.interval)));
}

/** Takes `count` slots; `slots` are their times, in order, and `state` is what the next caller goes on from. */
export function reserve(
  state: ClockState,
  pace: Pace,
  now: number,
  count: number,
): { slots: number[]; state: ClockState } {
  const slowness = slownessAt(state, now);
  const interval = pace.interval * slowness;
  const start = Math.max(sane(state.nextAt, now, interval), now - pace.catchUp);
  const slots = Array.from({ length: count }, (_, i) => start + i * interval);
  // The slowness is stored as it was at the refusal: it fades by the time since then, not by how often it is read.
  return { slots, state: { ...state, nextAt: start + count * interval } };
}

/**
 * A refusal (429): nobody sends before `now + wait`. The first one is an accident; if another comes within two minutes,
 * somebody else is using the brand too, and the pace drops for a while.
 */
export function refused(state: ClockState, now: number, waitMilliseconds: number): ClockState {
  const last = state.refusedAt;
  const sameIncident = last !== undefined && Math.abs(now - last) < 2_000;
  const again = last !== undefined && now - last < 120_000;
  const slowness = slownessAt(state, now);
  return {
    nextAt: Math.max(sane(state.nextAt, now), now + Math.min(waitMilliseconds, longestPause)),
    slowness: sameIncident || !again ? slowness : Math.min(8, slowness * 1.25),
    refusedAt: sameIncident ? last : now,
  };
}

/** After a minute without refusals the pace rises again, and within a few minutes it is the full one. */
function slownessAt(state: ClockState, now: number): number {
  if (state.slowness <= 1 || state.refusedAt === undefined) return 1;
  const quiet = Math.max(0, now - state.refusedAt - 60_000);
  return 1 + (state.slowness - 1) * Math.exp(-quiet / 120_000);
}

/**
 * A wall clock set back would leave the next slot hours ahead: one full window from now is always safe. What may
 * rightly be ahead is a pause and the slots that other senders are waiting for, a few each.
 */
function sane(nextAt: number, now: number, interval = 0): number {
  return nextAt - now > longestPause + windowMilliseconds + 64 * interval ? now + windowMilliseconds : nextAt;
}
