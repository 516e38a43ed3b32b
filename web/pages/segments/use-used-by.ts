import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { exportsQuery } from '../../api/lists.ts';
import type { UsedBy } from './list-columns.tsx';

/** By segment, the exports that take it along. */
export function useUsedBy(): UsedBy {
  const { data } = useQuery(exportsQuery);
  return useMemo(() => {
    const found = new Map<string, { id: string; name: string }[]>();
    for (const { id, name, segmentIds } of data ?? []) {
      for (const segment of segmentIds) found.set(segment, [...(found.get(segment) ?? []), { id, name }]);
    }
    return found;
  }, [data]);
}
