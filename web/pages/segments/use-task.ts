// Follows the task of a refresh until it has ended.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { isActive } from '../../../src/core/transitions.ts';
import { api, ask, type Schemas } from '../../api/client.ts';

export type Task = Schemas['Task'];

const lookMilliseconds = 700;

const taskQuery = (id: string) =>
  queryOptions({
    queryKey: ['tasks', id],
    queryFn: () => ask(api.GET('/api/tasks/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state: { data } }) =>
      data === undefined || isActive(data.status) ? lookMilliseconds : false,
  });

/** @param onEnded called once, also when it had ended before anybody looked. */
export function useTask(id: string | null, onEnded: (task: Task) => void): Task | null {
  const { data } = useQuery({ ...taskQuery(id ?? ''), enabled: id !== null });
  const told = useRef<string | null>(null);
  useEffect(() => {
    if (data === undefined || id === null || isActive(data.status) || told.current === data.id) return;
    told.current = data.id;
    onEnded(data);
  }, [data, id, onEnded]);
  return id === null ? null : (data ?? null);
}
