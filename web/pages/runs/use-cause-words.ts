// What a cause means and what to do about it: our words where the translations have them, else the server's sentence.
import { useTranslation } from 'react-i18next';

/** The codes of src/contract/rejection-codes.ts, which brings no types along that a list could be made of. */
export const rejectionCauses = [
  'emailMissing',
  'emailInvalid',
  'emailNotAscii',
  'itemRejected',
  'batchRejected',
] as const;
export const warningCauses = [
  'phoneInvalid',
  'phoneShared',
  'countryUnknown',
  'statusInvalid',
  'statusWithoutDate',
  'statusDateInvalid',
  'birthdateInvalid',
  'genderInvalid',
  'fieldTooLong',
  'propertyInvalid',
  'fieldNotCleared',
  'readBackDiffers',
] as const;

export type CauseWords = { title: string; toDo: string };

export function useCauseWords(): (code: string, otherwise: string) => CauseWords {
  const { t } = useTranslation('runs');
  return (code, otherwise) => ({
    title: t(`causes.${code}.title` as 'causes.emailMissing.title', { defaultValue: otherwise }),
    toDo: t(`causes.${code}.toDo` as 'causes.emailMissing.toDo', { defaultValue: '' }),
  });
}
