import { z } from 'zod';
import { ConnectionId, ExportId } from './ids.ts';

export const Limits = z.strictObject({
  maxProfilesPerExport: z.int().min(1).optional(),
  /** Share of the brand's requests a minute that Segue may use, so that other integrations keep the rest. */
  rateShare: z.number().min(0.01).max(1).optional(),
});
export type Limits = z.infer<typeof Limits>;

export const defaultLimits = { maxProfilesPerExport: 1_000_000, rateShare: 0.97 } as const;

/**
 * The key itself, or where it is read at each run: `env:NAME`, `file:/path` or `azure-keyvault:NAME`; see
 * core/key-reference.ts.
 */
const ApiKey = z.string().trim().min(1).max(1000);

export const ConnectionInput = z.strictObject({
  type: z.literal('omnisend'),
  displayName: z.string().trim().min(1).max(200),
  apiKey: ApiKey,
  sharedWithContributors: z.boolean().optional(),
  /** `version` is the one of the text that was shown; another than the current one is refused. */
  consent: z.strictObject({ accepted: z.boolean(), version: z.string().max(50).optional() }),
  limits: Limits.optional(),
});
export type ConnectionInput = z.infer<typeof ConnectionInput>;

export const ConnectionPatch = z.strictObject({
  displayName: z.string().trim().min(1).max(200).optional(),
  apiKey: ApiKey.optional(),
  sharedWithContributors: z.boolean().optional(),
  limits: Limits.optional(),
});
export type ConnectionPatch = z.infer<typeof ConnectionPatch>;

const Brand = z.object({ id: z.string(), name: z.string(), website: z.string().nullable() });

export const Connection = z.object({
  id: ConnectionId,
  displayName: z.string(),
  type: z.literal('omnisend'),
  brand: Brand,
  sharedWithContributors: z.boolean(),
  exportUser: z.object({ id: z.string(), name: z.string(), email: z.string() }).nullable(),
  consent: z.object({ acceptedBy: z.string(), acceptedAt: z.iso.datetime(), version: z.string() }),
  /** Where the key is read at each run; null when it is stored here. */
  keyFrom: z.string().nullable(),
  /** How many exports use it. */
  exportsUsing: z.int(),
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

export const KeyToTry = z.strictObject({ apiKey: ApiKey });
export type KeyToTry = z.infer<typeof KeyToTry>;

/** The Omnisend account that a key opens. */
export const TriedKey = z.object({ brand: Brand });
export type TriedKey = z.infer<typeof TriedKey>;

/** One export that uses a connection. */
export const UsingExport = z.object({ id: ExportId, name: z.string(), running: z.boolean() });
export type UsingExport = z.infer<typeof UsingExport>;

/** What becomes of each export when its connection is removed: `detach` leaves it without one. */
export const ConnectionRemoval = z.strictObject({
  exports: z.record(ExportId, z.enum(['remove', 'detach'])).optional(),
});
export type ConnectionRemoval = z.infer<typeof ConnectionRemoval>;

export const UsageQuery = z.strictObject({ minutes: z.coerce.number().int().min(1).max(10_080).default(60) });

/** Requests to the brand, of all its connections, by the minute; the last one is the present minute. */
export const Usage = z.object({
  /** Requests a minute that the brand allows. */
  limit: z.int(),
  /** The part of it that this connection may use. */
  share: z.number(),
  items: z.array(z.object({ minute: z.iso.datetime(), requests: z.int(), throttled: z.int() })),
});
export type Usage = z.infer<typeof Usage>;
