// The states of a run, and of a task of a refresh.
//
//   notStarted ─▶ queued ─▶ processing ─▶ successful
//                   │           │  ├────▶ failed              the next run tries again
//                   │           │  ├────▶ failedPermanently   a person must act
//                   │           │  ├────▶ held ─▶ processing  a person looks at it and lets it go on
//                   │           │  │       └───▶ canceled
//                   ├───────────┴──┴────▶ canceled
//                   └──────────────────▶ skipped              what it depends on failed
//
// A run that lost its process stays `processing` and is taken up by the next owner: that is no change of state.
import type { Status } from '../contract/runs.ts';

export const nextStatuses: Record<Status, readonly Status[]> = {
  notStarted: ['queued', 'skipped', 'canceled'],
  queued: ['processing', 'canceled', 'skipped', 'failed', 'failedPermanently'],
  processing: ['successful', 'failed', 'failedPermanently', 'canceled', 'held'],
  held: ['processing', 'canceled', 'failedPermanently'],
  successful: [],
  failed: [],
  failedPermanently: [],
  canceled: [],
  skipped: [],
};

export const activeStatuses = ['notStarted', 'queued', 'processing', 'held'] as const satisfies Status[];

export function isActive(status: Status): boolean {
  return nextStatuses[status].length > 0;
}

export function mayMove(from: Status, to: Status): boolean {
  return nextStatuses[from].includes(to);
}

/** What a person (or the engine) may do with a run in each state; server, web and command line read the same table. */
export const allowedIn = {
  cancel: ['notStarted', 'queued', 'processing', 'held'],
  confirm: ['held'],
  execute: ['queued', 'processing'],
} as const satisfies Record<string, Status[]>;
export type RunAction = keyof typeof allowedIn;

export function mayDo(action: RunAction, status: Status): boolean {
  return (allowedIn[action] as readonly Status[]).includes(status);
}
