// Adds a user, or changes one: only what was edited is sent, and only if nobody else has changed it meanwhile.
import {
  Field,
  Input,
  makeStyles,
  Radio,
  RadioGroup,
  Switch,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, askTagged, ifMatch } from '../../api/client.ts';
import type { User, UserPatch } from '../../api/people-calls.ts';
import { asProblemError } from '../../api/problem-error.ts';
import { FormField } from '../../ui/form-field.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { useToast } from '../../ui/toasts.tsx';

const roles = ['viewer', 'contributor', 'administrator'] as const;

const useStyles = makeStyles({
  role: { display: 'grid' },
  hint: { color: tokens.colorNeutralForeground3 },
});

type Props = { open: boolean; id: string | null; onClose: () => void };

export function UserForm({ open, id, onClose }: Props) {
  const { t } = useTranslation(['permissions', 'common']);
  const [edits, setEdits] = useState<UserPatch>({});
  const found = useQuery({
    queryKey: ['users', id],
    enabled: open && id !== null,
    queryFn: () => askTagged(api.GET('/api/users/{id}', { params: { path: { id: id ?? '' } } })),
  });
  const close = () => {
    setEdits({});
    save.reset();
    onClose();
  };
  const save = useSaveUser(id, edits, found.data?.tag ?? null, close);
  const user = found.data?.value as User | undefined;
  const values = { name: '', email: '', role: 'viewer' as const, disabled: false, ...user, ...edits };
  const edit = (change: UserPatch) => setEdits({ ...edits, ...change });
  const isNew = id === null;
  return (
    <SidePane
      open={open}
      title={isNew ? t('addUser') : t('editUser', { name: user?.name ?? '' })}
      onClose={close}
      onSave={() => save.mutate()}
      busy={save.isPending}
      dirty={Object.keys(edits).length > 0}
      problem={save.error ?? found.error}
    >
      <FormField label={t('name')} name="name" problem={save.error} required>
        <Input value={values.name} autoComplete="off" onChange={(_, { value }) => edit({ name: value })} />
      </FormField>
      <FormField label={t('email')} name="email" problem={save.error} required>
        <Input
          type="email"
          value={values.email}
          autoComplete="off"
          onChange={(_, { value }) => edit({ email: value })}
        />
      </FormField>
      <RoleChoice value={values.role} onChange={(role) => edit({ role })} />
      <FormField
        label={isNew ? t('password') : t('newPassword')}
        hint={isNew ? t('passwordHint') : t('newPasswordHint')}
        name="password"
        problem={save.error}
      >
        <Input
          type="password"
          value={edits.password ?? ''}
          autoComplete="new-password"
          onChange={(_, { value: password }) => {
            const { password: _old, ...others } = edits;
            setEdits(password === '' ? others : { ...others, password });
          }}
        />
      </FormField>
      {user?.disabled === undefined ? null : (
        <Switch
          label={t('disableSwitch')}
          checked={values.disabled}
          onChange={(_, { checked }) => edit({ disabled: checked })}
        />
      )}
    </SidePane>
  );
}

function RoleChoice({ value, onChange }: { value: User['role']; onChange: (role: User['role']) => void }) {
  const styles = useStyles();
  const { t } = useTranslation(['permissions', 'shell']);
  return (
    <Field label={t('role')}>
      <RadioGroup
        value={value}
        onChange={(_, data) => onChange(roles.find((role) => role === data.value) ?? 'viewer')}
      >
        {roles.map((role) => (
          <Radio
            key={role}
            value={role}
            label={
              <span className={styles.role}>
                <span>{t(`shell:role_${role}`)}</span>
                <Text size={200} className={styles.hint}>
                  {t(`roleHint_${role}`)}
                </Text>
              </span>
            }
          />
        ))}
      </RadioGroup>
    </Field>
  );
}

function useSaveUser(id: string | null, edits: UserPatch, tag: string | null, onDone: () => void) {
  const { t } = useTranslation('permissions');
  const toast = useToast();
  const queries = useQueryClient();
  return useMutation({
    async mutationFn() {
      if (id === null) {
        const { name = '', email = '', role = 'viewer', password } = edits;
        const body = { name, email, role, ...(password === undefined ? {} : { password }) };
        return ask(api.POST('/api/users', { body }));
      }
      const params = { path: { id } };
      return ask(api.PATCH('/api/users/{id}', { params, body: edits, headers: ifMatch(tag) }));
    },
    async onSuccess({ name }) {
      toast(t(id === null ? 'added' : 'changed', { name }));
      onDone();
      await queries.invalidateQueries({ queryKey: ['users'] });
    },
    onError(thrown) {
      // What was not edited here shows how it stands now; saving again puts the edits on top of that.
      if (asProblemError(thrown).code === 'changedMeanwhile')
        void queries.invalidateQueries({ queryKey: ['users', id] });
    },
  });
}
