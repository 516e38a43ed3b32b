// Who is signed in, and what they may do.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { type Call, decide } from '../../src/core/permissions.ts';
import { api, ask } from './client.ts';
import type { Me } from './people-calls.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async (): Promise<Me> => (await ask(api.GET('/api/session'))).user as Me,
  staleTime: 60_000,
});

/** Only below the shell, which does not show without a session. */
export function useMe(): Me {
  const { data } = useQuery(sessionQuery);
  if (data === undefined) throw new Error('useMe is for pages of the shell, which wait for the session.');
  return data;
}

/** Whether the role of who is signed in may make a call at all; what it is about may still be out of reach. */
export function useMay(): (call: Call) => boolean {
  const { role } = useMe();
  return (call) => decide(call, { role, credential: 'session' }) === 'allowed';
}
