import { Button, Divider, Input, makeStyles, tokens } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Navigate, useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client.ts';
import { type Me, signInWays } from '../api/people-calls.ts';
import { sessionQuery } from '../api/session.ts';
import { FormField } from '../ui/form-field.tsx';
import { FrontPage } from '../ui/front-page.tsx';
import { ProblemBar } from '../ui/problem.tsx';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
});

export function SignIn() {
  const styles = useStyles();
  const { t } = useTranslation('signIn');
  const { returnTo = '/', problem } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const setUp = useQuery({ queryKey: ['setup'], queryFn: () => ask(api.GET('/api/setup')) });
  const ways = useQuery({ queryKey: ['sign-in'], queryFn: signInWays });
  const signIn = useMutation({
    mutationFn: () => ask(api.POST('/api/session', { body: { email, password } })),
    async onSuccess({ user }) {
      queries.setQueryData(sessionQuery.queryKey, user as Me);
      await navigate({ to: returnTo });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  if (setUp.data?.needed) return <Navigate to="/set-up" />;
  const provider = ways.data?.oidc;
  const refused = problem === undefined ? null : { code: problem, title: problem, detail: '', action: '' };
  return (
    <FrontPage title={t('title')} text={t('tagline')}>
      <form className={styles.form} onSubmit={submit} noValidate>
        <FormField label={t('email')}>
          <Input
            type="email"
            size="large"
            autoComplete="username"
            autoFocus
            value={email}
            onChange={(_, { value }) => setEmail(value)}
          />
        </FormField>
        <FormField label={t('password')}>
          <Input
            type="password"
            size="large"
            autoComplete="current-password"
            value={password}
            onChange={(_, { value }) => setPassword(value)}
          />
        </FormField>
        <ProblemBar problem={signIn.error ?? refused ?? ways.error} />
        <Button
          appearance="primary"
          size="large"
          type="submit"
          disabled={signIn.isPending || email === '' || password === ''}
        >
          {t('submit')}
        </Button>
        {provider ? (
          <>
            <Divider>{t('or')}</Divider>
            <Button as="a" size="large" href={`/api/oidc/start?returnTo=${encodeURIComponent(returnTo)}`}>
              {t('with', { name: provider.name })}
            </Button>
          </>
        ) : null}
      </form>
    </FrontPage>
  );
}
