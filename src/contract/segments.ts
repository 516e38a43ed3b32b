import { z } from 'zod';
import { SegmentId } from './ids.ts';
import { Rule } from './rules.ts';
import { Cell } from './tables.ts';

/** Words that people put on segments to find them again; each once, whatever its case. */
const SegmentTags = z
  .array(z.string().trim().min(1).max(50))
  .max(20)
  .refine((tags) => new Set(tags.map((tag) => tag.toLowerCase())).size === tags.length, 'has a tag twice');

export const SegmentInput = z.strictObject({
  name: z.string().trim().min(1).max(200),
  description: z.string().max(2000).optional(),
  type: z.enum(['dynamic', 'static']),
  rules: z.array(Rule).min(1).max(50),
  active: z.boolean().optional(),
  tags: SegmentTags.optional(),
});
export type SegmentInput = z.infer<typeof SegmentInput>;

export const Segment = z.object({
  id: SegmentId,
  name: z.string(),
  description: z.string(),
  type: z.enum(['dynamic', 'static']),
  rules: z.array(Rule),
  active: z.boolean(),
  tags: z.array(z.string()),
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

export const Preview = z.object({
  count: z.int(),
  sample: z.array(z.record(z.string(), Cell)),
  /** For each rule: how many profiles it finds alone, and how many there are once it has joined those before it. */
  rules: z.array(z.object({ count: z.int(), total: z.int() })),
});
export type Preview = z.infer<typeof Preview>;

/** How many members the segment had each time that they were computed, the oldest first. */
export const SegmentTrend = z.object({
  items: z.array(z.object({ at: z.iso.datetime(), members: z.int() })),
});
export type SegmentTrend = z.infer<typeof SegmentTrend>;

/** Every other segment with members, how many, and how many of those are members of both. */
export const SegmentOverlap = z.object({
  items: z.array(z.object({ id: SegmentId, name: z.string(), members: z.int(), both: z.int() })),
});
export type SegmentOverlap = z.infer<typeof SegmentOverlap>;
