import { Button } from '@fluentui/react-components';
import { Add20Regular } from '@fluentui/react-icons/svg/add';
import { Filter20Regular } from '@fluentui/react-icons/svg/filter';
import { PeopleAudience20Regular } from '@fluentui/react-icons/svg/people-audience';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { segmentsQuery } from '../api/lists.ts';
import { useMay } from '../api/session.ts';
import { DataList } from '../ui/data-list.tsx';
import { useFormat } from '../ui/format.ts';
import { PageHeader } from '../ui/page-header.tsx';
import { BulkBar } from './segments/bulk-bar.tsx';
import { CheckMenu } from './segments/check-menu.tsx';
import { useSegmentColumns } from './segments/list-columns.tsx';
import { AddToExportsDialog, RemoveDialog, TagDialog } from './segments/list-dialogs.tsx';
import type { Segment } from './segments/segment-queries.ts';
import { useRefreshes } from './segments/use-refreshes.tsx';
import { useSegmentActions } from './segments/use-segment-actions.tsx';
import { useUsedBy } from './segments/use-used-by.ts';

type Asking = { what: 'remove' | 'tag' | 'addToExport'; segments: Segment[] };

const idOf = ({ id }: Segment) => id;
const nameOf = ({ name }: Segment) => name;
const textOf = ({ name, tags, description }: Segment) => [name, ...tags, description].join('\n');

export function Segments() {
  const { t } = useTranslation('segments');
  const may = useMay();
  const navigate = useNavigate();
  const query = useQuery(segmentsQuery);
  const usedBy = useUsedBy();
  const { going, start, followers } = useRefreshes();
  const [chosenIds, setChosenIds] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<Asking | null>(null);
  const { list, tags, filter, clear } = useTagFilter(query.data);
  const columns = useSegmentColumns({ usedBy, going });
  const actions = useSegmentActions({
    onRefresh: start,
    onAddToExport: (segment) => setAsking({ what: 'addToExport', segments: [segment] }),
    onRemove: (segment) => setAsking({ what: 'remove', segments: [segment] }),
  });
  const chosen = (query.data ?? []).filter(({ id }) => chosenIds.has(id));
  const create = may('segments.create') ? (
    <Button
      appearance="primary"
      icon={<Add20Regular />}
      onClick={() => void navigate({ to: '/segments/new' })}
    >
      {t('new')}
    </Button>
  ) : null;
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={create} />
      <DataList
        label={t('listLabel')}
        columns={columns}
        list={{ ...query, data: list }}
        rowId={idOf}
        rowName={nameOf}
        search={textOf}
        actions={actions}
        onOpen={({ id }) => void navigate({ to: '/segments/$id', params: { id } })}
        sorted={{ column: 'name', descending: false }}
        empty={
          (query.data?.length ?? 0) > 0
            ? { title: t('noneTagged'), action: clear }
            : {
                title: t('emptyTitle'),
                text: t('emptyText'),
                icon: <PeopleAudience20Regular />,
                action: create,
              }
        }
        toolbar={
          <>
            {filter}
            {chosen.length === 0 ? null : (
              <BulkBar
                chosen={chosen}
                onRefresh={start}
                onTag={() => setAsking({ what: 'tag', segments: chosen })}
                onRemove={() => setAsking({ what: 'remove', segments: chosen })}
              />
            )}
          </>
        }
        {...(may('segments.update')
          ? { selection: { ids: chosenIds, onChange: (ids: Set<string>) => setChosenIds(ids) } }
          : {})}
      />
      {followers}
      <Asked
        asking={asking}
        tags={tags}
        usedBy={usedBy}
        onClose={() => setAsking(null)}
        onRemoved={() => setChosenIds(new Set())}
      />
    </>
  );
}

type AskedProps = {
  asking: Asking | null;
  tags: string[];
  usedBy: ReturnType<typeof useUsedBy>;
  onClose: () => void;
  onRemoved: () => void;
};

function Asked({ asking, tags, usedBy, onClose, onRemoved }: AskedProps) {
  const [first] = asking?.segments ?? [];
  if (asking === null || first === undefined) return null;
  const { segments } = asking;
  switch (asking.what) {
    case 'remove':
      return <RemoveDialog {...{ segments, usedBy, onClose, onRemoved }} />;
    case 'tag':
      return <TagDialog {...{ segments, onClose }} known={tags} />;
    case 'addToExport':
      return <AddToExportsDialog segment={first} onClose={onClose} />;
  }
}

/** Segments that have all of the chosen tags. */
function useTagFilter(segments: Segment[] | undefined): {
  list: Segment[] | undefined;
  tags: string[];
  filter: ReactNode;
  clear: ReactNode;
} {
  const { t } = useTranslation('segments');
  const format = useFormat();
  const [chosen, setChosen] = useState<string[]>([]);
  const tags = useMemo(
    () => [...new Set((segments ?? []).flatMap((segment) => segment.tags))].sort(format.compare),
    [segments, format],
  );
  const list = useMemo(
    () => segments?.filter((segment) => chosen.every((tag) => segment.tags.includes(tag))),
    [segments, chosen],
  );
  const label =
    chosen.length === 0 ? t('filterTags') : t('filterTagsSome', { formatted: format.number(chosen.length) });
  const filter =
    tags.length === 0 ? null : (
      <CheckMenu
        label={label}
        icon={<Filter20Regular />}
        options={tags}
        chosen={chosen}
        onChange={setChosen}
      />
    );
  return { list, tags, filter, clear: <Button onClick={() => setChosen([])}>{t('clearFilter')}</Button> };
}
