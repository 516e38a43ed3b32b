import type { ApplyLease } from '../contract/apply.ts';
import type { Transport } from './transport.ts';

export function applyCalls(transport: Transport) {
  const path = (id: string) => `/api/apply/${encodeURIComponent(id)}`;
  return {
    /** Throws `applyActive` while somebody else applies a file. */
    begin: () => transport.call<ApplyLease>('POST', '/api/apply'),
    renew: (id: string) => transport.call<ApplyLease>('PUT', path(id)),
    end: (id: string) => transport.call<void>('DELETE', path(id)),
  };
}
