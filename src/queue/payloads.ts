// Job name → what its payload must be. Payloads are ids: what is to be done stands in the tables.
import { z } from 'zod';
import { RunId, TaskId } from '../contract/ids.ts';

export const payloads = {
  run: z.strictObject({ runId: RunId }),
  source: z.strictObject({ taskId: TaskId }),
  segment: z.strictObject({ taskId: TaskId }),
  refresh: z.strictObject({ taskId: TaskId }),
  notify: z.strictObject({}),
  maintenance: z.strictObject({}),
} as const;

export type JobName = keyof typeof payloads;
export const jobNames = Object.keys(payloads) as JobName[];

export type Payload<N extends JobName> = z.infer<(typeof payloads)[N]>;
export type Job = { [N in JobName]: { name: N; payload: Payload<N> } }[JobName];
