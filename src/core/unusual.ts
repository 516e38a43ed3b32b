// Whether a plan would do unusually much, before anything of it is sent: measured against the ledger and against the
// export's recent runs, since what is usual for one shop is an accident at another.
import { defaultGuards, type GuardName, type Guards } from '../contract/guards.ts';
import type { Counts, HoldReason, RunMode } from '../contract/runs.ts';

/** What the plan at hand amounts to. */
export type Amounts = {
  mode: RunMode;
  counts: Pick<Counts, 'members' | 'contacts' | 'upserts' | 'untags'>;
  /** Contacts that the ledger knows. */
  known: number;
  /** Members without a usable address, and contacts that Omnisend has turned down as they still are. */
  rejections: number;
};

/** A run that ended well. */
export type PastRun = {
  mode: RunMode;
  counts: Pick<Counts, 'members' | 'contacts' | 'upserts' | 'unchanged' | 'invalid' | 'rejected'>;
  /** What its plan turned down, those included whom an earlier run saw refused; null in runs that did not note it. */
  rejections: number | null;
};

export type History = {
  /** The latest first. */
  runs: PastRun[];
  /** Whether somebody has changed the export since the latest of them: then more to send is what they wanted. */
  changedSince: boolean;
};

/** So few contacts are never unusual, whatever share they are. */
const fewest = 5;
/** Runs that sent changes only, before what they sent counts as usual. */
const leastRuns = 3;
/** However little is usual: sending up to this share of the contacts, over the limit's factor, is not much. */
const littleShare = 1 / 200;
/** How much more than in recent runs may be turned down before that is unusual. */
const moreThanUsual = 1.25;

/** The limits that the plan is over; none when it may go ahead. Taking back is what somebody has just asked for. */
export function unusual(guards: Guards, amounts: Amounts, history: History): HoldReason[] {
  if (amounts.mode === 'takeBack') return [];
  const limit = (name: GuardName) => {
    const given = guards[name];
    return given === undefined ? defaultGuards[name] : given;
  };
  return [
    ...tooManyUntags(limit('untagsOver'), amounts),
    ...tooFewContacts(limit('contactsDownBy'), amounts, history),
    ...tooManyRejections(limit('rejectionsOver'), amounts, history),
    ...tooManyUpserts(limit('upsertsTimes'), amounts, history),
  ];
}

function tooManyUntags(limit: number | null, { counts, known }: Amounts): HoldReason[] {
  if (limit === null || counts.untags < fewest) return [];
  const found = counts.untags / Math.max(1, known);
  return found > limit ? [{ guard: 'untagsOver', found, limit }] : [];
}

function tooFewContacts(limit: number | null, { counts }: Amounts, { runs }: History): HoldReason[] {
  const before = runs[0]?.counts.contacts ?? 0;
  const missing = before - counts.contacts;
  if (limit === null || missing < fewest) return [];
  const found = missing / before;
  return found > limit ? [{ guard: 'contactsDownBy', found, limit }] : [];
}

function tooManyRejections(
  limit: number | null,
  { counts, rejections }: Amounts,
  { runs }: History,
): HoldReason[] {
  // A shop half of whose customers never gave an address is not held for that every morning.
  if (limit === null || rejections < fewest || runs.length === 0) return [];
  const usual = Math.max(...runs.map(rejectedShare));
  const found = rejections / Math.max(1, counts.members);
  return found > Math.max(limit, usual * moreThanUsual) ? [{ guard: 'rejectionsOver', found, limit }] : [];
}

const rejectedShare = ({ counts: { members, invalid, rejected }, rejections }: PastRun) =>
  ((rejections ?? invalid) + rejected) / Math.max(1, members);

function tooManyUpserts(
  limit: number | null,
  { mode, counts }: Amounts,
  { runs, changedSince }: History,
): HoldReason[] {
  const ofChanges = runs.filter((run) => run.mode === 'incremental' && run.counts.unchanged > 0);
  if (limit === null || mode === 'full' || changedSince || ofChanges.length < leastRuns) return [];
  const most = Math.max(...ofChanges.map((run) => run.counts.upserts), counts.contacts * littleShare, fewest);
  const found = counts.upserts / most;
  return found > limit ? [{ guard: 'upsertsTimes', found, limit }] : [];
}
