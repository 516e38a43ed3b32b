import { z } from 'zod';
import { UserId } from './ids.ts';
import { page } from './lists.ts';

/** `operator` is who can read the data directory; `nobody` is somebody who has not signed in. */
export const auditActorKinds = ['session', 'token', 'operator', 'system', 'nobody'] as const;
export type AuditActorKind = (typeof auditActorKinds)[number];

/** Recorded beside the calls that change something, each of which is an action by its own name. */
export const furtherActions = ['session.refused', 'session.locked', 'runs.end'] as const;
export type FurtherAction = (typeof furtherActions)[number];

const facts = z.record(z.string(), z.unknown()).nullable();

export const AuditEntry = z.object({
  /** From 1 on, without gaps. */
  number: z.int(),
  at: z.iso.datetime(),
  /** The name is that of the time. */
  actor: z.object({ kind: z.enum(auditActorKinds), id: UserId.nullable(), name: z.string().nullable() }),
  action: z.string(),
  target: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
  /** Changed fields only; secrets and personal data are never among them. */
  before: facts,
  after: facts,
  /** The remote address, as the server saw it. */
  address: z.string().nullable(),
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditQuery = z.strictObject({
  limit: page.limit,
  offset: page.offset,
  actor: z.uuid().optional(),
  /** The id of a target, or a kind such as `export`. */
  target: z.string().min(1).max(200).optional(),
  action: z.string().min(1).max(100).optional(),
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

export const AuditVerdict = z.object({
  entries: z.int(),
  intact: z.boolean(),
  /** The number of the first entry that was changed, is missing, or should not be there. */
  brokenAt: z.int().optional(),
});
export type AuditVerdict = z.infer<typeof AuditVerdict>;
