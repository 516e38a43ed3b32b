import type { Estimate } from '../contract/runs.ts';

export type EstimateInput = {
  /** Contacts to send. */
  upserts: number;
  /** Contacts to take tags from. */
  untags: number;
};

export type Pace = { requestsPerMinute: number; tagRequestsPerMinute: number; rateShare: number };

const batchSize = 100;
const batchesPerList = 250;
const emailsPerTagCall = 250;
/** Looking for unsubscribed contacts before a run, and reading a sample back after it. */
const checks = 5;

/** How many requests a run will need, and how long they take at the pace that the brand allows. */
export function estimateRun({ upserts, untags }: EstimateInput, pace: Pace): Estimate {
  const batches = Math.ceil(upserts / batchSize);
  const lists = Math.ceil(batches / batchesPerList);
  const tagCalls = Math.ceil(untags / emailsPerTagCall);
  // Each tag call is checked on one of its contacts.
  const requests = batches + lists + tagCalls * 2 + (batches + tagCalls > 0 ? checks : 0);
  const minutes = Math.max(
    requests / (pace.requestsPerMinute * pace.rateShare),
    tagCalls / (pace.tagRequestsPerMinute * pace.rateShare),
  );
  return { requests, seconds: Math.ceil(minutes * 60) };
}
