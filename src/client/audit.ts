import type { z } from 'zod';
import type { AuditEntry, AuditQuery, AuditVerdict } from '../contract/audit.ts';
import type { Page } from '../contract/lists.ts';
import type { Transport } from './transport.ts';

export function auditCalls(transport: Transport) {
  return {
    list: (query: z.input<typeof AuditQuery> = {}) =>
      transport.call<Page<AuditEntry>>('GET', '/api/audit', {
        query: query as Record<string, string | number | undefined>,
      }),
    verify: () => transport.call<AuditVerdict>('GET', '/api/audit/verify'),
  };
}
