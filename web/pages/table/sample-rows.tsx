// The first rows of a table. Only the rows and columns in sight are drawn; all of it scrolls inside its card.
import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cell } from '../../../src/contract/tables.ts';
import { useFormat } from '../../ui/format.ts';
import type { TableInfo } from '../sources/queries.ts';
import { cellText } from './cell-text.ts';

const rowHeight = 32;
const columnWidth = 168;

const useStyles = makeStyles({
  frame: {
    position: 'relative',
    overflow: 'auto',
    maxHeight: '420px',
    borderRadius: tokens.borderRadiusMedium,
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
  head: {
    position: 'sticky',
    top: 0,
    zIndex: 1,
    height: '36px',
    backgroundColor: tokens.colorNeutralBackground2,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
  },
  row: {
    position: 'absolute',
    insetInlineStart: 0,
    top: 0,
    height: `${rowHeight}px`,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    fontSize: tokens.fontSizeBase200,
  },
  cell: {
    position: 'absolute',
    top: 0,
    bottom: 0,
    display: 'block',
    lineHeight: `${rowHeight}px`,
    paddingInline: tokens.spacingHorizontalM,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
  },
  end: { textAlign: 'end', fontVariantNumeric: 'tabular-nums' },
  empty: { color: tokens.colorNeutralForeground3 },
});

type Props = { name: string; columns: TableInfo['columns']; rows: Record<string, Cell>[] };

export function SampleRows({ name, columns, rows }: Props) {
  const styles = useStyles();
  const { t } = useTranslation(['sources', 'common']);
  const format = useFormat();
  const frame = useRef<HTMLDivElement>(null);
  const down = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const across = useVirtualizer({
    count: columns.length,
    horizontal: true,
    getScrollElement: () => frame.current,
    estimateSize: () => columnWidth,
    overscan: 4,
  });
  const words = { yes: t('common:yes'), no: t('common:no'), empty: '–' };
  const width = across.getTotalSize();
  const seen = across.getVirtualItems();
  const place = (start: number) => ({ insetInlineStart: start, width: columnWidth });
  const headCells = seen.map(({ index, key, start }) => {
    const column = columns[index];
    return (
      <span
        key={key}
        role="columnheader"
        aria-colindex={index + 1}
        title={column?.name}
        className={mergeClasses(styles.cell, column?.type === 'number' && styles.end)}
        style={place(start)}
      >
        {column?.name}
      </span>
    );
  });
  const rowCells = (row: Record<string, Cell>) =>
    seen.map(({ index, key, start }) => {
      const column = columns[index];
      if (column === undefined) return null;
      const text = cellText(row[column.name], column.type, format, words);
      return (
        <span
          key={key}
          role="cell"
          aria-colindex={index + 1}
          title={text}
          className={mergeClasses(
            styles.cell,
            column.type === 'number' && styles.end,
            text === words.empty && styles.empty,
          )}
          style={place(start)}
        >
          {text}
        </span>
      );
    });
  return (
    <section
      ref={frame}
      className={styles.frame}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
      tabIndex={0}
      aria-label={t('sampleLabel', { name })}
    >
      <div
        role="table"
        aria-label={t('sampleRows')}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        style={{ width, minWidth: '100%' }}
      >
        <div role="rowgroup" className={styles.head}>
          <div role="row" aria-rowindex={1} style={{ position: 'relative', height: '100%' }}>
            {headCells}
          </div>
        </div>
        <div role="rowgroup" style={{ position: 'relative', height: down.getTotalSize() }}>
          {down.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              <div
                key={key}
                role="row"
                aria-rowindex={index + 2}
                className={styles.row}
                style={{ transform: `translateY(${start}px)`, width: '100%' }}
              >
                {rowCells(row)}
              </div>
            );
          })}
        </div>
      </div>
    </section>
  );
}
