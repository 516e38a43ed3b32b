// The file that `segue apply` reads: the contract's own shapes, with names where the API has ids, and secrets only
// by reference. What the file does not mention stays as it is.
import { z } from 'zod';
import { Limits } from '../../contract/connections.ts';
import { Guards } from '../../contract/guards.ts';
import { Mapping, membershipKinds } from '../../contract/mapping.ts';
import { Schedule, SystemSchedule } from '../../contract/schedule.ts';
import { SegmentInput } from '../../contract/segments.ts';
import { SourceInput } from '../../contract/sources.ts';

const Name = z.string().trim().min(1).max(200);

/** Where a secret is to be read: an environment variable of the command, or a file on its machine. */
const Reference = z
  .string()
  .regex(
    /^(env:[A-Za-z_][A-Za-z0-9_]*|file:\/.+)$/,
    'write env:NAME or file:/path, so that no secret stands in this file',
  );

/** Where the server reads it itself, at each run. */
const ServerReference = z
  .string()
  .regex(
    /^(env:[A-Za-z_][A-Za-z0-9_]*|file:\/.+|azure-keyvault:[A-Za-z0-9-]+)$/,
    'write env:NAME, file:/path or azure-keyvault:NAME, as the server is to read it',
  );

const FileSource = SourceInput.extend({ name: Name, type: z.literal('file').default('file') });

const FileSegment = SegmentInput.extend({ type: z.enum(['dynamic', 'static']).default('dynamic') });

const FileConnection = z
  .strictObject({
    displayName: Name,
    type: z.literal('omnisend').default('omnisend'),
    /** Read by this command, and then kept by the server; or else `apiKeyFrom`. */
    apiKey: Reference.optional(),
    apiKeyFrom: ServerReference.optional(),
    consent: z.strictObject({
      accepted: z.literal(true, 'read the data privacy text (README, "Privacy") and write true'),
    }),
    sharedWithContributors: z.boolean().optional(),
    limits: Limits.optional(),
    /** The password of the user this command acts as: it confirms that exports run on that user's behalf. */
    exportUser: z.strictObject({ password: Reference }).optional(),
  })
  .refine(({ apiKey, apiKeyFrom }) => (apiKey === undefined) !== (apiKeyFrom === undefined), {
    path: ['apiKey'],
    error: 'give either apiKey, which this command reads, or apiKeyFrom, which the server reads at each run',
  });

const FileExport = z.strictObject({
  name: Name,
  connection: Name,
  segments: z.array(Name).min(1).max(100),
  mapping: Mapping,
  membership: z
    .strictObject({
      as: z.enum(membershipKinds),
      names: z.record(z.string(), z.string().min(1).max(128)).optional(),
    })
    .optional(),
  schedule: Schedule.optional(),
  sendWelcomeMessage: z.boolean().optional(),
  guards: Guards.optional(),
  quietStart: z.boolean().optional(),
});

const onlyOnce = <T>(nameOf: (item: T) => string, field: string) =>
  z.superRefine((items: T[], context) => {
    const seen = new Set<string>();
    items.forEach((item, index) => {
      if (seen.has(nameOf(item))) {
        context.addIssue({ code: 'custom', path: [index, field], message: 'stands here twice' });
      }
      seen.add(nameOf(item));
    });
  });

export const ApplyFile = z.strictObject({
  sources: z
    .array(FileSource)
    .check(onlyOnce(({ name }) => name, 'name'))
    .default([]),
  segments: z
    .array(FileSegment)
    .check(onlyOnce(({ name }) => name, 'name'))
    .default([]),
  connections: z
    .array(FileConnection)
    .check(onlyOnce(({ displayName }) => displayName, 'displayName'))
    .default([]),
  exports: z
    .array(FileExport)
    .check(onlyOnce(({ name }) => name, 'name'))
    .default([]),
  /** When everything is refreshed. */
  schedule: SystemSchedule.optional(),
});
export type ApplyFile = z.infer<typeof ApplyFile>;
export type FileSource = ApplyFile['sources'][number];
export type FileSegment = ApplyFile['segments'][number];
export type FileConnection = ApplyFile['connections'][number];
export type FileExport = ApplyFile['exports'][number];
