// Step 3: a connection to Omnisend, and oneself as the user on whose behalf exports run.
import { Button, Checkbox, Input, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, type Schemas } from '../../api/client.ts';
import { ProblemError } from '../../api/problem-error.ts';
import { useMay, useMe } from '../../api/session.ts';
import { FormField } from '../../ui/form-field.tsx';
import { ProblemBar } from '../../ui/problem.tsx';
import { useStyles as useTextStyles } from './customers.tsx';
import { type FirstUseState, isWhole } from './state.ts';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, maxWidth: '560px' },
  consent: {
    margin: 0,
    maxHeight: '160px',
    overflowY: 'auto',
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    whiteSpace: 'pre-line',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  agree: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
});

const readConsent = () => ask(api.GET('/api/consent'));

export function Connection({ state }: { state: FirstUseState }) {
  const styles = useTextStyles();
  const { t } = useTranslation('firstUse');
  const may = useMay();
  const { connections, done } = state;
  // The form that made the connection gives way to the one that asks for the password again.
  const [refused, setRefused] = useState<unknown>(null);
  if (done.connection) {
    return (
      <ul className={styles.list}>
        {connections.map((one) => (
          <li key={one.id}>
            {one.displayName}
            {isWhole(one) && one.brand.name !== one.displayName ? ` (${one.brand.name})` : null}
          </li>
        ))}
      </ul>
    );
  }
  if (!may('connections.create')) return <p className={styles.text}>{t('connectionOthers')}</p>;
  const unfinished = connections.find((one) => isWhole(one));
  return (
    <>
      <p className={styles.text}>{t('connectionText')}</p>
      {unfinished === undefined ? (
        <NewConnection onRefused={setRefused} />
      ) : (
        <ConfirmUser connection={unfinished} refused={refused} />
      )}
    </>
  );
}

async function becomeExportUser(id: string, password: string): Promise<void> {
  await ask(api.POST('/api/connections/{id}/export-user', { params: { path: { id } }, body: { password } }));
}

type NewProps = { onRefused: (problem: unknown) => void };

function NewConnection({ onRefused }: NewProps) {
  const styles = useStyles();
  const { t, i18n } = useTranslation('firstUse');
  const queries = useQueryClient();
  const hasPassword = useMe().hasPassword !== false;
  const [form, setForm] = useState({ displayName: 'Omnisend', apiKey: '', password: '' });
  const [accepted, setAccepted] = useState(false);
  const consent = useQuery({ queryKey: ['consent'], queryFn: readConsent, staleTime: 60_000 });
  const connect = useMutation({
    async mutationFn() {
      const { displayName, apiKey, password } = form;
      const version = consent.data?.version;
      const agreed = { accepted, ...(version === undefined ? {} : { version }) };
      const body = { type: 'omnisend' as const, displayName, apiKey, consent: agreed };
      const { id } = await ask(api.POST('/api/connections', { body }));
      if (hasPassword) await becomeExportUser(id, password);
    },
    onError: onRefused,
    // Also when only the password was wrong: the connection is then there.
    onSettled: () => queries.invalidateQueries({ queryKey: ['connections'] }),
  });
  const text = consent.data?.text[i18n.language === 'sv' ? 'sv' : 'en'];
  const change = (part: Partial<typeof form>) => setForm((now) => ({ ...now, ...part }));
  const complete = form.displayName !== '' && form.apiKey !== '' && accepted && text !== undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (complete && !connect.isPending) connect.mutate();
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <FormField label={t('displayName')} required name="displayName" problem={connect.error}>
        <Input value={form.displayName} onChange={(_, { value }) => change({ displayName: value })} />
      </FormField>
      <FormField label={t('apiKey')} hint={t('apiKeyHint')} required name="apiKey" problem={connect.error}>
        <Input
          type="password"
          autoComplete="off"
          value={form.apiKey}
          onChange={(_, { value }) => change({ apiKey: value })}
        />
      </FormField>
      <div className={styles.agree}>
        <strong>{t('privacy')}</strong>
        <section
          className={styles.consent}
          aria-label={t('privacy')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
          tabIndex={0}
        >
          {text ?? <ProblemBar problem={consent.error} onRetry={() => consent.refetch()} />}
          {consent.isPending ? <Spinner size="tiny" /> : null}
        </section>
        <Checkbox
          label={t('agree')}
          checked={accepted}
          onChange={(_, { checked }) => setAccepted(checked === true)}
        />
      </div>
      {hasPassword ? (
        <PasswordField
          value={form.password}
          problem={connect.error}
          onChange={(password) => change({ password })}
        />
      ) : null}
      <ProblemBar problem={connect.error} />
      <ConnectButton busy={connect.isPending} disabled={!complete || (hasPassword && form.password === '')}>
        {t('connect')}
      </ConnectButton>
    </form>
  );
}

/** The connection is there; only who it works for is missing. */
function ConfirmUser({ connection, refused }: { connection: Schemas['Connection']; refused: unknown }) {
  const styles = useStyles();
  const { t } = useTranslation(['firstUse', 'connections']);
  const queries = useQueryClient();
  const hasPassword = useMe().hasPassword !== false;
  const [password, setPassword] = useState('');
  const confirm = useMutation({
    mutationFn: () => becomeExportUser(connection.id, password),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['connections'] }),
  });
  const problem = confirm.isIdle ? refused : confirm.error;
  const wrong = problem instanceof ProblemError && problem.code === 'wrongCredentials';
  if (!hasPassword) {
    const at = `/api/oidc/start?confirm=${encodeURIComponent(connection.id)}&returnTo=/first-use`;
    return (
      <Button as="a" appearance="primary" href={at}>
        {t('addYourself')}
      </Button>
    );
  }
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password !== '' && !confirm.isPending) confirm.mutate();
  };
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <PasswordField
        value={password}
        problem={problem}
        error={wrong ? t('connections:wrongPassword') : undefined}
        onChange={setPassword}
      />
      <ProblemBar problem={wrong ? null : problem} />
      <ConnectButton busy={confirm.isPending} disabled={password === ''}>
        {t('addYourself')}
      </ConnectButton>
    </form>
  );
}

type PasswordProps = {
  value: string;
  problem: unknown;
  error?: string | undefined;
  onChange: (value: string) => void;
};

function PasswordField({ value, problem, error, onChange }: PasswordProps) {
  const { t } = useTranslation('firstUse');
  return (
    <FormField
      label={t('yourPassword')}
      hint={t('yourPasswordHint')}
      required
      name="password"
      problem={problem}
      error={error}
    >
      <Input
        type="password"
        autoComplete="current-password"
        value={value}
        onChange={(_, data) => onChange(data.value)}
      />
    </FormField>
  );
}

type ButtonProps = { busy: boolean; disabled: boolean; children: string };

export function ConnectButton({ busy, disabled, children }: ButtonProps) {
  return (
    <div>
      <Button
        type="submit"
        appearance="primary"
        disabled={disabled || busy}
        icon={busy ? <Spinner size="tiny" /> : null}
      >
        {children}
      </Button>
    </div>
  );
}
