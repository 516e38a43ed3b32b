// Calls about segments that the server does not describe yet.
import type { Schemas } from './client.ts';
import { call } from './pending.ts';

/** Adds the segment to all of these exports, or to none. */
export const addToExports = (id: string, exportIds: string[]): Promise<{ items: Schemas['Export'][] }> =>
  call('POST', `/api/segments/${id}/exports`, { exportIds });
