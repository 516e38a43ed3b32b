// What the pages of exports read: exports, the connections that may be chosen, segments, the profile table.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { reachesConnection } from '../../../src/core/permissions.ts';
import { api, ask, askAll, askTagged, type Schemas } from '../../api/client.ts';
import type { Export, Table } from '../../api/export-calls.ts';
import { useMay, useMe } from '../../api/session.ts';

export const exportQuery = (id: string) =>
  queryOptions({
    queryKey: ['exports', id],
    queryFn: async () => {
      const { value, tag } = await askTagged(api.GET('/api/exports/{id}', { params: { path: { id } } }));
      return { item: value as Export, tag };
    },
  });

export type Destination = { id: string; displayName: string; maxProfiles: number | null };

/** Connections as far as who is signed in sees them; a viewer sees none. */
export function useConnections() {
  const may = useMay();
  return useQuery({
    queryKey: ['connections', 'destinations'],
    enabled: may('connections.list'),
    queryFn: async (): Promise<Destination[]> => {
      const all = await askAll<Schemas['Connection'] | Schemas['SharedConnection']>((limit, offset) =>
        ask(api.GET('/api/connections', { params: { query: { limit, offset } } })),
      );
      return all.map((each) => ({
        id: each.id,
        displayName: each.displayName,
        maxProfiles: 'limits' in each ? each.limits.maxProfilesPerExport : null,
      }));
    },
  });
}

const profileTableQuery = queryOptions({
  queryKey: ['tables', 'profiles', 'sample'],
  queryFn: async (): Promise<Table | null> => {
    const tables = await askAll((limit, offset) =>
      ask(api.GET('/api/tables', { params: { query: { limit, offset } } })),
    );
    const profiles = tables.find(({ kind }) => kind === 'profiles');
    if (profiles === undefined) return null;
    const params = { path: { name: profiles.name }, query: { sample: 5 } };
    return ask(api.GET('/api/tables/{name}', { params }));
  },
  staleTime: 60_000,
});

/** The table of profiles with its first rows; null when none was read yet. */
export const useProfileTable = () => useQuery(profileTableQuery);

/** Whether who is signed in may change and run an export. */
export function useEditable(): (item: Export) => boolean {
  const { role } = useMe();
  const { data: connections } = useConnections();
  return (item) => {
    if (item.yourPermissions !== undefined) return item.yourPermissions === 'edit';
    const shared = connections?.some(({ id }) => id === item.connectionId) ?? false;
    return reachesConnection(role, item.connectionId === null ? null : { shared });
  };
}
