// Why a row, or an optional field of a row, did not go to Omnisend. The sentences are for people.

export const rejectionCodes = {
  emailMissing: 'The profile has no e-mail address.',
  emailInvalid: 'The e-mail address is not one that mail can be sent to.',
  emailNotAscii: 'The part before the @ has letters that Omnisend does not take.',
  itemRejected: 'Omnisend turned the contact down.',
  batchRejected: 'Omnisend turned down every request that held this contact.',
} as const;
export type RejectionCode = keyof typeof rejectionCodes;

export const warningCodes = {
  phoneInvalid: 'The phone number could not be made international; it was left out.',
  phoneShared:
    'Another contact of the plan has this phone number; Omnisend keeps it with one only, so it was left out here.',
  countryUnknown: 'The country was not recognised; it was sent as written, without a code.',
  statusInvalid: 'The e-mail status is not subscribed, unsubscribed or nonSubscribed; it was left out.',
  statusWithoutDate: 'Subscribed needs the date of consent; the status was left out.',
  statusDateInvalid: 'The date of the status could not be read; it was left out.',
  birthdateInvalid: 'The birthdate is not a possible date; it was left out.',
  genderInvalid: 'The gender is not one that Omnisend knows; it was left out.',
  fieldTooLong: 'The text is longer than Omnisend takes; it was left out.',
  propertyInvalid: 'The value of the custom property cannot be sent; it was left out.',
  fieldNotCleared:
    'The field is empty now, but Omnisend cannot be told to forget it; the old value stays there.',
  readBackDiffers:
    'Omnisend took the contact, but holds something else than was sent; another contact may have its phone number.',
} as const;
export type WarningCode = keyof typeof warningCodes;

const duplicateReason = 'Another profile with the same address and a lower id gives the fields.';

/** The sentence of a code; a profile that is folded into another is no rejection, and has one too. */
export function reasonOf(code: string): string {
  if (Object.hasOwn(rejectionCodes, code)) return rejectionCodes[code as RejectionCode];
  if (Object.hasOwn(warningCodes, code)) return warningCodes[code as WarningCode];
  return duplicateReason;
}
