// What helps while an export is put together: its first contacts, as they would be sent.
import type { Context } from '../context.ts';
import { PreviewAnswer, PreviewInput } from '../contract/export-bulk.ts';
import { previewExport } from '../engine/preview-export.ts';
import { answer } from './answers.ts';
import type { App } from './app.ts';

const refusals = [
  'segmentMissing',
  'notIngested',
  'mappingInvalid',
  'membershipNameTaken',
  'snapshotCorrupt',
] as const;

export function previewExportRoute(app: App, ctx: Context): void {
  app.post(
    '/api/exports/preview',
    {
      config: { call: 'exports.preview' },
      schema: {
        tags: ['Exports'],
        summary: 'How the first contacts of an export with this mapping would be sent',
        description:
          'The first three members of the segments, worked out as a run would: contacts exactly as they go, and those who cannot be sent with the reason. Nothing is stored.',
        body: PreviewInput,
        response: answer(200, PreviewAnswer, ...refusals),
      },
    },
    ({ body }) => previewExport(ctx, body),
  );
}
