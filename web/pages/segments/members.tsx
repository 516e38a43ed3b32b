// The first hundred members with their attributes.
import { Spinner } from '@fluentui/react-components';
import { ColumnTriple20Regular } from '@fluentui/react-icons/svg/column-triple';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ask, type List } from '../../api/client.ts';
import { type Column, DataList } from '../../ui/data-list.tsx';
import { CheckMenu } from './check-menu.tsx';
import type { Segment, Table } from './segment-queries.ts';
import { type Cell, useCell } from './use-cell.ts';

type Row = Record<string, Cell>;
const limit = 100;
const columnsAtFirst = 6;

const membersQuery = (id: string) =>
  queryOptions({
    queryKey: ['segments', id, 'members'],
    queryFn: async () => {
      const answer = await ask(
        api.GET('/api/segments/{id}/members', { params: { path: { id }, query: { limit } } }),
      );
      // The same call gives text for `format=csv`.
      return answer as unknown as List<Row>;
    },
  });

type Props = { segment: Segment; profiles: Table; used: ReadonlySet<string> };

/** @param used attributes that the rules are about: shown first. */
export function Members({ segment, profiles, used }: Props) {
  const { t } = useTranslation('segments');
  const query = useQuery(membersQuery(segment.id));
  const first = useMemo(() => {
    const rank = (name: string) => (name === profiles.idColumn ? 0 : used.has(name) ? 1 : 2);
    const names = profiles.columns.map(({ name }) => name).sort((a, b) => rank(a) - rank(b));
    return names.slice(0, columnsAtFirst);
  }, [profiles, used]);
  const [chosen, setChosen] = useState<string[] | null>(null);
  const names = chosen ?? first;
  const columns = useMemberColumns(profiles, names);
  if (query.isLoading) return <Spinner size="tiny" />;
  return (
    <DataList
      label={t('details.membersLabel', { name: segment.name })}
      columns={columns}
      list={{ ...query, data: query.data?.items }}
      rowId={(row) => String(row[profiles.idColumn])}
      rowName={(row) => String(row[profiles.idColumn])}
      search={(row) => names.map((name) => String(row[name] ?? '')).join('\n')}
      total={query.data?.total}
      empty={{ title: t('details.noMembersTitle'), text: t('details.noMembersText') }}
      toolbar={
        <CheckMenu
          label={t('details.columns')}
          icon={<ColumnTriple20Regular />}
          options={profiles.columns.map(({ name }) => name)}
          chosen={names}
          onChange={(next) => {
            if (next.length > 0) setChosen(next);
          }}
        />
      }
    />
  );
}

function useMemberColumns(profiles: Table, names: string[]): Column<Row>[] {
  const cellOf = useCell();
  return useMemo(
    () =>
      profiles.columns
        .filter(({ name }) => names.includes(name))
        .map(({ name, type }): Column<Row> => {
          const isId = name === profiles.idColumn;
          return {
            id: name,
            header: name,
            cell: (row) => (isId ? String(row[name] ?? '') : cellOf(row[name], type)),
            sort: (row) => {
              const value = row[name];
              return typeof value === 'boolean' ? Number(value) : (value ?? null);
            },
            ...(type === 'number' && !isId ? { align: 'end' as const } : {}),
            ...(isId ? { card: 'title' as const } : {}),
          };
        }),
    [profiles, names, cellOf],
  );
}
