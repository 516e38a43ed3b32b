// A task followed to its end; what it changed is then read again.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isActive } from '../../../src/core/transitions.ts';
import { api, ask } from '../../api/client.ts';

const lookEveryMilliseconds = 700;

export function useTask(id: string | null) {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ['tasks', id],
    queryFn: () => ask(api.GET('/api/tasks/{id}', { params: { path: { id: id ?? '' } } })),
    enabled: id !== null,
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && !isActive(data.status) ? false : lookEveryMilliseconds,
  });
  const ended = query.data !== undefined && !isActive(query.data.status);
  useEffect(() => {
    // All but the task itself: sources, tables, segments, exports may have changed with it.
    if (ended) void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] !== id });
  }, [ended, id, queries]);
  return query;
}
