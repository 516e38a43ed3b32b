// A run as it goes: read once, then followed by the server's events until it has ended.
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { isActive } from '../../src/core/transitions.ts';
import { api, ask, type Schemas } from '../api/client.ts';

type Status = Schemas['Run']['status'];

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
    const { queryKey } = runQuery(id);
    const moved = (status: Status) => {
      if (isActive(status)) queries.invalidateQueries({ queryKey: ['exports'] });
      else queries.invalidateQueries({ predicate: (query) => query.queryKey[1] !== id });
    };
    const onRun = (run: Schemas['Run']) => {
      const before = queries.getQueryData(queryKey)?.status;
      queries.setQueryData(queryKey, run);
      if (run.status !== before) moved(run.status);
    };
    // What the stream cannot tell, a read does: that nobody is signed in, or that the server is away.
    const onBroken = async () => {
      await queries.invalidateQueries({ queryKey, exact: true });
      const run = queries.getQueryData(queryKey);
      if (run !== undefined && !isActive(run.status)) moved(run.status);
    };
    return follow(id, onRun, onBroken);
  }, [id, active, queries]);
  return query;
}

/** Comes back by itself when the stream breaks: the server starts anew, the network was away. */
function follow(id: string, onRun: (run: Schemas['Run']) => void, onBroken: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let source: EventSource | undefined;
  const open = () => {
    source = new EventSource(`/api/runs/${encodeURIComponent(id)}/events`);
    source.onmessage = ({ data }) => onRun(JSON.parse(String(data)) as Schemas['Run']);
    source.onerror = () => {
      source?.close();
      onBroken();
      timer = setTimeout(open, comeBackMilliseconds);
    };
  };
  open();
  return () => {
    clearTimeout(timer);
    source?.close();
  };
}
