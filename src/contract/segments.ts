import { z } from 'zod';
import { SegmentId } from './ids.ts';
import { Rule } from './rules.ts';
import { Cell } from './tables.ts';

export const SegmentInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  description: z.string().max(2000).optional(),
  type: z.enum(['dynamic', 'static']),
  rules: z.array(Rule).min(1).max(50),
  active: z.boolean().optional(),
});
export type SegmentInput = z.infer<typeof SegmentInput>;

export const Segment = z.object({
  id: SegmentId,
  name: z.string(),
  description: z.string(),
  type: z.enum(['dynamic', 'static']),
  rules: z.array(Rule),
  active: z.boolean(),
  members: z.int().nullable(),
  refreshedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Segment = z.infer<typeof Segment>;

export const SegmentPatch = SegmentInput.partial();
export type SegmentPatch = z.infer<typeof SegmentPatch>;

export const PreviewInput = z.strictObject({ rules: z.array(Rule).min(1).max(50) });
export type PreviewInput = z.infer<typeof PreviewInput>;

export const Preview = z.object({ count: z.int(), sample: z.array(z.record(z.string(), Cell)) });
export type Preview = z.infer<typeof Preview>;
