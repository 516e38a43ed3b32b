// The first administrator of an empty installation, by the code that the server printed.
import { Button, Input, makeStyles, tokens } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client.ts';
import type { Me } from '../api/people-calls.ts';
import { sessionQuery } from '../api/session.ts';
import { FormField } from '../ui/form-field.tsx';
import { FrontPage } from '../ui/front-page.tsx';
import { ProblemBar } from '../ui/problem.tsx';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
});

const fields = [
  { name: 'code', label: 'code', hint: 'codeHint', type: 'text', complete: 'one-time-code' },
  { name: 'name', label: 'name', hint: null, type: 'text', complete: 'name' },
  { name: 'email', label: 'email', hint: null, type: 'email', complete: 'username' },
  { name: 'password', label: 'password', hint: 'passwordHint', type: 'password', complete: 'new-password' },
] as const;

export function SetUp() {
  const styles = useStyles();
  const { t } = useTranslation('signIn');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [values, setValues] = useState({ code: '', name: '', email: '', password: '' });
  const state = useQuery({ queryKey: ['setup'], queryFn: () => ask(api.GET('/api/setup')) });
  const create = useMutation({
    mutationFn: () => ask(api.POST('/api/setup', { body: values })),
    async onSuccess({ user }) {
      queries.setQueryData(['setup'], { needed: false });
      queries.setQueryData(sessionQuery.queryKey, user as Me);
      await navigate({ to: '/first-use' });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  if (state.data?.needed === false && !create.isSuccess) return <Navigate to="/sign-in" />;
  return (
    <FrontPage title={t('setUpTitle')} text={t('setUpText')}>
      <form className={styles.form} onSubmit={submit} noValidate>
        {fields.map(({ name, label, hint, type, complete }) => (
          <FormField
            key={name}
            label={t(label)}
            hint={hint === null ? undefined : t(hint)}
            name={name}
            problem={create.error}
          >
            <Input
              type={type}
              autoComplete={complete}
              value={values[name]}
              onChange={(_, { value }) => setValues({ ...values, [name]: value })}
            />
          </FormField>
        ))}
        <ProblemBar problem={create.error ?? state.error} />
        <Button appearance="primary" size="large" type="submit" disabled={create.isPending}>
          {t('setUpSubmit')}
        </Button>
      </form>
    </FrontPage>
  );
}
