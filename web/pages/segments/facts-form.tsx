// Name, description, type and tags of a segment.
import { Input, makeStyles, Radio, RadioGroup, Textarea, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { segmentsQuery } from '../../api/lists.ts';
import { FormField } from '../../ui/form-field.tsx';
import { fieldProblem } from '../../ui/problem.tsx';
import { Section } from '../../ui/section.tsx';
import type { Facts } from './builder-state.ts';
import { TagInput } from './tag-input.tsx';

const useStyles = makeStyles({
  form: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 260px), 1fr))',
    gap: tokens.spacingHorizontalL,
    alignItems: 'start',
  },
});

type Props = {
  facts: Facts;
  onChange: (facts: Partial<Facts>) => void;
  problem: unknown;
  nameError: string | undefined;
};

export function FactsForm({ facts, onChange, problem, nameError }: Props) {
  const styles = useStyles();
  const { t } = useTranslation('segments');
  const { data: segments } = useQuery(segmentsQuery);
  const known = useMemo(() => [...new Set((segments ?? []).flatMap(({ tags }) => tags))].sort(), [segments]);
  return (
    <Section title={t('form.details')}>
      <div className={styles.form}>
        <FormField label={t('form.name')} required name="name" problem={problem} error={nameError}>
          <Input
            value={facts.name}
            maxLength={200}
            data-name
            onChange={(_, { value }) => onChange({ name: value })}
          />
        </FormField>
        <FormField
          label={t('form.type')}
          hint={t(facts.type === 'dynamic' ? 'types.dynamicHint' : 'types.staticHint')}
          name="type"
          problem={problem}
        >
          <RadioGroup
            layout="horizontal"
            value={facts.type}
            onChange={(_, { value }) => onChange({ type: value === 'static' ? 'static' : 'dynamic' })}
          >
            <Radio value="dynamic" label={t('types.dynamic')} />
            <Radio value="static" label={t('types.static')} />
          </RadioGroup>
        </FormField>
        <FormField label={t('form.description')} name="description" problem={problem}>
          <Textarea
            value={facts.description}
            maxLength={2000}
            resize="vertical"
            onChange={(_, { value }) => onChange({ description: value })}
          />
        </FormField>
        <TagInput
          tags={facts.tags}
          known={known}
          onChange={(tags) => onChange({ tags })}
          error={fieldProblem(problem, 'tags')}
        />
      </div>
    </Section>
  );
}
