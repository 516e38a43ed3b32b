// Who answers for the runs of a connection, and how one takes that on.
import {
  Button,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components';
import { PersonAdd20Regular } from '@fluentui/react-icons/svg/person-add';
import { Warning16Filled } from '@fluentui/react-icons/svg/warning';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, askAll } from '../../api/client.ts';
import { asProblemError } from '../../api/problem-error.ts';
import { useMe } from '../../api/session.ts';
import { FormField } from '../../ui/form-field.tsx';
import { Facts, Section } from '../../ui/section.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { useToast } from '../../ui/toasts.tsx';
import type { Connection } from './data.ts';

const useStyles = makeStyles({
  none: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS },
  sign: { display: 'inline-flex', color: tokens.colorStatusWarningForeground3 },
});

export function NoExportUser() {
  const styles = useStyles();
  const { t } = useTranslation('connections');
  return (
    <span className={styles.none}>
      <span className={styles.sign} aria-hidden>
        <Warning16Filled />
      </span>
      {t('noExportUser')}
    </span>
  );
}

export const isWrongPassword = (problem: unknown): boolean =>
  problem !== null && problem !== undefined && asProblemError(problem).code === 'wrongCredentials';

/** Who has no password here confirms where they sign in, and comes back to the connection. */
export function confirmAtProvider(id: string): void {
  const query = new URLSearchParams({ confirm: id, returnTo: `/admin/connections/${id}` });
  window.location.assign(`/api/oidc/start?${query}`);
}

export const becomeExportUser = (id: string, password: string): Promise<Connection> =>
  ask(api.POST('/api/connections/{id}/export-user', { params: { path: { id } }, body: { password } }));

export function PasswordField(props: {
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}) {
  const { t } = useTranslation('connections');
  return (
    <FormField label={t('yourPassword')} hint={t('passwordHint')} required error={props.error}>
      <Input
        type="password"
        autoComplete="current-password"
        autoFocus
        value={props.value}
        onChange={(_, { value }) => props.onChange(value)}
      />
    </FormField>
  );
}

export function ExportUserSection({ connection }: { connection: Connection }) {
  const { t } = useTranslation(['connections', 'common']);
  const [adding, setAdding] = useState(false);
  const { exportUser } = connection;
  const gone = useIsGone(exportUser?.id);
  const warning =
    exportUser === null
      ? t('exportUserMissing')
      : gone
        ? t('exportUserGone', { name: exportUser.name })
        : undefined;
  const mine = exportUser?.id === useMe().id;
  return (
    <Section
      title={t('exportUser')}
      actions={
        mine ? null : (
          <Button icon={<PersonAdd20Regular />} onClick={() => setAdding(true)}>
            {t('becomeExportUser')}
          </Button>
        )
      }
    >
      {warning === undefined ? null : (
        <MessageBar intent="warning" layout="multiline">
          <MessageBarBody>{warning}</MessageBarBody>
        </MessageBar>
      )}
      {exportUser === null ? null : (
        <Facts
          facts={[
            [t('common:name'), exportUser.name],
            [t('email'), exportUser.email],
          ]}
        />
      )}
      <Text>{t('exportUserText')}</Text>
      {adding ? <BecomeExportUser connection={connection} onClose={() => setAdding(false)} /> : null}
    </Section>
  );
}

/** Removed ones are not named any more; disabled and demoted ones are. */
function useIsGone(id: string | undefined): boolean {
  const users = useQuery({
    queryKey: ['users', 'whole'],
    queryFn: () =>
      askAll((limit, offset) => ask(api.GET('/api/users', { params: { query: { limit, offset } } }))),
    enabled: id !== undefined,
  });
  const user = users.data?.find((each) => each.id === id);
  if (user === undefined) return false;
  return user.role !== 'administrator' || ('disabled' in user && user.disabled === true);
}

function BecomeExportUser({ connection, onClose }: { connection: Connection; onClose: () => void }) {
  const { t } = useTranslation('connections');
  const { name, hasPassword } = useMe();
  const toast = useToast();
  const queries = useQueryClient();
  const [password, setPassword] = useState('');
  const become = useMutation({
    mutationFn: () => becomeExportUser(connection.id, password),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['connections'] });
      toast(t('exportUserAdded'));
      onClose();
    },
  });
  const byProvider = hasPassword === false;
  const wrong = isWrongPassword(become.error);
  return (
    <SidePane
      open
      title={t('becomeExportUser')}
      onClose={onClose}
      onSave={() => (byProvider ? confirmAtProvider(connection.id) : become.mutate())}
      saveLabel={byProvider ? t('confirmAtProvider') : t('confirm')}
      saveDisabled={!byProvider && password === ''}
      busy={become.isPending}
      problem={wrong ? null : become.error}
    >
      <Text>{t(byProvider ? 'becomeByProvider' : 'becomeText', { name })}</Text>
      {byProvider ? null : (
        <PasswordField
          value={password}
          onChange={setPassword}
          error={wrong ? t('wrongPassword') : undefined}
        />
      )}
    </SidePane>
  );
}
