// What the pages of connections ask the server for. Only administrators come here, who see connections as a whole.
import { queryOptions } from '@tanstack/react-query';
import { api, ask, askAll, askTagged, type Schemas } from '../../api/client.ts';
import type { paths } from '../../api/schema.d.ts';

export type Connection = Schemas['Connection'];
export type Brand = Connection['brand'];
type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;
export type Consent = Answer<'/api/consents'>['items'][number];
export type Usage = Answer<'/api/connections/{id}/usage'>;

const isWhole = (seen: Connection | Schemas['SharedConnection']): seen is Connection => 'brand' in seen;

export const connectionsQuery = queryOptions({
  queryKey: ['connections', 'whole'],
  async queryFn(): Promise<Connection[]> {
    const all = await askAll((limit, offset) =>
      ask(api.GET('/api/connections', { params: { query: { limit, offset } } })),
    );
    return all.filter(isWhole);
  },
});

export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id],
    async queryFn(): Promise<{ connection: Connection; tag: string | null }> {
      const path = { id };
      const { value, tag } = await askTagged(api.GET('/api/connections/{id}', { params: { path } }));
      if (!isWhole(value)) throw new Error('Only administrators see a connection as a whole.');
      return { connection: value, tag };
    },
  });

export const usingQuery = (id: string) =>
  queryOptions({
    queryKey: ['connections', id, 'exports'],
    queryFn: async () =>
      (await ask(api.GET('/api/connections/{id}/exports', { params: { path: { id } } }))).items,
    // Before a removal it must be those of now.
    staleTime: 0,
  });

export const usageQuery = (id: string, minutes: number) =>
  queryOptions({
    queryKey: ['connections', id, 'usage', minutes],
    queryFn: () =>
      ask(api.GET('/api/connections/{id}/usage', { params: { path: { id }, query: { minutes } } })),
    refetchInterval: 15_000,
  });

export const consentTextQuery = queryOptions({
  queryKey: ['consent'],
  queryFn: () => ask(api.GET('/api/consent')),
  staleTime: 60_000,
});

export const consentsQuery = queryOptions({
  queryKey: ['consents'],
  queryFn: () =>
    askAll((limit, offset) =>
      ask(api.GET('/api/consents', { params: { query: { limit, offset, sort: '-acceptedAt' } } })),
    ),
});
