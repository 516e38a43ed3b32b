import { z } from 'zod';
import { Guards } from './guards.ts';
import { ConnectionId, ExportId, SegmentId } from './ids.ts';
import { Mapping, Membership } from './mapping.ts';
import { Counts, Estimate, Run, SentSplit, Warning } from './runs.ts';
import { Schedule } from './schedule.ts';

export const ExportInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  connectionId: ConnectionId,
  segmentIds: z.array(SegmentId).min(1).max(100),
  mapping: Mapping,
  schedule: Schedule.optional(),
  membership: Membership.optional(),
  /** Only an administrator turns this on: Omnisend then greets every new subscriber by e-mail. */
  sendWelcomeMessage: z.boolean().optional(),
  /** What makes its runs stop and wait for a person; what is left out has its default. */
  guards: Guards.optional(),
  /** The first run sends to 50, then to 500, then to all, with a pause to look after each; off unless asked for. */
  quietStart: z.boolean().optional(),
});
export type ExportInput = z.infer<typeof ExportInput>;

export const Export = z.object({
  id: ExportId,
  name: z.string(),
  connectionId: ConnectionId.nullable(),
  segmentIds: z.array(SegmentId),
  mapping: Mapping,
  schedule: Schedule,
  membership: Membership,
  sendWelcomeMessage: z.boolean(),
  guards: Guards,
  quietStart: z.boolean(),
  /** The name of its connection, for those who may see it. */
  connectionName: z.string().nullable(),
  /** What whoever asks may do with it. */
  yourPermissions: z.enum(['edit', 'view']),
  /** It takes back what it put into Omnisend and then goes; until then it can be neither changed nor run. */
  removing: z.boolean(),
  lastRun: Run.nullable(),
  /** When it runs by itself: by its own schedule, or with the next refresh of everything. */
  nextRunAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Export = z.infer<typeof Export>;

export const PlanAnswer = z.object({
  counts: Counts,
  sends: SentSplit,
  estimate: Estimate,
  /** Contacts that lose tags, or that are in no segment of the export any more. */
  leaving: z.int().min(0),
  /** The first 20 contacts, exactly as they would be sent. */
  sample: z.array(z.record(z.string(), z.unknown())),
  warnings: z.array(Warning),
});
export type PlanAnswer = z.infer<typeof PlanAnswer>;

export const ExportPatch = ExportInput.partial();
export type ExportPatch = z.infer<typeof ExportPatch>;
