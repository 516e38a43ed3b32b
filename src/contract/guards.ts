// What makes a run stop before its first write and wait for a person: amounts that are unusual for its export.
import { z } from 'zod';

const share = z.number().min(0).max(1).nullable();

/** Each limit is a share from 0 to 1, or null for no limit; what is left out has its default. */
export const Guards = z.strictObject({
  /** Contacts that lose a tag, a property or all of them, as a share of the contacts that the ledger knows. */
  untagsOver: share.optional(),
  /** How far the number of contacts may fall below that of the last successful run. */
  contactsDownBy: share.optional(),
  /** Profiles without a usable address, and contacts turned down before, as a share of the members. */
  rejectionsOver: share.optional(),
  /** How many times the most contacts that recent runs sent a run may send, when nobody has changed the export since. */
  upsertsTimes: z.number().min(1).nullable().optional(),
});
export type Guards = z.infer<typeof Guards>;

export const guardNames = ['untagsOver', 'contactsDownBy', 'rejectionsOver', 'upsertsTimes'] as const;
export type GuardName = (typeof guardNames)[number];

export const defaultGuards = {
  untagsOver: 0.2,
  contactsDownBy: 0.3,
  rejectionsOver: 0.1,
  upsertsTimes: 20,
} as const satisfies Required<Guards>;
