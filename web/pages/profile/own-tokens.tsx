// A person's own tokens. A new one is shown once, with a button to copy it.
import {
  Button,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Select,
  tokens,
} from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons/svg/add';
import { Copy20Regular } from '@fluentui/react-icons/svg/copy';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.ts';
import { people, type Token } from '../../api/people-calls.ts';
import { useMe } from '../../api/session.ts';
import { FormField } from '../../ui/form-field.tsx';
import { useFormat } from '../../ui/format.ts';
import { Section } from '../../ui/section.tsx';
import { SidePane } from '../../ui/side-pane.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { TokenList } from './token-list.tsx';

const periods = [30, 90, 365] as const;
const queryKey = ['tokens'];

const useStyles = makeStyles({
  text: { margin: 0, color: tokens.colorNeutralForeground3, maxWidth: '72ch' },
  token: { fontFamily: tokens.fontFamilyMonospace },
});

export function OwnTokens() {
  const styles = useStyles();
  const { t } = useTranslation(['profile', 'common']);
  const { role } = useMe();
  const queries = useQueryClient();
  const [adding, setAdding] = useState(false);
  const list = useQuery({
    queryKey,
    queryFn: async (): Promise<Token[]> =>
      (await ask(api.GET('/api/tokens', { params: { query: { limit: 1000 } } }))).items,
  });
  const reload = () => queries.invalidateQueries({ queryKey });
  return (
    <Section
      title={t('tokens')}
      plain
      actions={
        <Button icon={<Add20Regular />} onClick={() => setAdding(true)}>
          {t('addToken')}
        </Button>
      }
    >
      <p className={styles.text}>{role === 'viewer' ? t('tokensViewer') : t('tokensText')}</p>
      <TokenList
        list={list}
        empty={{ title: t('noTokens') }}
        onRemove={async ({ id }) => {
          await ask(api.DELETE('/api/tokens/{id}', { params: { path: { id } } }));
          await reload();
        }}
      />
      <AddToken
        open={adding}
        onClose={() => {
          setAdding(false);
          void reload();
        }}
      />
    </Section>
  );
}

function AddToken({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation(['profile', 'common']);
  const format = useFormat();
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const add = useMutation({
    mutationFn: () => people.addToken({ name, ...(days === '' ? {} : { expiresInDays: Number(days) }) }),
  });
  const made = add.data;
  const close = () => {
    setName('');
    add.reset();
    onClose();
  };
  return (
    <SidePane
      open={open}
      title={made === undefined ? t('addToken') : t('newToken')}
      onClose={close}
      onSave={made === undefined ? () => add.mutate() : undefined}
      saveLabel={t('addToken')}
      saveDisabled={name.trim() === ''}
      busy={add.isPending}
      dirty={made === undefined && name !== ''}
      problem={add.error}
    >
      {made === undefined ? (
        <>
          <FormField
            label={t('tokenName')}
            hint={t('tokenNameHint')}
            name="name"
            problem={add.error}
            required
          >
            <Input value={name} onChange={(_, { value }) => setName(value)} />
          </FormField>
          <FormField label={t('expiry')} name="expiresInDays" problem={add.error}>
            <Select value={days} onChange={(_, { value }) => setDays(value)}>
              {periods.map((count) => (
                <option key={count} value={count}>
                  {t('days', { count, formatted: format.number(count) })}
                </option>
              ))}
              <option value="">{t('forever')}</option>
            </Select>
          </FormField>
        </>
      ) : (
        <NewToken token={made.token} />
      )}
    </SidePane>
  );
}

function NewToken({ token }: { token: string }) {
  const styles = useStyles();
  const { t } = useTranslation(['profile', 'common']);
  const toast = useToast();
  const copy = async () => {
    await navigator.clipboard.writeText(token);
    toast(t('common:copied'));
  };
  return (
    <>
      <MessageBar intent="warning">
        <MessageBarBody>{t('newTokenText')}</MessageBarBody>
      </MessageBar>
      <Field label={t('token')}>
        <Input
          readOnly
          value={token}
          input={{ className: styles.token }}
          onFocus={({ target }) => target.select()}
        />
      </Field>
      <div>
        <Button icon={<Copy20Regular />} onClick={copy}>
          {t('common:copy')}
        </Button>
      </div>
    </>
  );
}
