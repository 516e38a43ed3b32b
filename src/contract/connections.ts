import { z } from 'zod';
import { ConnectionId } from './ids.ts';

export const Limits = z.strictObject({
  maxProfilesPerExport: z.int().min(1).optional(),
  /** Share of the brand's requests a minute that Segue may use, so that other integrations keep the rest. */
  rateShare: z.number().min(0.01).max(1).optional(),
});
export type Limits = z.infer<typeof Limits>;

export const defaultLimits = { maxProfilesPerExport: 1_000_000, rateShare: 0.97 } as const;

export const ConnectionInput = z.strictObject({
  type: z.literal('omnisend'),
  displayName: z.string().trim().min(1).max(200),
  apiKey: z.string().trim().min(1).max(1000),
  sharedWithContributors: z.boolean().optional(),
  consent: z.strictObject({ accepted: z.boolean() }),
  limits: Limits.optional(),
});
export type ConnectionInput = z.infer<typeof ConnectionInput>;

export const ConnectionPatch = z.strictObject({
  displayName: z.string().trim().min(1).max(200).optional(),
  apiKey: z.string().trim().min(1).max(1000).optional(),
  sharedWithContributors: z.boolean().optional(),
  limits: Limits.optional(),
});
export type ConnectionPatch = z.infer<typeof ConnectionPatch>;

export const Connection = z.object({
  id: ConnectionId,
  displayName: z.string(),
  type: z.literal('omnisend'),
  brand: z.object({ id: z.string(), name: z.string(), website: z.string().nullable() }),
  sharedWithContributors: z.boolean(),
  exportUser: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
  consent: z.object({ acceptedBy: z.string(), acceptedAt: z.iso.datetime() }),
  limits: z.object({ maxProfilesPerExport: z.int(), rateShare: z.number() }),
  createdAt: z.iso.datetime(),
});
export type Connection = z.infer<typeof Connection>;

/** What a contributor sees of a connection that is shared with contributors. */
export const SharedConnection = z.object({
  id: ConnectionId,
  displayName: z.string(),
  type: z.literal('omnisend'),
});
export type SharedConnection = z.infer<typeof SharedConnection>;

export const ExportUserInput = z.strictObject({ password: z.string().min(1).max(1000) });
export type ExportUserInput = z.infer<typeof ExportUserInput>;
