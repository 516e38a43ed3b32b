import { Button, Input } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { own } from '../../api/people-calls.ts';
import { useMe } from '../../api/session.ts';
import { FormField } from '../../ui/form-field.tsx';
import { ProblemBar } from '../../ui/problem.tsx';
import { Section } from '../../ui/section.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { useFormStyles } from './form-styles.ts';

const empty = { current: '', new: '' };

/** Not for who signs in with a sign-in service alone. */
export function ChangePassword() {
  const styles = useFormStyles();
  const { t } = useTranslation('profile');
  const { hasPassword = true, email } = useMe();
  const toast = useToast();
  const [password, setPassword] = useState(empty);
  const save = useMutation({
    mutationFn: () => own.save({ password }),
    onSuccess() {
      setPassword(empty);
      toast(t('passwordChanged'));
    },
  });
  if (!hasPassword) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Section title={t('password')}>
      <form className={styles.form} onSubmit={submit} noValidate>
        {/* Tells password managers whose password it is. */}
        <input type="hidden" autoComplete="username" value={email} readOnly />
        <FormField label={t('currentPassword')} name="password.current" problem={save.error}>
          <Input
            type="password"
            autoComplete="current-password"
            value={password.current}
            onChange={(_, { value }) => setPassword({ ...password, current: value })}
          />
        </FormField>
        <FormField label={t('newPassword')} hint={t('passwordHint')} name="password.new" problem={save.error}>
          <Input
            type="password"
            autoComplete="new-password"
            value={password.new}
            onChange={(_, { value }) => setPassword({ ...password, new: value })}
          />
        </FormField>
        <ProblemBar problem={save.error} />
        <div>
          <Button type="submit" disabled={save.isPending || password.current === '' || password.new === ''}>
            {t('changePassword')}
          </Button>
        </div>
      </form>
    </Section>
  );
}
