// What the home page looks at, again and again.
import { queryOptions } from '@tanstack/react-query';
import { api, ask } from '../../api/client.ts';

const lookEvery = { busy: 2500, calm: 10_000 };

export const statusQuery = queryOptions({
  queryKey: ['status'],
  queryFn: () => ask(api.GET('/api/status')),
  refetchInterval: ({ state: { data } }) =>
    (data?.activeRuns.length ?? 0) > 0 ? lookEvery.busy : lookEvery.calm,
});

export const trendQuery = queryOptions({
  queryKey: ['status', 'trend'],
  queryFn: async () => (await ask(api.GET('/api/status/trend', { params: { query: { days: 30 } } }))).items,
  refetchInterval: 60_000,
});

export const scheduleQuery = queryOptions({
  queryKey: ['schedule'],
  queryFn: () => ask(api.GET('/api/schedule')),
});
