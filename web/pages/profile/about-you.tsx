import { Button, Field, Input, Select, Text } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { own } from '../../api/people-calls.ts';
import { sessionQuery, useMe } from '../../api/session.ts';
import { useChooseLanguage } from '../../ui/account-menu.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { ProblemBar } from '../../ui/problem.tsx';
import { Section } from '../../ui/section.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useFormStyles } from './form-styles.ts';

export function AboutYou() {
  const styles = useFormStyles();
  const { t } = useTranslation(['profile', 'shell', 'common']);
  const me = useMe();
  const toast = useToast();
  const queries = useQueryClient();
  const [name, setName] = useState(me.name);
  const save = useMutation({
    mutationFn: () => own.save({ name }),
    onSuccess({ user }) {
      queries.setQueryData(sessionQuery.queryKey, user);
      toast(t('saved'));
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Section title={t('you')}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <FormField label={t('name')} name="name" problem={save.error}>
          <Input value={name} autoComplete="name" onChange={(_, { value }) => setName(value)} />
        </FormField>
        <Field label={t('email')}>
          <Input value={me.email} readOnly autoComplete="off" />
        </Field>
        <LanguageChoice />
        <Text>
          {t('role')}: {t(`shell:role_${me.role}`)}
        </Text>
        <ProblemBar problem={save.error} />
        <div>
          <Button
            appearance="primary"
            type="submit"
            disabled={save.isPending || name.trim() === '' || name === me.name}
          >
            {t('common:save')}
          </Button>
        </div>
      </form>
    </Section>
  );
}

/** Holds at once, without saving. */
export function LanguageChoice() {
  const { t, i18n } = useTranslation(['profile', 'shell']);
  const choose = useChooseLanguage();
  return (
    <Field label={t('language')} hint={t('languageHint')}>
      <Select value={i18n.language} onChange={(_, { value }) => choose(value === 'sv' ? 'sv' : 'en')}>
        <option value="en" lang="en">
          {t('shell:english')}
        </option>
        <option value="sv" lang="sv">
          {t('shell:swedish')}
        </option>
      </Select>
    </Field>
  );
}
