import { z } from 'zod';
import { ExportId, RunId } from './ids.ts';

/** The address travels in the body, never in an address of the API, which others may log. */
export const ContactQuery = z.strictObject({
  email: z.string().trim().min(1).max(1000),
  exportId: ExportId.optional(),
});
export type ContactQuery = z.infer<typeof ContactQuery>;

/**
 * What became of an address in one run. `unknown`: it was sent, or a tag was to be taken away, and nobody knows whether
 * that arrived; `notSent`: it was planned, and its turn has not come, or the run ended before.
 */
export const fates = [
  'accepted',
  'rejected',
  'unknown',
  'notSent',
  'unchanged',
  'invalid',
  'duplicate',
  'untagged',
] as const;
export type Fate = (typeof fates)[number];

export const ContactFate = z.object({
  runId: RunId,
  /** When the run ended, or, while it goes on, when it began. */
  at: z.iso.datetime(),
  fate: z.enum(fates),
  code: z.string().optional(),
  /** A sentence for people. */
  reason: z.string().optional(),
  /** Omnisend's own words, or what was found in the row. */
  detail: z.string().optional(),
});
export type ContactFate = z.infer<typeof ContactFate>;

/** What the export's ledger says of the address. */
export const HeldContact = z.object({
  state: z.enum(['accepted', 'rejected', 'unknown']),
  tags: z.array(z.string()),
  sentAt: z.iso.datetime(),
  runId: RunId,
});
export type HeldContact = z.infer<typeof HeldContact>;

/** Exports that know the address; the runs of each, the latest first. */
export const FoundContact = z.object({
  items: z.array(
    z.object({
      exportId: ExportId,
      exportName: z.string(),
      held: HeldContact.nullable(),
      fates: z.array(ContactFate),
    }),
  ),
});
export type FoundContact = z.infer<typeof FoundContact>;
