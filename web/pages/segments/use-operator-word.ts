import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Operator } from '../../../src/contract/rules.ts';
import type { ValueKind } from './comparisons.ts';

/** "is at least" of a number is "is at the earliest" of a date. */
export function useOperatorWord(): (op: Operator, of: ValueKind['of']) => string {
  const { t } = useTranslation('segments');
  return useCallback(
    (op, of) => {
      const ordersDates = of === 'date' && (op === 'lt' || op === 'lte' || op === 'gt' || op === 'gte');
      return ordersDates ? t(`dateOps.${op}`) : t(`ops.${op}`);
    },
    [t],
  );
}
