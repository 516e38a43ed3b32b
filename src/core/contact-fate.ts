// What became of one address in one run, from what its plan says and what happened to the plan's rows.
import type { Fate } from '../contract/contacts.ts';

/** A row of the upserts. */
export type UpsertRow = {
  /** It takes something away from a contact that is in no segment any more. */
  leaving: boolean;
  rejected: boolean;
  /** Of the batch that the row is in; null when the run was never cut into batches. */
  batch: { state: 'planned' | 'sent' | 'finished'; attempts: number } | null;
  /** Whether the call that gives its tags is done; null where tags travel inside upserts. */
  tagged: boolean | null;
};

/** The same decision as the ledger's: see engine/record-run.ts. */
export function fateOfUpsert({ leaving, rejected, batch, tagged }: UpsertRow): Fate {
  if (rejected) return 'rejected';
  if (batch === null) return 'notSent';
  switch (batch.state) {
    case 'planned':
      // It may have been under way when its process died.
      return batch.attempts > 0 ? 'unknown' : 'notSent';
    case 'sent':
      return 'unknown';
    case 'finished':
      if (tagged === false) return 'unknown';
      return leaving ? 'untagged' : 'accepted';
  }
}

/** @param call state of the call that takes the tags away; null when there was none (yet) */
export function fateOfUntag(tags: number, call: 'planned' | 'sent' | 'done' | null): Fate {
  if (tags === 0) return 'untagged';
  switch (call) {
    case null:
    case 'planned':
      return 'notSent';
    case 'sent':
      return 'unknown';
    case 'done':
      return 'untagged';
  }
}
