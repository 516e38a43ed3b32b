import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Token } from '../../api/people-calls.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { type Column, DataList, type ListState } from '../../ui/data-list.tsx';
import type { Empty } from '../../ui/empty-state.tsx';
import { useFormat } from '../../ui/format.ts';
import { useToast } from '../../ui/toasts.tsx';

type Props = { list: ListState<Token>; empty: Empty; onRemove: (token: Token) => Promise<unknown> };

export function TokenList({ list, empty, onRemove }: Props) {
  const { t } = useTranslation(['profile', 'common']);
  const toast = useToast();
  const [removing, setRemoving] = useState<Token | null>(null);
  return (
    <>
      <DataList
        label={t('tokens')}
        list={list}
        columns={useColumns()}
        rowId={({ id }) => id}
        rowName={({ name }) => name}
        sorted={{ column: 'created', descending: true }}
        actions={(token) => [{ id: 'remove', label: t('common:remove'), onSelect: () => setRemoving(token) }]}
        empty={empty}
      />
      <ConfirmDialog
        open={removing !== null}
        title={t('removeToken', { name: removing?.name })}
        confirmLabel={t('common:remove')}
        danger
        onClose={() => setRemoving(null)}
        onConfirm={async () => {
          if (removing === null) return;
          await onRemove(removing);
          toast(t('tokenRemoved'));
        }}
      >
        {t('removeTokenText')}
      </ConfirmDialog>
    </>
  );
}

function useColumns(): Column<Token>[] {
  const { t, i18n } = useTranslation(['profile', 'common']);
  const format = useFormat();
  // biome-ignore lint/correctness/useExhaustiveDependencies: words and formats change with the language
  return useMemo(
    (): Column<Token>[] => [
      {
        id: 'name',
        header: t('tokenName'),
        width: 'minmax(120px, 2fr)',
        card: 'title',
        sort: ({ name }) => name,
        cell: ({ name }) => name,
      },
      {
        id: 'created',
        header: t('created'),
        card: 'hidden',
        sort: ({ createdAt }) => createdAt,
        cell: ({ createdAt }) => format.date(createdAt),
      },
      {
        id: 'lastUsed',
        header: t('lastUsed'),
        sort: ({ lastUsedAt }) => lastUsedAt,
        cell: ({ lastUsedAt }) => (lastUsedAt === null ? t('common:never') : format.ago(lastUsedAt)),
      },
      {
        id: 'expires',
        header: t('expires'),
        sort: ({ expiresAt }) => expiresAt ?? null,
        cell: ({ expiresAt }) => (expiresAt ? format.date(expiresAt) : t('common:never')),
      },
    ],
    [i18n.language],
  );
}
