// Sources, their tables, and the segments over them.
import type { z } from 'zod';
import type { ExportsAnswer } from '../contract/export-bulk.ts';
import type { ImportFile, UploadedFile } from '../contract/files.ts';
import type { ListQuery, Page } from '../contract/lists.ts';
import type {
  Preview,
  PreviewInput,
  Segment,
  SegmentInput,
  SegmentOverlap,
  SegmentPatch,
  SegmentTrend,
} from '../contract/segments.ts';
import type { Source, SourceInput, SourcePatch } from '../contract/sources.ts';
import type { BadLine, Cell, IngestedTable, TableAnswer, TableValues } from '../contract/tables.ts';
import type { TaskStarted } from '../contract/tasks.ts';
import type { IfMatch, Transport } from './transport.ts';

export function sourceCalls(transport: Transport) {
  const path = (id: string) => `/api/sources/${encodeURIComponent(id)}`;
  return {
    list: (query: ListQuery = {}) => transport.call<Page<Source>>('GET', '/api/sources', { query }),
    get: (id: string) => transport.call<Source>('GET', path(id)),
    getTagged: (id: string) => transport.tagged<Source>('GET', path(id)),
    create: (input: z.input<typeof SourceInput>) =>
      transport.call<Source>('POST', '/api/sources', { body: input }),
    update: (id: string, patch: z.input<typeof SourcePatch>, options: IfMatch = {}) =>
      transport.call<Source>('PATCH', path(id), { body: patch, ...options }),
    delete: (id: string) => transport.call<void>('DELETE', path(id)),
    refresh: (id: string) => transport.call<TaskStarted>('POST', `${path(id)}/refresh`),
  };
}

export function fileCalls(transport: Transport) {
  return {
    /** The files of the import folders. */
    list: (query: Omit<ListQuery, 'sort'> = {}) =>
      transport.call<Page<ImportFile>>('GET', '/api/files', { query }),
    /** Puts a file into the first import folder, in place of one of that name. */
    upload: (name: string, file: Blob | Uint8Array<ArrayBuffer>, options: { signal?: AbortSignal } = {}) =>
      transport.call<UploadedFile>('PUT', `/api/files/${encodeURIComponent(name)}`, { file, ...options }),
  };
}

export function tableCalls(transport: Transport) {
  const path = (name: string) => `/api/tables/${encodeURIComponent(name)}`;
  return {
    list: (query: ListQuery = {}) => transport.call<Page<IngestedTable>>('GET', '/api/tables', { query }),
    get: (name: string, query: { sample?: number; profile?: string } = {}) =>
      transport.call<TableAnswer>('GET', path(name), { query }),
    /** Values of a column to choose from, the most frequent first. */
    values: (name: string, query: { column: string; q?: string; limit?: number }) =>
      transport.call<TableValues>('GET', `${path(name)}/values`, { query }),
    badLines: (name: string, query: { limit?: number; offset?: number } = {}) =>
      transport.call<Page<BadLine>>('GET', `${path(name)}/bad-lines`, { query }),
  };
}

export function segmentCalls(transport: Transport) {
  const path = (id: string) => `/api/segments/${encodeURIComponent(id)}`;
  return {
    list: (query: ListQuery = {}) => transport.call<Page<Segment>>('GET', '/api/segments', { query }),
    get: (id: string) => transport.call<Segment>('GET', path(id)),
    getTagged: (id: string) => transport.tagged<Segment>('GET', path(id)),
    create: (input: z.input<typeof SegmentInput>) =>
      transport.call<Segment>('POST', '/api/segments', { body: input }),
    update: (id: string, patch: z.input<typeof SegmentPatch>, options: IfMatch = {}) =>
      transport.call<Segment>('PATCH', path(id), { body: patch, ...options }),
    delete: (id: string) => transport.call<void>('DELETE', path(id)),
    /** Aborting it also ends the work on the server. */
    preview: (input: z.input<typeof PreviewInput>, options: { signal?: AbortSignal } = {}) =>
      transport.call<Preview>('POST', '/api/segments/preview', { body: input, ...options }),
    refresh: (id: string) => transport.call<TaskStarted>('POST', `${path(id)}/refresh`),
    duplicate: (id: string) => transport.call<Segment>('POST', `${path(id)}/duplicate`),
    trend: (id: string) => transport.call<SegmentTrend>('GET', `${path(id)}/trend`),
    overlap: (id: string) => transport.call<SegmentOverlap>('GET', `${path(id)}/overlap`),
    addToExports: (id: string, exportIds: readonly string[]) =>
      transport.call<ExportsAnswer>('POST', `${path(id)}/exports`, { body: { exportIds } }),
    members: (id: string, query: ListQuery = {}) =>
      transport.call<Page<Record<string, Cell>>>('GET', `${path(id)}/members`, { query }),
    /** The members as CSV text, in pieces. */
    membersCsv: (id: string) =>
      transport.read(`${path(id)}/members`, { accept: 'text/csv', query: { format: 'csv' } }),
  };
}
