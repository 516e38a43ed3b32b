// Calls about segments that more than one place makes, typed by the OpenAPI document.
import { api, ask, type Schemas } from './client.ts';

/** Adds the segment to all of these exports, or to none. */
export const addToExports = (id: string, exportIds: string[]): Promise<{ items: Schemas['Export'][] }> =>
  ask(api.POST('/api/segments/{id}/exports', { params: { path: { id } }, body: { exportIds } }));
