// What is done with several exports at once, or with several segments on the way to an export.
import { z } from 'zod';
import { Export, ExportInput } from './exports.ts';
import { ConnectionId, ExportId, RunId, SegmentId } from './ids.ts';
import { Rejection, RunError, Warning } from './runs.ts';
import { Schedule } from './schedule.ts';

const ExportIds = z.array(ExportId).min(1).max(1000);

export const MembersInput = z.strictObject({
  segmentIds: z.array(SegmentId).min(1).max(100),
  /** Whose limit counts; the default without one. */
  connectionId: ConnectionId.optional(),
});
export type MembersInput = z.infer<typeof MembersInput>;

/** Somebody who is in several segments counts once. Null: not computed yet. */
export const MembersAnswer = z.object({
  members: z.int().nullable(),
  limit: z.int(),
  overLimit: z.boolean(),
  segments: z.array(z.object({ id: SegmentId, members: z.int().nullable() })),
});
export type MembersAnswer = z.infer<typeof MembersAnswer>;

/** An export that is still being put together; the connection says only who may ask. */
export const PreviewInput = z.strictObject({
  mapping: ExportInput.shape.mapping,
  segmentIds: z.array(SegmentId).min(1).max(100),
  membership: ExportInput.shape.membership,
  connectionId: ConnectionId.optional(),
});
export type PreviewInput = z.infer<typeof PreviewInput>;

export const PreviewAnswer = z.object({
  /** Of its first three members those that would be sent, exactly as they would be. */
  contacts: z.array(z.record(z.string(), z.unknown())),
  /** The others of them, each with the reason. */
  rejections: z.array(Rejection),
  /** What of these contacts is left out. */
  warnings: z.array(Warning),
});
export type PreviewAnswer = z.infer<typeof PreviewAnswer>;

export const DuplicateInput = z.strictObject({ name: z.string().trim().min(1).max(200).optional() });
export type DuplicateInput = z.infer<typeof DuplicateInput>;

/** For each export its new run, or why there is none. */
export const RunAllAnswer = z.object({
  items: z.array(z.object({ exportId: ExportId, runId: RunId.nullable(), problem: RunError.optional() })),
});
export type RunAllAnswer = z.infer<typeof RunAllAnswer>;

/** `schedule`: one for all of them, or null to leave each its own. */
export const SchedulesInput = z.strictObject({ exportIds: ExportIds, schedule: Schedule.nullable() });
export type SchedulesInput = z.infer<typeof SchedulesInput>;

export const AddToExportsInput = z.strictObject({ exportIds: ExportIds });
export type AddToExportsInput = z.infer<typeof AddToExportsInput>;

export const ExportsAnswer = z.object({ items: z.array(Export) });
export type ExportsAnswer = z.infer<typeof ExportsAnswer>;
