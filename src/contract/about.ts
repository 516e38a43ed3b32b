import { z } from 'zod';

export const About = z.object({
  /** Of Segue. */
  version: z.string(),
  database: z.enum(['embedded', 'postgres']),
  /** Such as `v20.19.0`. */
  node: z.string(),
});
export type About = z.infer<typeof About>;
