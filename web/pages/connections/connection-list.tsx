import { Text } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons/svg/delete';
import { EditRegular } from '@fluentui/react-icons/svg/edit';
import { PlugConnectedRegular } from '@fluentui/react-icons/svg/plug-connected';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Column, DataList, type RowAction } from '../../ui/data-list.tsx';
import { type Format, useFormat } from '../../ui/format.ts';
import { useRoomFor } from '../exports/columns.tsx';
import { type Connection, connectionsQuery } from './data.ts';
import { EditConnection } from './edit-connection.tsx';
import { NoExportUser } from './export-user.tsx';
import { useLinkStyles } from './link-styles.ts';
import { RemoveConnection } from './remove-connection.tsx';

const firstToGo = ['type', 'created'];
const nextToGo = ['brand', 'who', 'usedBy'];

type Doing = { what: 'edit' | 'remove'; connection: Connection };

export function ConnectionList() {
  const { t, i18n } = useTranslation(['connections', 'common']);
  const format = useFormat();
  const navigate = useNavigate();
  const list = useQuery(connectionsQuery);
  const [doing, setDoing] = useState<Doing | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: t stays the same function when the language changes
  const all = useMemo(() => columnsOf(t, format), [t, format, i18n.language]);
  const columns = useRoomFor(all, firstToGo, nextToGo);
  const actions = (connection: Connection): RowAction[] => [
    {
      id: 'edit',
      label: t('common:edit'),
      icon: <EditRegular />,
      onSelect: () => setDoing({ what: 'edit', connection }),
    },
    {
      id: 'remove',
      label: t('common:remove'),
      icon: <DeleteRegular />,
      onSelect: () => setDoing({ what: 'remove', connection }),
    },
  ];
  return (
    <>
      <DataList
        label={t('title')}
        columns={columns}
        list={list}
        rowId={({ id }) => id}
        rowName={({ displayName }) => displayName}
        search={textOf}
        actions={actions}
        onOpen={({ id }) => navigate({ to: '/admin/connections/$id', params: { id } })}
        empty={{ title: t('emptyTitle'), text: t('emptyText'), icon: <PlugConnectedRegular /> }}
        sorted={{ column: 'displayName', descending: false }}
      />
      {doing?.what === 'edit' ? (
        <EditConnection id={doing.connection.id} onClose={() => setDoing(null)} />
      ) : null}
      {doing?.what === 'remove' ? (
        <RemoveConnection connection={doing.connection} onClose={() => setDoing(null)} />
      ) : null}
    </>
  );
}

function NameLink({ connection: { id, displayName } }: { connection: Connection }) {
  return (
    <Link className={useLinkStyles().link} to="/admin/connections/$id" params={{ id }}>
      {displayName}
    </Link>
  );
}

const textOf = ({ displayName, brand, exportUser }: Connection) =>
  [displayName, brand.name, brand.website, exportUser?.name, exportUser?.email].join(' ');

function columnsOf(t: TFunction<'connections'>, format: Format): Column<Connection>[] {
  const who = ({ sharedWithContributors }: Connection) =>
    sharedWithContributors ? t('contributorsToo') : t('administratorsOnly');
  return [
    {
      id: 'displayName',
      header: t('displayName'),
      width: 'minmax(120px, 1.8fr)',
      card: 'title',
      sort: ({ displayName }) => displayName,
      cell: (connection) => <NameLink connection={connection} />,
    },
    {
      id: 'type',
      header: t('type'),
      width: 'minmax(70px, 0.6fr)',
      sort: ({ type }) => type,
      cell: () => t('omnisend'),
    },
    {
      id: 'brand',
      header: t('brand'),
      width: 'minmax(90px, 1.2fr)',
      sort: ({ brand }) => brand.name,
      cell: ({ brand }) => brand.name,
    },
    { id: 'who', header: t('who'), width: 'minmax(130px, 1.6fr)', sort: who, cell: who },
    {
      id: 'exportUser',
      header: t('exportUser'),
      width: 'minmax(100px, 1.1fr)',
      sort: ({ exportUser }) => exportUser?.name ?? null,
      cell: ({ exportUser }) => (exportUser === null ? <NoExportUser /> : exportUser.name),
    },
    {
      id: 'usedBy',
      header: t('usedBy'),
      width: 'minmax(80px, 0.8fr)',
      sort: ({ exportsUsing }) => exportsUsing,
      cell: ({ exportsUsing }) =>
        t('exports', { count: exportsUsing, formatted: format.number(exportsUsing) }),
    },
    {
      id: 'created',
      header: t('created'),
      width: 'minmax(90px, 0.9fr)',
      sort: ({ createdAt }) => createdAt,
      cell: ({ createdAt }) => <Text title={format.exact(createdAt)}>{format.date(createdAt)}</Text>,
    },
  ];
}
