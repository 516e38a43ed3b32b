// The lists that many pages read: one key, one order and one way of looking again for each of them.
import { queryOptions } from '@tanstack/react-query';
import { isActive } from '../../src/core/transitions.ts';
import { api, ask, askAll, type Schemas } from './client.ts';

const lookEvery = { busy: 5000, calm: 10_000 };

type Run = Schemas['Run'];
const goesOn = (run: Run | null) => run !== null && isActive(run.status) && run.status !== 'held';

/** Runs begin, wait for a person and end by themselves. */
export const exportsQuery = queryOptions({
  queryKey: ['exports'],
  queryFn: () =>
    askAll<Schemas['Export']>((limit, offset) =>
      ask(api.GET('/api/exports', { params: { query: { limit, offset, sort: 'name' } } })),
    ),
  refetchInterval: ({ state: { data } }) =>
    data?.some(({ lastRun }) => goesOn(lastRun)) ? lookEvery.busy : lookEvery.calm,
});

export const segmentsQuery = queryOptions({
  queryKey: ['segments'],
  queryFn: () =>
    askAll<Schemas['Segment']>((limit, offset) =>
      ask(api.GET('/api/segments', { params: { query: { limit, offset, sort: 'name' } } })),
    ),
});
