// How belonging to a segment shows in Omnisend.
import { Radio, RadioGroup } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { FormField } from '../../ui/form-field.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import type { Draft, MembershipKind } from './draft.ts';

type Props = { draft: Draft; onChange: (change: Partial<Draft>) => void };

export function MembershipField({ draft, onChange }: Props) {
  const { t } = useTranslation('exports');
  const narrow = useNarrow();
  return (
    <FormField label={t('membership')} hint={t(`membershipHint_${draft.as}`)}>
      <RadioGroup
        layout={narrow ? 'vertical' : 'horizontal'}
        value={draft.as}
        onChange={(_, { value }) => onChange({ as: value as MembershipKind })}
      >
        <Radio value="tag" label={t('asTag')} />
        <Radio value="property" label={t('asProperty')} />
        <Radio value="none" label={t('asNone')} />
      </RadioGroup>
    </FormField>
  );
}
