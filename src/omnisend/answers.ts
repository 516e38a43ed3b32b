// The parts of Omnisend's answers that Segue reads. Unknown fields are let through: Omnisend may add some any day.
import { z } from 'zod';

export const BrandAnswer = z.object({
  brandID: z.string().min(1),
  name: z.string().optional(),
  website: z.string().nullish(),
});

export const BatchCreated = z.object({ batchID: z.string().min(1), totalCount: z.number().optional() });

const BatchItem = z.object({
  itemID: z.string().optional(),
  status: z.string().optional(),
  responseCode: z.number().optional(),
  request: z.unknown().optional(),
  response: z.unknown().optional(),
});
export type BatchItem = z.infer<typeof BatchItem>;

export const BatchAnswer = z.object({
  batchID: z.string(),
  status: z.enum(['pending', 'inProgress', 'finished', 'stopped']),
  totalCount: z.number().optional(),
  finishedCount: z.number().optional(),
  errorsCount: z.number().optional(),
  createdAt: z.string().optional(),
  errors: z.array(BatchItem).nullish(),
  responses: z.array(BatchItem).nullish(),
});
export type BatchAnswer = z.infer<typeof BatchAnswer>;

export const BatchList = z.object({ batches: z.array(BatchAnswer) });

export const ContactAnswer = z.object({
  id: z.string().optional(),
  email: z.string().nullish(),
  phone: z.array(z.string()).nullish(),
  status: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  customProperties: z.record(z.string(), z.unknown()).nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  address: z.string().nullish(),
  city: z.string().nullish(),
  state: z.string().nullish(),
  postalCode: z.string().nullish(),
  country: z.string().nullish(),
  countryCode: z.string().nullish(),
  gender: z.string().nullish(),
  birthdate: z.string().nullish(),
});
export type ContactAnswer = z.infer<typeof ContactAnswer>;

export const ContactList = z.object({
  contacts: z.array(ContactAnswer),
  paging: z
    .object({
      hasMore: z.boolean().optional(),
      cursors: z.object({ after: z.string().nullish() }).nullish(),
    })
    .nullish(),
});
