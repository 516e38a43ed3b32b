import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ColumnType } from '../../../src/contract/columns.ts';
import { useFormat } from '../../ui/format.ts';

export type Cell = string | number | boolean | null | undefined;

/** A value of a table as people read it; what has none is ''. */
export function useCell(): (cell: Cell, type: ColumnType) => string {
  const { t } = useTranslation('common');
  const format = useFormat();
  return useCallback(
    (cell, type) => {
      if (cell === null || cell === undefined) return '';
      if (typeof cell === 'boolean') return t(cell ? 'yes' : 'no');
      if (typeof cell === 'number') return format.number(cell);
      // Customer ids are texts or numbers that nobody wants grouped; dates are days in UTC.
      if (type === 'timestamp' && !Number.isNaN(Date.parse(cell))) return format.dateTime(cell);
      return cell;
    },
    [t, format],
  );
}
