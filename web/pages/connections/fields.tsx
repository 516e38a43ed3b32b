// The fields that making and changing a connection share.
import { Input, Radio, RadioGroup } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { asProblemError } from '../../api/problem-error.ts';
import { FormField } from '../../ui/form-field.tsx';

const keyCodes = [
  'omnisendKeyWrong',
  'omnisendKeyScope',
  'omnisendUnreachable',
  'keyMissing',
  'keyUnavailable',
  'conflict',
  'badRequest',
] as const;

/** What is wrong with the key, in words for its field; undefined when the call failed for another reason. */
export function useKeyProblem(problem: unknown): string | undefined {
  const { t } = useTranslation('connections');
  if (problem === null || problem === undefined) return undefined;
  const { code, errors = [] } = asProblemError(problem).problem;
  const known = keyCodes.find((each) => each === code);
  if (known === undefined) return undefined;
  const general = known === 'conflict' || known === 'badRequest';
  if (general && !errors.some(({ field }) => field === 'apiKey')) return undefined;
  return t(`keyProblem.${known}`);
}

export const isReference = (key: string): boolean => /^(env|file|azure-keyvault):/.test(key.trim());

type KeyFieldProps = {
  label: string;
  hint: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  required?: boolean;
  disabled?: boolean;
};

export function KeyField({ label, hint, value, onChange, error, required, disabled }: KeyFieldProps) {
  const { t } = useTranslation('connections');
  return (
    <FormField
      label={label}
      hint={isReference(value) ? t('apiKeyReference') : hint}
      required={required === true}
      error={error}
    >
      <Input
        // The place of a key is no secret; a key is nobody's to read over a shoulder.
        type={isReference(value) ? 'text' : 'password'}
        autoComplete="off"
        spellCheck={false}
        value={value}
        disabled={disabled === true}
        onChange={(_, data) => onChange(data.value)}
      />
    </FormField>
  );
}

/** @param was how it is now, where that is a change */
export function SharingField({
  shared,
  was,
  onChange,
}: {
  shared: boolean;
  was?: boolean;
  onChange: (shared: boolean) => void;
}) {
  const { t } = useTranslation('connections');
  return (
    <FormField label={t('whoLabel')} hint={was === true && !shared ? t('unsharing') : undefined}>
      <RadioGroup
        value={shared ? 'contributors' : 'administrators'}
        onChange={(_, { value }) => onChange(value === 'contributors')}
      >
        <Radio value="administrators" label={t('administratorsOnly')} />
        <Radio value="contributors" label={t('contributorsToo')} />
      </RadioGroup>
    </FormField>
  );
}
