// Applying a configuration file: one at a time, held by a lease that its holder renews.
import { z } from 'zod';

export const ApplyLease = z.object({ id: z.uuid(), until: z.iso.datetime() });
export type ApplyLease = z.infer<typeof ApplyLease>;
