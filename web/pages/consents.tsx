// Who agreed to which text on data privacy, for good.
import { ShieldCheckmarkRegular } from '@fluentui/react-icons/svg/shield-checkmark';
import { useQuery } from '@tanstack/react-query';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../api/session.ts';
import { NotFound } from '../ui/broken.tsx';
import { type Column, DataList } from '../ui/data-list.tsx';
import { type Format, useFormat } from '../ui/format.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { type Consent, consentsQuery } from './connections/data.ts';
import { useRoomFor } from './exports/columns.tsx';

const firstToGo = ['version'];
const nextToGo = ['brand', 'acceptedBy', 'version', 'removedBy'];

export function Consents() {
  return useMay()('connections.consents') ? <ConsentsPage /> : <NotFound />;
}

function ConsentsPage() {
  const { t, i18n } = useTranslation('connections');
  const format = useFormat();
  const list = useQuery(consentsQuery);
  // biome-ignore lint/correctness/useExhaustiveDependencies: t stays the same function when the language changes
  const all = useMemo(() => columnsOf(t, format), [t, format, i18n.language]);
  const columns = useRoomFor(all, firstToGo, nextToGo);
  return (
    <>
      <PageHeader
        title={t('consents')}
        description={t('consentsText')}
        up={{ to: '/admin/connections', label: t('title') }}
      />
      <DataList
        label={t('consents')}
        columns={columns}
        list={list}
        rowId={({ id }) => id}
        rowName={({ connectionName }) => connectionName}
        search={textOf}
        empty={{ title: t('consentsEmpty'), icon: <ShieldCheckmarkRegular /> }}
        sorted={{ column: 'acceptedAt', descending: true }}
      />
    </>
  );
}

const textOf = ({ connectionName, brand, acceptedBy, withdrawnBy }: Consent) =>
  [connectionName, brand.name, acceptedBy, withdrawnBy].join(' ');

function columnsOf(t: TFunction<'connections'>, format: Format): Column<Consent>[] {
  const until = ({ withdrawnAt }: Consent) =>
    withdrawnAt === null ? t('inForce') : format.dateTime(withdrawnAt);
  return [
    {
      id: 'connection',
      header: t('connection'),
      width: 'minmax(110px, 1.3fr)',
      card: 'title',
      sort: ({ connectionName }) => connectionName,
      cell: ({ connectionName }) => connectionName,
    },
    { id: 'brand', header: t('brand'), sort: ({ brand }) => brand.name, cell: ({ brand }) => brand.name },
    {
      id: 'acceptedBy',
      header: t('acceptedBy'),
      sort: ({ acceptedBy }) => acceptedBy,
      cell: ({ acceptedBy }) => acceptedBy,
    },
    {
      id: 'acceptedAt',
      header: t('acceptedAt'),
      width: 'minmax(130px, 1fr)',
      sort: ({ acceptedAt }) => acceptedAt,
      cell: ({ acceptedAt }) => format.dateTime(acceptedAt),
    },
    {
      id: 'version',
      header: t('textVersion'),
      sort: ({ version }) => version,
      cell: ({ version }) => version,
    },
    {
      id: 'until',
      header: t('until'),
      width: 'minmax(130px, 1fr)',
      sort: ({ withdrawnAt }) => withdrawnAt,
      cell: until,
    },
    {
      id: 'removedBy',
      header: t('removedBy'),
      sort: ({ withdrawnBy }) => withdrawnBy,
      cell: ({ withdrawnBy }) => withdrawnBy ?? '',
    },
  ];
}
