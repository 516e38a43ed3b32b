import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, type List, type Schemas } from '../api/client.ts';
import { useMay } from '../api/session.ts';
import { NotFound } from '../ui/broken.tsx';
import { DataList } from '../ui/data-list.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { useAuditColumns } from './audit/columns.tsx';
import { EntryPane } from './audit/entry-pane.tsx';
import { type AuditFilter, AuditFilters } from './audit/filters.tsx';
import { useVerifyLog } from './audit/verify-log.tsx';
import { useActionName } from './audit/words.ts';

type Entry = Schemas['AuditEntry'];
const pageSize = 200;

export function Audit() {
  return useMay()('audit.list') ? <AuditPage /> : <NotFound />;
}

function AuditPage() {
  const { t } = useTranslation('audit');
  const [filter, setFilter] = useState<AuditFilter>({});
  const [shown, setShown] = useState<Entry | null>(null);
  const actionName = useActionName();
  const verify = useVerifyLog();
  const entries = useEntries(filter);
  const columns = useAuditColumns(setShown);
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={verify.button} />
      {verify.verdict}
      <DataList
        label={t('title')}
        list={entries.list}
        total={entries.total}
        onEnd={entries.onEnd}
        columns={columns}
        rowId={({ number }) => String(number)}
        rowName={({ action }) => actionName(action)}
        onOpen={setShown}
        empty={{ title: t('empty') }}
        toolbar={<AuditFilters filter={filter} onChange={setFilter} />}
      />
      <EntryPane entry={shown} onClose={() => setShown(null)} />
    </>
  );
}

function useEntries(filter: AuditFilter) {
  const query = useInfiniteQuery({
    queryKey: ['audit', filter],
    initialPageParam: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam: offset }): Promise<List<Entry>> =>
      ask(api.GET('/api/audit', { params: { query: { ...filter, limit: pageSize, offset } } })),
    getNextPageParam: (last, pages) => {
      const have = pages.reduce((sum, { items }) => sum + items.length, 0);
      return have < last.total ? have : undefined;
    },
  });
  const data = useMemo(() => {
    // An entry that was added meanwhile moves the others: the same one may come twice.
    const all = query.data?.pages.flatMap(({ items }) => items);
    return all && [...new Map(all.map((entry) => [entry.number, entry])).values()];
  }, [query.data]);
  const onEnd = query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined;
  const total = query.data?.pages.at(-1)?.total;
  return { list: { data, error: query.error, refetch: query.refetch }, total, onEnd };
}
