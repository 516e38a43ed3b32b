import type { Context } from '../context.ts';
import { AuditEntry, AuditQuery, AuditVerdict } from '../contract/audit.ts';
import { pageOf } from '../contract/lists.ts';
import { listAudit, verifyAudit } from '../store/audit.ts';
import { answer } from './answers.ts';
import type { App } from './app.ts';

const tags = ['Audit'];

export function auditRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/audit',
    {
      config: { call: 'audit.list' },
      schema: {
        tags,
        summary: 'Who did what, when, from where; the latest first',
        description: '`target` is the id of a thing, or a kind such as `export`; `to` is not included.',
        querystring: AuditQuery,
        response: answer(200, pageOf(AuditEntry)),
      },
    },
    ({ query }) => listAudit(ctx.db, query),
  );

  app.get(
    '/api/audit/verify',
    {
      config: { call: 'audit.verify' },
      schema: {
        tags,
        summary: 'Whether the audit log is whole',
        description: 'Goes over all entries: one that was changed, removed or added from outside shows.',
        response: answer(200, AuditVerdict),
      },
    },
    () => verifyAudit(ctx.db),
  );
}
