// What the pages about data, the home page and the first steps read; one key for each, so that they share the answer.
import { queryOptions } from '@tanstack/react-query';
import { isActive } from '../../../src/core/transitions.ts';
import { api, ask, askAll, type Schemas } from '../../api/client.ts';

const lookEveryMilliseconds = 2000;
const slowly = 15_000;

export const sourcesQuery = queryOptions({
  queryKey: ['sources'],
  queryFn: () =>
    askAll((limit, offset) =>
      ask(api.GET('/api/sources', { params: { query: { limit, offset, sort: 'name' } } })),
    ),
});

const readTables = () =>
  askAll((limit, offset) => ask(api.GET('/api/tables', { params: { query: { limit, offset } } })));

export type TableInfo = Awaited<ReturnType<typeof readTables>>[number];

export const tablesQuery = queryOptions({ queryKey: ['tables'], queryFn: readTables });

/** The latest tasks of a kind, the latest first; looked at more often while one goes on. */
export const tasksQuery = (kind: Schemas['Task']['kind'], limit = 100) =>
  queryOptions({
    queryKey: ['tasks', 'kind', kind, limit],
    queryFn: async () =>
      (await ask(api.GET('/api/tasks', { params: { query: { kind, limit, sort: '-createdAt' } } }))).items,
    refetchInterval: ({ state: { data } }) =>
      data?.some(({ status }) => isActive(status)) ? lookEveryMilliseconds : slowly,
  });

export const filesQuery = queryOptions({
  queryKey: ['files'],
  queryFn: () =>
    askAll((limit, offset) => ask(api.GET('/api/files', { params: { query: { limit, offset } } }))),
});
