// RFC 9457: every error answer of the API.
import { z } from 'zod';

export const problemType = (code: string): string => `urn:segue:problem:${code}`;

export const Problem = z.object({
  type: z.string().describe('urn:segue:problem: and the code'),
  code: z.string(),
  title: z.string(),
  status: z.int(),
  /** What happened, with the particulars. */
  detail: z.string(),
  /** What a person can do about it. */
  action: z.string(),
  /** Names this answer in the server's log. */
  instance: z.string().optional(),
  /** Of a change that was refused because somebody else changed the thing (412): how it stands now, and its `ETag`. */
  current: z.object({ etag: z.string(), value: z.record(z.string(), z.unknown()) }).optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;
