// The fields of an Omnisend contact that an attribute can feed, in the order in which people know them.
export const classicFields = [
  'firstName',
  'lastName',
  'address',
  'country',
  'state',
  'city',
  'postalCode',
] as const;
export const moreFields = ['phone', 'gender', 'birthdate', 'emailStatus', 'emailStatusChangedAt'] as const;

export const optionalFields = [...classicFields, ...moreFields] as const;
export type OptionalField = (typeof optionalFields)[number];
export type Field = 'email' | OptionalField;
