// One row of a DataList, or its card on a narrow screen.
import { Checkbox, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { DataListProps } from './data-list.tsx';
import { tracksOf } from './data-rows.tsx';
import { RowMenu } from './row-menu.tsx';

const useStyles = makeStyles({
  row: {
    position: 'absolute',
    insetInline: 0,
    top: 0,
    minHeight: '48px',
    paddingInline: tokens.spacingHorizontalL,
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    backgroundColor: tokens.colorNeutralBackground1,
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    ':focus': { outlineStyle: 'none' },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-3px' },
  },
  wide: {
    display: 'grid',
    alignItems: 'center',
    height: '48px',
    columnGap: tokens.spacingHorizontalL,
  },
  cell: {
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    minWidth: 0,
    paddingBlock: '2px',
  },
  end: { justifySelf: 'end', textAlign: 'end', fontVariantNumeric: 'tabular-nums', maxWidth: '100%' },
  opens: { cursor: 'pointer' },
  chosen: { backgroundColor: tokens.colorSubtleBackgroundSelected },
  card: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) max-content',
    gap: tokens.spacingVerticalXS,
    paddingBlock: tokens.spacingVerticalM,
  },
  cardTitle: { fontWeight: tokens.fontWeightSemibold, minWidth: 0, alignSelf: 'center' },
  lines: { gridColumn: '1 / -1', display: 'grid', gap: tokens.spacingVerticalXXS },
  line: {
    display: 'grid',
    gridTemplateColumns: 'minmax(96px, 2fr) minmax(0, 3fr)',
    gap: tokens.spacingHorizontalS,
  },
  name: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
  corner: { display: 'flex', alignItems: 'center' },
});

type Props<T> = DataListProps<T> & {
  row: T;
  index: number;
  narrow: boolean;
  tabbable: boolean;
  offset: number;
  measure: ((element: HTMLElement | null) => void) | undefined;
  onFocus: () => void;
};

export function DataRow<T>(props: Props<T>) {
  const { row, index, narrow, tabbable, offset, measure, onFocus, onOpen, rowId, selection } = props;
  const styles = useStyles();
  const chosen = selection?.ids.has(rowId(row)) ?? false;
  const open = (event: MouseEvent<HTMLElement>) => {
    // Links, buttons and boxes inside the row do what they say; menus lie outside of it.
    const at = event.target;
    if (!(at instanceof Element) || at.closest('a, button, input, label, [role=menuitem]') !== null) return;
    if (event.currentTarget.contains(at)) onOpen?.(row);
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid handles the keys of its rows
    <div
      ref={measure}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selection === undefined ? undefined : chosen}
      data-index={index}
      data-row={index}
      tabIndex={tabbable ? 0 : -1}
      className={mergeClasses(
        styles.row,
        narrow ? styles.card : styles.wide,
        onOpen !== undefined && styles.opens,
        chosen && styles.chosen,
      )}
      style={{
        transform: `translateY(${offset}px)`,
        ...(narrow ? {} : { gridTemplateColumns: tracksOf(props) }),
      }}
      onFocus={onFocus}
      onClick={open}
    >
      {narrow ? <CardCells {...props} /> : <RowCells {...props} />}
    </div>
  );
}

function RowCells<T>(props: Props<T>) {
  const { row, columns, actions, selection } = props;
  const styles = useStyles();
  return (
    <>
      {selection === undefined ? null : (
        <span role="gridcell">
          <SelectBox {...props} />
        </span>
      )}
      {columns.map(({ id, cell, align }) => (
        <span key={id} role="gridcell" className={mergeClasses(styles.cell, align === 'end' && styles.end)}>
          {cell(row)}
        </span>
      ))}
      {actions === undefined ? null : (
        <span role="gridcell">
          <RowMenu name={props.rowName(row)} actions={actions(row)} />
        </span>
      )}
    </>
  );
}

function SelectBox<T>({ row, rowId, rowName, selection }: Props<T>) {
  const { t } = useTranslation('common');
  if (selection === undefined) return null;
  const id = rowId(row);
  return (
    <Checkbox
      aria-label={t('selectRow', { name: rowName(row) })}
      checked={selection.ids.has(id)}
      onChange={(_, { checked }) => {
        const ids = new Set(selection.ids);
        if (checked === true) ids.add(id);
        else ids.delete(id);
        selection.onChange(ids);
      }}
    />
  );
}

function CardCells<T>(props: Props<T>) {
  const { row, columns, actions, selection } = props;
  const styles = useStyles();
  const title = columns.find(({ card }) => card === 'title') ?? columns[0];
  const lines = columns.filter((column) => column !== title && column.card !== 'hidden');
  return (
    <>
      <span role="gridcell" className={styles.cardTitle}>
        {title?.cell(row)}
      </span>
      <span role="gridcell" className={styles.corner}>
        {selection === undefined ? null : <SelectBox {...props} />}
        {actions === undefined ? null : <RowMenu name={props.rowName(row)} actions={actions(row)} />}
      </span>
      <span role="gridcell" className={styles.lines}>
        {lines
          .map(({ id, header, cell }) => ({ id, header, value: cell(row) }))
          .filter(({ value }) => value !== '' && value !== null && value !== undefined)
          .map(({ id, header, value }) => (
            <span key={id} className={styles.line}>
              <span className={styles.name}>{header}</span>
              <span>{value}</span>
            </span>
          ))}
      </span>
    </>
  );
}
