// Whether what has just happened is news. What was told last of an export, a source or a segment is a state; a notice
// goes out when the state changes, and what healed by itself was never one.
//
//   fine ─▶ failedPermanently | held | rejections      told
//   failedPermanently | rejections ─▶ fine             told: recovered
//   held ─▶ fine                                       not told: a person let the run go on
//   the same state again                               not told, unless it is another error
//
// A run that is held is always told: it waits for a person, each time anew. What had failed before has not healed by
// that, and so its state outlasts the hold.
//
// A failure that may pass, a run that was canceled and a step that was skipped change nothing.
import type { NoticeFacts, NoticeKind, ToldState } from '../contract/notices.ts';
import type { Counts, Status } from '../contract/runs.ts';

/** What people know; `facts` are those of the last notice of that state. */
export type Told = { state: ToldState; facts: NoticeFacts | null };

export type Happening =
  | { status: 'successful'; turnedDown: number; members: number; limit: number | null }
  | { status: 'held' }
  | { status: 'failedPermanently'; code: string }
  | { status: Exclude<Status, 'successful' | 'held' | 'failedPermanently'> };

export type News = { state: ToldState; kind: NoticeKind | null };

/** Members that were turned down, as a share of all, above which that is told; an export's own guard goes before it. */
const rejectionShare = 0.05;

/** The start of a run that its own predecessor stands in the way of: that one has an end of its own to be told of. */
const noFault: ReadonlySet<string> = new Set(['runActive']);

export function newsOf(told: Told, happening: Happening): News {
  switch (happening.status) {
    case 'successful':
      return newsOfSuccess(told, isOverShare(happening));
    case 'held':
      return { state: told.state === 'fine' ? 'held' : told.state, kind: 'held' };
    case 'failedPermanently': {
      const { code } = happening;
      if (noFault.has(code)) return { state: told.state, kind: null };
      const again = told.state === 'failedPermanently' && told.facts?.code === code;
      return { state: 'failedPermanently', kind: again ? null : 'failedPermanently' };
    }
    case 'failed':
    case 'canceled':
    case 'skipped':
    case 'notStarted':
    case 'queued':
    case 'processing':
      return { state: told.state, kind: null };
  }
}

function newsOfSuccess({ state }: Told, rejections: boolean): News {
  if (rejections) return { state: 'rejections', kind: state === 'rejections' ? null : 'rejections' };
  const recovers = state === 'failedPermanently' || state === 'rejections';
  return { state: 'fine', kind: recovers ? 'recovered' : null };
}

function isOverShare(success: Extract<Happening, { status: 'successful' }>): boolean {
  const { turnedDown, members, limit } = success;
  return limit !== null && members > 0 && turnedDown / members > limit;
}

/** @param own the export's guard: undefined when it has none of its own, null when it wants no limit. */
export const rejectionLimit = (own: number | null | undefined): number | null =>
  own === undefined ? rejectionShare : own;

/** What a run has turned down; what earlier runs did, and still is, comes on top. */
export const turnedDownIn = (counts: Pick<Counts, 'invalid' | 'rejected'>): number =>
  counts.invalid + counts.rejected;
