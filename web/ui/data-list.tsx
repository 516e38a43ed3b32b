// The list that every page of lists uses: sorted, searched and drawn in the browser, and only the rows in sight are
// drawn, so that ten thousand scroll smoothly. On a narrow screen each row becomes a card.
import { makeStyles, tokens } from '@fluentui/react-components';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataListBar } from './data-list-bar.tsx';
import { DataRows } from './data-rows.tsx';
import { type Empty, EmptyState } from './empty-state.tsx';
import { useFormat } from './format.ts';
import { ListSkeleton } from './list-skeleton.tsx';
import { ProblemBar } from './problem.tsx';

export type Column<T> = {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** Makes the column sortable. */
  sort?: (row: T) => string | number | null;
  /** A track of a CSS grid; `minmax(96px, 1fr)` unless said. */
  width?: string;
  align?: 'end';
  /** On a narrow screen: `title` leads the card, `hidden` is left out; a line with its header unless said. */
  card?: 'title' | 'hidden';
};

export type RowAction = {
  id: string;
  label: string;
  icon?: ReactNode;
  onSelect: () => void;
  /** Why it cannot be done now; the action is shown, and cannot be chosen. */
  disabled?: string | false;
};

export type Sorting = { column: string; descending: boolean };

/** What useQuery answers with, as far as a list cares. */
export type ListState<T> = { data: T[] | undefined; error: unknown; refetch: () => unknown };

export type DataListProps<T> = {
  /** Names the table for who cannot see it. */
  label: string;
  columns: Column<T>[];
  list: ListState<T>;
  rowId: (row: T) => string;
  /** What the row is called: "Fler åtgärder för {{name}}". */
  rowName: (row: T) => string;
  /** All the text that the search box looks into; without it there is no search box. */
  search?: (row: T) => string;
  /** For lists that are fetched bit by bit: the server searches, and the page keeps what was typed. */
  serverSearch?: { q: string; onChange: (q: string) => void };
  actions?: (row: T) => RowAction[];
  /** Enter on a row, or a click beside its controls. */
  onOpen?: (row: T) => void;
  empty: Empty;
  /** Beside the search box: filters, buttons for what is selected. */
  toolbar?: ReactNode;
  sorted?: Sorting;
  selection?: { ids: ReadonlySet<string>; onChange: (ids: Set<string>) => void };
  /** Called when the end comes into sight: for lists that are fetched bit by bit. */
  onEnd?: (() => void) | undefined;
  /** Of how many, where not all are fetched. */
  total?: number | undefined;
};

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, minWidth: 0 },
  frame: {
    borderRadius: tokens.borderRadiusXLarge,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    backgroundColor: tokens.colorNeutralBackground1,
    minWidth: 0,
    // Not "hidden": the head of the table stays in sight while the page scrolls.
    overflow: 'clip',
  },
});

export function DataList<T>(props: DataListProps<T>) {
  const { list, empty, search, columns, label } = props;
  const styles = useStyles();
  const { t } = useTranslation('common');
  const [typed, setTyped] = useState('');
  const { serverSearch } = props;
  const q = serverSearch?.q ?? typed;
  const [sorting, setSorting] = useState<Sorting | null>(props.sorted ?? null);
  const rows = useRows(list.data, { q, search, sorting, columns });
  const { data } = list;
  return (
    <div className={styles.list}>
      <DataListBar
        {...props}
        q={q}
        onSearch={serverSearch?.onChange ?? setTyped}
        sorting={sorting}
        onSort={setSorting}
        shown={rows.length}
        rows={rows}
      />
      {list.error === null || list.error === undefined ? null : (
        <ProblemBar
          problem={list.error}
          intent={data === undefined ? 'error' : 'warning'}
          onRetry={() => list.refetch()}
        />
      )}
      {data === undefined && !list.error ? <ListSkeleton label={t('loading')} /> : null}
      {data === undefined ? null : (
        <div className={styles.frame}>
          {data.length === 0 && q === '' ? <EmptyState {...empty} /> : null}
          {rows.length === 0 && q !== '' ? <EmptyState title={t('nothingFound', { q })} /> : null}
          {rows.length === 0 ? null : (
            <DataRows {...props} label={label} rows={rows} sorting={sorting} onSort={setSorting} />
          )}
        </div>
      )}
    </div>
  );
}

type View<T> = {
  q: string;
  search: ((row: T) => string) | undefined;
  sorting: Sorting | null;
  columns: Column<T>[];
};

function useRows<T>(data: T[] | undefined, { q, search, sorting, columns }: View<T>): T[] {
  const { compare } = useFormat();
  const wanted = q.trim().toLocaleLowerCase();
  const key = columns.find(({ id }) => id === sorting?.column)?.sort;
  return useMemo(() => {
    const all = data ?? [];
    const found =
      wanted === '' || search === undefined
        ? all
        : all.filter((row) => search(row).toLocaleLowerCase().includes(wanted));
    if (key === undefined) return found;
    const sign = sorting?.descending ? -1 : 1;
    // Each key once; rows without one come last either way.
    return found
      .map((row) => ({ row, at: key(row) }))
      .sort((a, b) => {
        if (a.at === null || b.at === null) return (a.at === null ? 1 : 0) - (b.at === null ? 1 : 0);
        if (typeof a.at === 'number' && typeof b.at === 'number') return (a.at - b.at) * sign;
        return compare(String(a.at), String(b.at)) * sign;
      })
      .map(({ row }) => row);
  }, [data, wanted, search, key, sorting?.descending, compare]);
}
