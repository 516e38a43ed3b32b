// Connections to Omnisend, and the exports that go there.
import type { z } from 'zod';
import type {
  Connection,
  ConnectionInput,
  ConnectionPatch,
  ConnectionRemoval,
  SharedConnection,
  TriedKey,
  Usage,
  UsingExport,
} from '../contract/connections.ts';
import type { Consent, ConsentText } from '../contract/consent.ts';
import type {
  DuplicateInput,
  ExportsAnswer,
  MembersAnswer,
  MembersInput,
  PreviewAnswer,
  PreviewInput,
  RunAllAnswer,
} from '../contract/export-bulk.ts';
import type { Export, ExportInput, ExportPatch, PlanAnswer } from '../contract/exports.ts';
import type { ListQuery, Page } from '../contract/lists.ts';
import type { Run, RunInput } from '../contract/runs.ts';
import type { Schedule } from '../contract/schedule.ts';
import type { IfMatch, Transport } from './transport.ts';

export function connectionCalls(transport: Transport) {
  const path = (id: string) => `/api/connections/${encodeURIComponent(id)}`;
  return {
    /** Whole to an administrator; id, name and type of the shared ones to a contributor. */
    list: (query: ListQuery = {}) =>
      transport.call<Page<Connection | SharedConnection>>('GET', '/api/connections', { query }),
    get: (id: string) => transport.call<Connection | SharedConnection>('GET', path(id)),
    getTagged: (id: string) => transport.tagged<Connection | SharedConnection>('GET', path(id)),
    create: (input: z.input<typeof ConnectionInput>) =>
      transport.call<Connection>('POST', '/api/connections', { body: input }),
    update: (id: string, patch: z.input<typeof ConnectionPatch>, options: IfMatch = {}) =>
      transport.call<Connection>('PATCH', path(id), { body: patch, ...options }),
    /** Whose account a key opens, or what is wrong with it; nothing is kept of it. */
    try: (apiKey: string) => transport.call<TriedKey>('POST', '/api/connections/try', { body: { apiKey } }),
    /** The exports that use it are to be named, each with what becomes of it, or all detached. */
    delete: (id: string, { exports }: { exports?: 'detach' | Record<string, 'remove' | 'detach'> } = {}) =>
      transport.call<void>(
        'DELETE',
        path(id),
        typeof exports === 'object'
          ? { body: { exports } satisfies z.input<typeof ConnectionRemoval> }
          : { query: { exports } },
      ),
    exports: (id: string) => transport.call<Page<UsingExport>>('GET', `${path(id)}/exports`),
    usage: (id: string, query: { minutes?: number } = {}) =>
      transport.call<Usage>('GET', `${path(id)}/usage`, { query }),
    becomeExportUser: (id: string, password: string, options: IfMatch = {}) =>
      transport.call<Connection>('POST', `${path(id)}/export-user`, { body: { password }, ...options }),
  };
}

export function consentCalls(transport: Transport) {
  return {
    /** The text that is agreed to now. */
    text: () => transport.call<ConsentText>('GET', '/api/consent'),
    list: (query: ListQuery = {}) => transport.call<Page<Consent>>('GET', '/api/consents', { query }),
  };
}

export function exportCalls(transport: Transport) {
  const path = (id: string) => `/api/exports/${encodeURIComponent(id)}`;
  return {
    list: (query: ListQuery = {}) => transport.call<Page<Export>>('GET', '/api/exports', { query }),
    get: (id: string) => transport.call<Export>('GET', path(id)),
    getTagged: (id: string) => transport.tagged<Export>('GET', path(id)),
    create: (input: z.input<typeof ExportInput>) =>
      transport.call<Export>('POST', '/api/exports', { body: input }),
    update: (id: string, patch: z.input<typeof ExportPatch>, options: IfMatch = {}) =>
      transport.call<Export>('PATCH', path(id), { body: patch, ...options }),
    delete: (id: string) => transport.call<void>('DELETE', path(id)),
    /** Takes back what it put into Omnisend, by the run that is the answer; then it is gone. */
    takeBack: (id: string) => transport.call<Run>('DELETE', path(id), { query: { contacts: 'takeBack' } }),
    /** The dry run: what would be sent, without sending anything. */
    plan: (id: string) => transport.call<PlanAnswer>('POST', `${path(id)}/plan`),
    run: (id: string, input: RunInput = {}) =>
      transport.call<Run>('POST', `${path(id)}/runs`, { body: input }),
    /** How many profiles an export of these segments would have, and whether that is over the limit. */
    members: (input: z.input<typeof MembersInput>) =>
      transport.call<MembersAnswer>('POST', '/api/exports/members', { body: input }),
    /** The first contacts of an export that is still being put together, as they would be sent. */
    preview: (input: z.input<typeof PreviewInput>) =>
      transport.call<PreviewAnswer>('POST', '/api/exports/preview', { body: input }),
    duplicate: (id: string, input: DuplicateInput = {}) =>
      transport.call<Export>('POST', `${path(id)}/duplicate`, { body: input }),
    /** Every export with an active schedule that the caller may run. */
    runAll: () => transport.call<RunAllAnswer>('POST', '/api/exports/run-all'),
    /** One schedule for all of these, or null to leave each its own. */
    setSchedules: (exportIds: readonly string[], schedule: Schedule | null) =>
      transport.call<ExportsAnswer>('POST', '/api/exports/schedules', { body: { exportIds, schedule } }),
    detach: (id: string) => transport.call<Export>('POST', `${path(id)}/detach`),
  };
}
