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
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../api/client.ts';
import { useMe } from '../api/session.ts';
import { FormField } from './form-field.tsx';
import { ProblemBar } from './problem.tsx';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
});

export default function SignInAgain({ onDone }: { onDone: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation(['shell', 'signIn']);
  const { email } = useMe();
  const [password, setPassword] = useState('');
  const queries = useQueryClient();
  const signIn = useMutation({
    mutationFn: () => ask(api.POST('/api/session', { body: { email, password } })),
    onSuccess() {
      onDone();
      void queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
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
              <Button as="a" href="/sign-in">
                {t('signOut')}
              </Button>
            </DialogActions>
          </DialogBody>
        </form>
      </DialogSurface>
    </Dialog>
  );
}
