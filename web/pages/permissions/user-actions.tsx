// The menu of one user, and what it asks before it does.
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask } from '../../api/client.ts';
import { people, type User } from '../../api/people-calls.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import type { RowAction } from '../../ui/data-list.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { UserTokens } from './user-tokens.tsx';

type Asking = { about: User; what: 'remove' | 'signOut' | 'tokens' };

export function useUserActions(onEdit: (user: User) => void): {
  actionsFor: (user: User) => RowAction[];
  dialogs: ReactNode;
} {
  const { t } = useTranslation(['permissions', 'common']);
  const toast = useToast();
  const queries = useQueryClient();
  const [asking, setAsking] = useState<Asking | null>(null);
  const reload = () => queries.invalidateQueries({ queryKey: ['users'] });
  const now = async (doing: Promise<unknown>, done: string) => {
    try {
      await doing;
      toast(done);
    } catch (thrown) {
      toast(thrown instanceof Error ? thrown.message : String(thrown), { intent: 'error' });
    }
    await reload();
  };
  const update = (user: User, body: { disabled: boolean }) =>
    now(
      ask(api.PATCH('/api/users/{id}', { params: { path: { id: user.id } }, body: body as object })),
      t('changed', { name: user.name }),
    );
  const actionsFor = (user: User): RowAction[] => [
    { id: 'edit', label: t('common:edit'), onSelect: () => onEdit(user) },
    { id: 'tokens', label: t('showTokens'), onSelect: () => setAsking({ about: user, what: 'tokens' }) },
    { id: 'signOut', label: t('signOut'), onSelect: () => setAsking({ about: user, what: 'signOut' }) },
    ...(user.lockedUntil
      ? [
          {
            id: 'unlock',
            label: t('unlock'),
            onSelect: () => void now(people.unlock(user.id), t('unlocked', { name: user.name })),
          },
        ]
      : []),
    ...(user.disabled === undefined
      ? []
      : [
          {
            id: 'disable',
            label: user.disabled ? t('enable') : t('disable'),
            onSelect: () => void update(user, { disabled: !user.disabled }),
          },
        ]),
    { id: 'remove', label: t('remove'), onSelect: () => setAsking({ about: user, what: 'remove' }) },
  ];
  const about = asking?.about;
  const close = () => setAsking(null);
  const dialogs = (
    <>
      <ConfirmDialog
        open={asking?.what === 'remove'}
        title={t('removeTitle', { name: about?.name })}
        confirmLabel={t('remove')}
        danger
        onClose={close}
        onConfirm={async () => {
          if (about === undefined) return;
          await ask(api.DELETE('/api/users/{id}', { params: { path: { id: about.id } } }));
          toast(t('removed', { name: about.name }));
          await reload();
        }}
      >
        {t('removeText')}
      </ConfirmDialog>
      <ConfirmDialog
        open={asking?.what === 'signOut'}
        title={t('signOutTitle', { name: about?.name })}
        confirmLabel={t('signOut')}
        onClose={close}
        onConfirm={async () => {
          if (about === undefined) return;
          await people.signOut(about.id);
          toast(t('signedOut', { name: about.name }));
        }}
      >
        {t('signOutText')}
      </ConfirmDialog>
      <UserTokens user={asking?.what === 'tokens' ? asking.about : null} onClose={close} />
    </>
  );
  return { actionsFor, dialogs };
}
