// Which attribute of the profile feeds which field of the Omnisend contact.
import { z } from 'zod';

const attribute = z.string().min(1);

/** The classic set: plain text fields of a contact, besides country. */
export const textFields = ['firstName', 'lastName', 'address', 'state', 'city', 'postalCode'] as const;

export const Mapping = z.strictObject({
  email: attribute,
  firstName: attribute.optional(),
  lastName: attribute.optional(),
  address: attribute.optional(),
  country: attribute.optional(),
  state: attribute.optional(),
  city: attribute.optional(),
  postalCode: attribute.optional(),
  phone: attribute.optional(),
  gender: attribute.optional(),
  birthdate: attribute.optional(),
  emailStatus: attribute.optional(),
  emailStatusChangedAt: attribute.optional(),
  customProperties: z
    .record(z.string().regex(/^[A-Za-z0-9_-]{1,128}$/, 'letters, digits, _ and -, at most 128'), attribute)
    .optional(),
});
export type Mapping = z.infer<typeof Mapping>;

export const membershipKinds = ['tag', 'property', 'none'] as const;
export const Membership = z.strictObject({
  as: z.enum(membershipKinds),
  /** Segment id → tag or property name; the segment's own name, made valid, unless given. */
  names: z.record(z.string(), z.string().min(1).max(128)).optional(),
});
export type Membership = z.infer<typeof Membership>;
