// Above the rows of a DataList: search, filters, how many, and on a narrow screen the order.
import { Button, makeStyles, SearchBox, Select, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { DataListProps, Sorting } from './data-list.tsx';
import { useFormat } from './format.ts';
import { useNarrow } from './use-narrow.ts';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalS,
  },
  search: {
    width: '280px',
    maxWidth: '100%',
    '@media (max-width: 640px)': { width: '100%', maxWidth: '100%' },
  },
  count: {
    marginInlineStart: 'auto',
    color: tokens.colorNeutralForeground3,
    fontSize: tokens.fontSizeBase200,
    fontVariantNumeric: 'tabular-nums',
  },
});

type Props<T> = DataListProps<T> & {
  q: string;
  onSearch: (q: string) => void;
  sorting: Sorting | null;
  onSort: (sorting: Sorting) => void;
  shown: number;
  rows: T[];
};

export function DataListBar<T>(props: Props<T>) {
  const { list, search, serverSearch, toolbar, q, onSearch, shown, total, selection } = props;
  const styles = useStyles();
  const { t } = useTranslation('common');
  const format = useFormat();
  const narrow = useNarrow();
  const all = total ?? list.data?.length ?? 0;
  // Stays while the server searches anew, so that what is typed goes on into the same box.
  if (list.data === undefined && serverSearch === undefined) return null;
  if (list.data?.length === 0 && toolbar === undefined && q === '') return null;
  const count =
    shown === all
      ? t('rows', { count: all, formatted: format.number(all) })
      : t('rowsOf', { shown: format.number(shown), total: format.number(all) });
  return (
    <div className={styles.bar}>
      {search === undefined && serverSearch === undefined ? null : (
        <SearchBox
          className={styles.search}
          aria-label={t('search')}
          placeholder={t('search')}
          value={q}
          onChange={(_, { value }) => onSearch(value)}
          dismiss={{ 'aria-label': t('clearSearch') }}
        />
      )}
      {narrow ? <SortSelect {...props} /> : null}
      {toolbar}
      {selection !== undefined && selection.ids.size > 0 ? (
        <Button appearance="subtle" size="small" onClick={() => selection.onChange(new Set())}>
          {t('selected', { count: selection.ids.size, formatted: format.number(selection.ids.size) })} ·{' '}
          {t('clearSelection')}
        </Button>
      ) : null}
      <span className={styles.count} role="status">
        {count}
      </span>
    </div>
  );
}

function SortSelect<T>({ columns, sorting, onSort }: Props<T>) {
  const { t } = useTranslation('common');
  const sortable = columns.filter(({ sort }) => sort !== undefined);
  if (sortable.length === 0) return null;
  const optionOf = ({ column, descending }: Sorting) => `${descending ? '-' : ''}${column}`;
  return (
    <Select
      aria-label={t('sortBy')}
      value={sorting === null ? '' : optionOf(sorting)}
      onChange={(_, { value }) =>
        onSort({ column: value.replace(/^-/, ''), descending: value.startsWith('-') })
      }
    >
      {sorting === null ? <option value="">{t('sortBy')} …</option> : null}
      {sortable.flatMap(({ id, header }) =>
        [false, true].map((descending) => (
          <option key={`${id}${descending}`} value={optionOf({ column: id, descending })}>
            {header}, {t(descending ? 'descending' : 'ascending')}
          </option>
        )),
      )}
    </Select>
  );
}
