import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Input,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client.ts';
import { signInWays } from '../api/people-calls.ts';
import { sessionQuery, useMe } from '../api/session.ts';
import { FormField } from './form-field.tsx';
import { ProblemBar } from './problem.tsx';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
});

type Props = { onDone: () => void };

export default function SignInAgain({ onDone }: Props) {
  const { hasPassword } = useMe();
  const queries = useQueryClient();
  const done = () => {
    onDone();
    void queries.invalidateQueries();
  };
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
        {hasPassword === false ? <ByProvider onDone={done} /> : <ByPassword onDone={done} />}
      </DialogSurface>
    </Dialog>
  );
}

function ByPassword({ onDone }: Props) {
  const styles = useStyles();
  const { t } = useTranslation(['shell', 'signIn']);
  const { email } = useMe();
  const [password, setPassword] = useState('');
  const signIn = useMutation({
    mutationFn: () => ask(api.POST('/api/session', { body: { email, password } })),
    onSuccess: onDone,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <form onSubmit={submit} noValidate>
      <DialogBody>
        <DialogTitle>{t('signedOutTitle')}</DialogTitle>
        <DialogContent className={styles.content}>
          {t('signedOutText')}
          <FormField label={t('signIn:email')}>
            <Input value={email} readOnly autoComplete="username" />
          </FormField>
          <FormField label={t('signIn:password')}>
            <Input
              type="password"
              autoComplete="current-password"
              value={password}
              onChange={(_, { value }) => setPassword(value)}
            />
          </FormField>
          <ProblemBar problem={signIn.error} />
        </DialogContent>
        <DialogActions>
          <Button appearance="primary" type="submit" disabled={signIn.isPending}>
            {t('signIn:submit')}
          </Button>
          <Leave />
        </DialogActions>
      </DialogBody>
    </form>
  );
}

/** The provider's page would take the place of this one with all that was entered: it gets a tab of its own. */
function ByProvider({ onDone }: Props) {
  const styles = useStyles();
  const { t } = useTranslation(['shell', 'signIn']);
  const ways = useQuery({ queryKey: ['sign-in'], queryFn: signInWays });
  const queries = useQueryClient();
  useEffect(() => {
    const look = () =>
      queries.fetchQuery({ ...sessionQuery, staleTime: 0, retry: false }).then(onDone, () => undefined);
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [queries, onDone]);
  const provider = ways.data?.oidc;
  return (
    <DialogBody>
      <DialogTitle>{t('signedOutTitle')}</DialogTitle>
      <DialogContent className={styles.content}>
        {t('signedOutByProvider')}
        <ProblemBar problem={ways.error} onRetry={ways.refetch} />
      </DialogContent>
      <DialogActions>
        {provider ? (
          <Button
            as="a"
            appearance="primary"
            href="/api/oidc/start?returnTo=/"
            target="_blank"
            rel="noopener"
          >
            {t('signIn:with', { name: provider.name })}
          </Button>
        ) : null}
        <Leave />
      </DialogActions>
    </DialogBody>
  );
}

function Leave() {
  const { t } = useTranslation('shell');
  return (
    <Button as="a" href="/sign-in">
      {t('signOut')}
    </Button>
  );
}
