// A task followed to its end; what it changed is then read again.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { isActive } from '../../../src/core/transitions.ts';
import { api, ask, type Schemas } from '../../api/client.ts';

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

/** Reads everything again whenever a task of the list has ended since the last look, however short it was. */
export function useEndings(tasks: readonly Schemas['Task'][] | undefined): void {
  const queries = useQueryClient();
  const seen = useRef<string | null>(null);
  const ended = tasks
    ?.filter(({ status }) => !isActive(status))
    .map(({ id }) => id)
    .join(' ');
  useEffect(() => {
    if (ended === undefined) return;
    const isFirstLook = seen.current === null;
    const isNew = seen.current !== ended;
    seen.current = ended;
    if (isNew && !isFirstLook)
      void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'tasks' });
  }, [ended, queries]);
}
