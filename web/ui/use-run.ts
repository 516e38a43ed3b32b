// A run as it goes: read once, then followed by the server's events until it has ended.
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isActive } from '../../src/core/transitions.ts';
import { api, ask, type Schemas } from '../api/client.ts';

const comeBackMilliseconds = 3000;

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ['runs', id],
    queryFn: () => ask(api.GET('/api/runs/{id}', { params: { path: { id } } })),
  });

export function useRun(id: string) {
  const queries = useQueryClient();
  const query = useQuery(runQuery(id));
  const active = query.data !== undefined && isActive(query.data.status);
  useEffect(() => {
    if (!active) return;
    return follow(id, (run) => {
      queries.setQueryData(runQuery(id).queryKey, run);
      if (!isActive(run.status))
        queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[1] !== id });
    });
  }, [id, active, queries]);
  return query;
}

/** Comes back by itself when the stream breaks: the server starts anew, the network was away. */
function follow(id: string, onRun: (run: Schemas['Run']) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource | undefined;
  const open = () => {
    source = new EventSource(`/api/runs/${encodeURIComponent(id)}/events`);
    source.onmessage = ({ data }) => onRun(JSON.parse(String(data)) as Schemas['Run']);
    source.onerror = () => {
      source?.close();
      timer = setTimeout(open, comeBackMilliseconds);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
