// What the segment pages ask for, and under which keys.
import { queryOptions } from '@tanstack/react-query';
import { api, ask, askAll, askTagged, type Schemas } from '../../api/client.ts';
import { queries } from '../../api/queries.ts';
import type { paths } from '../../api/schema.d.ts';

export type Segment = Schemas['Segment'];
type Answer<Of> = Of extends { responses: { 200: { content: { 'application/json': infer Body } } } }
  ? Body
  : never;
export type Table = Answer<paths['/api/tables']['get']>['items'][number];
export type Preview = Answer<paths['/api/segments/preview']['post']>;
export type Column = Table['columns'][number];

const path = (id: string) => ({ params: { path: { id } } });

/** With the tag that a change must carry. */
export const segmentQuery = (id: string) =>
  queryOptions({
    queryKey: ['segments', id],
    queryFn: () => askTagged(api.GET('/api/segments/{id}', path(id))),
  });

/** As it is when the builder opens: what others change later must not disturb what is being built. */
export const openedSegmentQuery = (id: string) =>
  queryOptions({
    ...segmentQuery(id),
    queryKey: ['opened-segment', id],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });

export const trendQuery = (id: string) =>
  queryOptions({
    queryKey: ['segments', id, 'trend'],
    queryFn: async () => (await ask(api.GET('/api/segments/{id}/trend', path(id)))).items,
    staleTime: 60_000,
  });

export const overlapQuery = (id: string) =>
  queryOptions({
    queryKey: ['segments', id, 'overlap'],
    queryFn: async () => (await ask(api.GET('/api/segments/{id}/overlap', path(id)))).items,
    staleTime: 30_000,
  });

export type RuleTables = { profiles: Table | null; related: Table[] };

export const ruleTablesQuery = queryOptions({
  queryKey: ['tables'],
  queryFn: () =>
    askAll((limit, offset) => ask(api.GET('/api/tables', { params: { query: { limit, offset } } }))),
  select: (tables): RuleTables => ({
    profiles: tables.find(({ kind }) => kind === 'profiles') ?? null,
    related: tables.filter(({ kind }) => kind === 'related'),
  }),
});

/** Values of a column to choose from; none where it has many. */
export const valuesQuery = (table: string, column: string, q: string) =>
  queryOptions({
    queryKey: ['tables', table, 'values', column, q],
    queryFn: async () => {
      const query = { column, limit: 20, ...(q === '' ? {} : { q }) };
      return (await ask(api.GET('/api/tables/{name}/values', { params: { path: { name: table }, query } })))
        .items;
    },
    staleTime: 60_000,
  });

export const csvOf = (id: string): string => `/api/segments/${id}/members?format=csv`;

/** Answers with the id of the task that computes the members. */
export const startRefresh = async (id: string): Promise<string> =>
  (await ask(api.POST('/api/segments/{id}/refresh', path(id)))).id;

export const segmentsChanged = (): Promise<unknown> => queries.invalidateQueries({ queryKey: ['segments'] });
