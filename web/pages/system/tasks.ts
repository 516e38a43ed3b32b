// The tasks of every refresh, the latest first, fetched bit by bit and looked at again while something goes on.
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { isActive } from '../../../src/core/transitions.ts';
import { api, ask, type List, type Schemas } from '../../api/client.ts';

export type Task = Schemas['Task'];
export type TaskFilter = { kind?: Task['kind']; status?: Task['status']; q?: string };

const pageSize = 100;
const lookEveryMilliseconds = 1500;
/** Something may begin by itself at any time: a schedule, somebody else. */
const calmMilliseconds = 15_000;

const pause = (tasks: Task[]) =>
  tasks.some(({ status }) => isActive(status)) ? lookEveryMilliseconds : calmMilliseconds;

export function useTasks(filter: TaskFilter) {
  const query = useInfiniteQuery({
    queryKey: ['tasks', filter],
    initialPageParam: 0,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam: offset }): Promise<List<Task>> =>
      ask(api.GET('/api/tasks', { params: { query: { ...filter, limit: pageSize, offset } } })),
    getNextPageParam: (last, pages) => {
      const have = pages.reduce((sum, { items }) => sum + items.length, 0);
      return have < last.total ? have : undefined;
    },
    refetchInterval: ({ state }) => pause(state.data?.pages.flatMap(({ items }) => items) ?? []),
  });
  const data = useMemo(() => query.data?.pages.flatMap(({ items }) => items), [query.data]);
  const total = query.data?.pages.at(-1)?.total;
  const onEnd = query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined;
  return { list: { data, error: query.error, refetch: query.refetch }, total, onEnd };
}

export function useTask(id: string | null) {
  return useQuery({
    queryKey: ['tasks', 'one', id],
    enabled: id !== null,
    queryFn: () => ask(api.GET('/api/tasks/{id}', { params: { path: { id: id ?? '' } } })),
    refetchInterval: ({ state }) =>
      state.data && isActive(state.data.status) ? lookEveryMilliseconds : false,
  });
}

/** The steps of a refresh of everything, in the order in which they were made. */
export function useSteps(refresh: Task | undefined) {
  return useQuery({
    queryKey: ['tasks', 'steps', refresh?.id, refresh?.status],
    enabled: refresh?.kind === 'refresh',
    queryFn: async () =>
      (
        await ask(
          api.GET('/api/tasks', {
            params: { query: { refresh: refresh?.id ?? '', sort: 'createdAt', limit: 1000 } },
          }),
        )
      ).items,
    refetchInterval: () => (refresh && isActive(refresh.status) ? lookEveryMilliseconds : false),
  });
}

/** From the start to the end, or until now. */
export function secondsOf({ startedAt, endedAt }: Task, now = Date.now()): number | null {
  if (startedAt === null) return null;
  return ((endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt)) / 1000;
}
