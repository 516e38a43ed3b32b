// Users: who they are, how they sign in, and what an administrator can do about each.
import { Badge, Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons/svg/add';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, askAll } from '../../api/client.ts';
import type { User } from '../../api/people-calls.ts';
import { useMe } from '../../api/session.ts';
import { type Column, DataList } from '../../ui/data-list.tsx';
import { type Format, useFormat } from '../../ui/format.ts';
import { useUserActions } from './user-actions.tsx';
import { UserForm } from './user-form.tsx';

const useStyles = makeStyles({
  name: { fontWeight: tokens.fontWeightSemibold },
  you: { color: tokens.colorNeutralForeground3 },
});

export const usersQuery = {
  queryKey: ['users'],
  queryFn: () =>
    askAll<User>((limit, offset) => ask(api.GET('/api/users', { params: { query: { limit, offset } } }))),
};

const searchIn = ({ name, email }: User) => `${name} ${email}`;

/** `null` adds somebody. */
type Editing = { id: string | null };

export function Users() {
  const { t } = useTranslation(['permissions', 'shell']);
  const users = useQuery(usersQuery);
  const [editing, setEditing] = useState<Editing | null>(null);
  const { actionsFor, dialogs } = useUserActions((user) => setEditing({ id: user.id }));
  const columns = useColumns();
  return (
    <>
      <DataList
        label={t('users')}
        list={users}
        columns={columns}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        search={searchIn}
        sorted={{ column: 'name', descending: false }}
        actions={actionsFor}
        onOpen={({ id }) => setEditing({ id })}
        empty={{ title: t('noUsers') }}
        toolbar={
          <Button appearance="primary" icon={<Add20Regular />} onClick={() => setEditing({ id: null })}>
            {t('addUser')}
          </Button>
        }
      />
      {dialogs}
      <UserForm
        key={editing?.id ?? 'new'}
        open={editing !== null}
        id={editing?.id ?? null}
        onClose={() => setEditing(null)}
      />
    </>
  );
}

function useColumns(): Column<User>[] {
  const styles = useStyles();
  const { t, i18n } = useTranslation(['permissions', 'shell']);
  const format = useFormat();
  const me = useMe();
  // biome-ignore lint/correctness/useExhaustiveDependencies: words and formats change with the language
  return useMemo(
    (): Column<User>[] => [
      {
        id: 'name',
        header: t('name'),
        width: 'minmax(140px, 1.4fr)',
        card: 'title',
        sort: ({ name }) => name,
        cell: ({ id, name }) => (
          <>
            <span className={styles.name}>{name}</span>
            {id === me.id ? <span className={styles.you}> ({t('you')})</span> : null}
          </>
        ),
      },
      {
        id: 'email',
        header: t('email'),
        width: 'minmax(160px, 2fr)',
        sort: ({ email }) => email,
        cell: ({ email }) => email,
      },
      {
        id: 'role',
        header: t('role'),
        sort: ({ role }) => role,
        cell: ({ role }) => t(`shell:role_${role}`),
      },
      {
        id: 'signsInWith',
        header: t('signsInWith'),
        width: 'minmax(120px, 1.2fr)',
        cell: ({ signsInWith }) => (signsInWith === undefined ? '' : t(`with_${signsInWith}`)),
      },
      { id: 'state', header: t('state'), cell: (user) => <State user={user} t={t} format={format} /> },
      {
        id: 'created',
        header: t('created'),
        width: 'minmax(96px, 0.8fr)',
        card: 'hidden',
        sort: ({ createdAt }) => createdAt,
        cell: ({ createdAt }) => format.date(createdAt),
      },
    ],
    [i18n.language, me.id],
  );
}

function State({ user, t, format }: { user: User; t: TFunction<'permissions'[]>; format: Format }) {
  const { disabled = false, lockedUntil = null } = user;
  if (disabled) {
    return (
      <Badge appearance="tint" color="informative">
        {t('disabled')}
      </Badge>
    );
  }
  if (lockedUntil !== null && new Date(lockedUntil).getTime() > Date.now()) {
    return (
      <Badge appearance="tint" color="warning">
        {t('locked', { time: format.time(lockedUntil) })}
      </Badge>
    );
  }
  return <Text>{t('active')}</Text>;
}
