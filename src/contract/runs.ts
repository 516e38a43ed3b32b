import { z } from 'zod';
import { guardNames } from './guards.ts';
import { ExportId, RunId } from './ids.ts';

/** What a person may ask for. */
export const askedModes = ['incremental', 'full'] as const;
/** `takeBack` takes away the tags and properties that the export put there, before the export is removed. */
export const runModes = [...askedModes, 'takeBack'] as const;
export type RunMode = (typeof runModes)[number];

export const runTriggers = ['manual', 'refresh', 'schedule', 'api'] as const;
export type RunTrigger = (typeof runTriggers)[number];

export const statuses = [
  'notStarted',
  'queued',
  'processing',
  'held',
  'successful',
  'failed',
  'failedPermanently',
  'canceled',
  'skipped',
] as const;
/** `failed` may pass by itself (the next run tries again); `failedPermanently` needs a person. Both end a run. */
export type Status = (typeof statuses)[number];

export const runPhases = [
  'waiting',
  'evaluating',
  'planning',
  'checking',
  'sending',
  'verifying',
  'untagging',
  'recording',
  'done',
] as const;
export type RunPhase = (typeof runPhases)[number];

const count = z.int().min(0);
export const Counts = z.object({
  members: count,
  invalid: count,
  duplicates: count,
  contacts: count,
  unchanged: count,
  upserts: count,
  untags: count,
  warnings: count,
  accepted: count,
  rejected: count,
  requests: count,
  throttled: count,
});
export type Counts = z.infer<typeof Counts>;

export const zeroCounts: Counts = {
  members: 0,
  invalid: 0,
  duplicates: 0,
  contacts: 0,
  unchanged: 0,
  upserts: 0,
  untags: 0,
  warnings: 0,
  accepted: 0,
  rejected: 0,
  requests: 0,
  throttled: 0,
};

export const Estimate = z.object({ requests: count, seconds: z.number().min(0) });
export type Estimate = z.infer<typeof Estimate>;

export const Progress = z.object({
  done: count,
  total: count,
  phase: z.enum(runPhases),
  etaSeconds: z.number().min(0).nullable(),
  /** Contacts a minute that the brand allows the run; null before it was first taken up. */
  mostPerMinute: count.nullable(),
});
export type Progress = z.infer<typeof Progress>;

export const RunError = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  action: z.string(),
});
export type RunError = z.infer<typeof RunError>;

/** Why a run is held: an amount that is unusual for its export, or a stage of a quiet start that is done. */
export const HoldReason = z.object({
  guard: z.enum([...guardNames, 'quietStart']),
  /** What was found, and the limit it is over: shares from 0 to 1, or contacts sent so far and in all. */
  found: z.number(),
  limit: z.number(),
});
export type HoldReason = z.infer<typeof HoldReason>;

export const Hold = z.object({
  reasons: z.array(HoldReason),
  heldAt: z.iso.datetime(),
  confirmedAt: z.iso.datetime().nullable(),
  confirmedBy: z.string().nullable(),
  /** The stage of a quiet start that may be sent: 0 is the first. */
  stage: z.int().min(0),
});
export type Hold = z.infer<typeof Hold>;

export const Run = z.object({
  id: RunId,
  exportId: ExportId,
  mode: z.enum(runModes),
  trigger: z.enum(runTriggers),
  status: z.enum(statuses),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  counts: Counts,
  progress: Progress,
  estimate: Estimate.nullable(),
  error: RunError.optional(),
  /** What the run waits, or has waited, for a person for. */
  hold: Hold.optional(),
});
export type Run = z.infer<typeof Run>;

export const Warning = z.object({
  code: z.string(),
  message: z.string(),
  count: z.int(),
  examples: z.array(z.string()),
});
export type Warning = z.infer<typeof Warning>;

/** Of the contacts that are sent: those that this export has never sent, and those it has sent otherwise. */
export const SentSplit = z.object({ new: count, changed: count });
export type SentSplit = z.infer<typeof SentSplit>;

/** What a run is about to do, or did. */
export const RunPlan = z.object({
  counts: Counts,
  sends: SentSplit,
  estimate: Estimate,
  /** The first 20 contacts, exactly as they are sent. */
  sample: z.array(z.record(z.string(), z.unknown())),
  /** Contacts that lose tags, or that are in no segment of the export any more. */
  leaving: count,
  /** The first 20 of them. */
  losing: z.array(z.object({ email: z.string(), tags: z.array(z.string()), gone: z.boolean() })),
  warnings: z.array(Warning),
  hold: Hold.optional(),
});
export type RunPlan = z.infer<typeof RunPlan>;

/** `reason` is a sentence for people; `code` is stable; `detail` is Omnisend's own words, or what was found in the row. */
export const Rejection = z.object({
  customerId: z.string(),
  email: z.string().nullable(),
  reason: z.string(),
  code: z.string(),
  detail: z.string().nullable(),
});
export type Rejection = z.infer<typeof Rejection>;

export const RunInput = z.strictObject({ mode: z.enum(askedModes).optional() });
export type RunInput = z.infer<typeof RunInput>;

export const rejectionKinds = ['rejections', 'duplicates', 'warnings'] as const;
export type RejectionKind = (typeof rejectionKinds)[number];
