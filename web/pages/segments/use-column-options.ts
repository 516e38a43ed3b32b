import { useTranslation } from 'react-i18next';
import type { Column } from './segment-queries.ts';

/** Columns to choose from; one that is chosen and not there any more stays to be seen. */
export function useColumnOptions(
  columns: readonly Column[],
  chosen: string,
): { value: string; label: string }[] {
  const { t } = useTranslation('segments');
  const options = columns.map(({ name }) => ({ value: name, label: name }));
  if (chosen === '') return [{ value: '', label: t('builder.choose') }, ...options];
  if (options.some(({ value }) => value === chosen)) return options;
  return [{ value: chosen, label: t('builder.unknown', { name: chosen }) }, ...options];
}
