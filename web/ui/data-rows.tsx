// The rows of a DataList, of which only those in sight exist. Arrow keys, Page Up and Down, Home and End move between
// rows, Enter opens one, and Tab goes on to the controls inside it.
import { Checkbox, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { ArrowSortDown16Regular } from '@fluentui/react-icons/svg/arrow-sort-down';
import { ArrowSortUp16Regular } from '@fluentui/react-icons/svg/arrow-sort-up';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataListProps, Sorting } from './data-list.tsx';
import { DataRow } from './data-row.tsx';
import { useNarrow } from './use-narrow.ts';

const rowHeight = 48;
const cardHeight = 132;
const rowsOfPage = 10;

const useStyles = makeStyles({
  head: {
    position: 'sticky',
    top: '48px',
    zIndex: 1,
    display: 'grid',
    alignItems: 'center',
    minHeight: '40px',
    columnGap: tokens.spacingHorizontalL,
    paddingInline: tokens.spacingHorizontalL,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    color: tokens.colorNeutralForeground2,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
  },
  end: { justifySelf: 'end', textAlign: 'end' },
  sort: {
    border: 'none',
    padding: 0,
    margin: 0,
    font: 'inherit',
    color: 'inherit',
    backgroundColor: 'transparent',
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    cursor: 'pointer',
    borderRadius: tokens.borderRadiusSmall,
    ':hover': { color: tokens.colorNeutralForeground1 },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '2px' },
    textAlign: 'start',
  },
  // For who listens; who sees knows the three dots.
  unseen: { width: '1px', height: '1px', overflow: 'hidden', whiteSpace: 'nowrap' },
  body: { position: 'relative' },
});

type Props<T> = DataListProps<T> & {
  rows: T[];
  sorting: Sorting | null;
  onSort: (sorting: Sorting) => void;
};

export function DataRows<T>(props: Props<T>) {
  const { rows, label, rowId, onEnd, total } = props;
  const styles = useStyles();
  const narrow = useNarrow();
  const body = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const [top, setTop] = useState(0);
  // Where the rows begin in the page; what stands above them may grow.
  useLayoutEffect(() => {
    const measured = (body.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
    if (Math.abs(measured - top) > 1) setTop(measured);
  });
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => (narrow ? cardHeight : rowHeight),
    overscan: 12,
    scrollMargin: top,
    scrollPaddingStart: 96,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowId(row);
    },
  });
  const items = virtual.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onEnd !== undefined && lastShown >= rows.length - 5) onEnd();
  }, [onEnd, lastShown, rows.length]);

  const moveTo = (index: number) => {
    const next = Math.max(0, Math.min(index, rows.length - 1));
    setActive(next);
    virtual.scrollToIndex(next, { align: 'auto' });
    // The row may have to be drawn first.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        body.current?.querySelector<HTMLElement>(`[data-row="${next}"]`)?.focus({ preventScroll: true }),
      ),
    );
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // Keys inside a row's own controls are theirs.
    if (!(event.target instanceof HTMLElement) || event.target.dataset.row === undefined) return;
    const steps: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + rowsOfPage,
      PageUp: active - rowsOfPage,
      Home: 0,
      End: rows.length - 1,
    };
    const next = steps[event.key];
    if (next !== undefined) {
      event.preventDefault();
      moveTo(next);
    }
    const row = rows[active];
    if (event.key === 'Enter' && row !== undefined && props.onOpen !== undefined) {
      event.preventDefault();
      props.onOpen(row);
    }
  };
  const tabbable = Math.min(active, rows.length - 1);
  const activeIsDrawn = items.some(({ index }) => index === tabbable);
  return (
    <div role="grid" aria-label={label} aria-rowcount={(total ?? rows.length) + 1} onKeyDown={onKeyDown}>
      {narrow ? null : <DataHead {...props} />}
      <div ref={body} role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, key, start }, drawn) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <DataRow
              key={key}
              {...props}
              row={row}
              index={index}
              narrow={narrow}
              tabbable={activeIsDrawn ? index === tabbable : drawn === 0}
              offset={start - top}
              measure={narrow ? virtual.measureElement : undefined}
              onFocus={() => setActive(index)}
            />
          );
        })}
      </div>
    </div>
  );
}

export function tracksOf<T>({ columns, actions, selection }: DataListProps<T>): string {
  const tracks = columns.map(({ width }) => width ?? 'minmax(96px, 1fr)');
  if (selection !== undefined) tracks.unshift('32px');
  if (actions !== undefined) tracks.push('32px');
  return tracks.join(' ');
}

function DataHead<T>(props: Props<T>) {
  const { columns, actions, sorting, onSort, selection, rows, rowId } = props;
  const styles = useStyles();
  const { t } = useTranslation('common');
  const chosen = selection === undefined ? 0 : rows.filter((row) => selection.ids.has(rowId(row))).length;
  return (
    <div role="rowgroup">
      <div
        role="row"
        aria-rowindex={1}
        className={styles.head}
        style={{ gridTemplateColumns: tracksOf(props) }}
      >
        {selection === undefined ? null : (
          <span role="columnheader">
            <Checkbox
              aria-label={t('selectAll')}
              checked={chosen === 0 ? false : chosen === rows.length ? true : 'mixed'}
              onChange={(_, { checked }) =>
                selection.onChange(new Set(checked === true ? rows.map(rowId) : []))
              }
            />
          </span>
        )}
        {columns.map(({ id, header, sort, align }) => {
          const descending = sorting?.column === id ? sorting.descending : null;
          const order = descending === null ? 'none' : descending ? 'descending' : 'ascending';
          return (
            <span
              key={id}
              role="columnheader"
              aria-sort={sort === undefined ? undefined : order}
              className={mergeClasses(align === 'end' && styles.end)}
            >
              {sort === undefined ? (
                header
              ) : (
                <button
                  type="button"
                  className={styles.sort}
                  onClick={() => onSort({ column: id, descending: descending === false })}
                >
                  {header}
                  {descending === null ? null : descending ? (
                    <ArrowSortDown16Regular />
                  ) : (
                    <ArrowSortUp16Regular />
                  )}
                </button>
              )}
            </span>
          );
        })}
        {actions === undefined ? null : (
          <span role="columnheader" className={styles.unseen}>
            {t('actions')}
          </span>
        )}
      </div>
    </div>
  );
}
