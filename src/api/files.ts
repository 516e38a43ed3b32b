// Files of the import folders: what sources can be made from.
import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Context } from '../context.ts';
import { ImportFile, UploadedFile } from '../contract/files.ts';
import { page, pageOf } from '../contract/lists.ts';
import { uploadFile } from '../engine/upload-file.ts';
import { listImportFiles } from '../lake/import-folder.ts';
import { answer } from './answers.ts';
import type { App } from './app.ts';
import { record } from './record.ts';

const tags = ['Sources'];

/** @param closing aborted when the server stops: an upload of gigabytes is not waited for */
export function fileRoutes(app: App, ctx: Context, closing: AbortSignal): void {
  app.get(
    '/api/files',
    {
      config: { call: 'files.list' },
      schema: {
        tags,
        summary: 'List the files of the import folders',
        querystring: z.strictObject(page),
        response: answer(200, pageOf(ImportFile)),
      },
    },
    async ({ query: { q = '', limit, offset } }) => {
      const files = await listImportFiles(ctx.config.importDirs);
      const found = files.filter(({ name }) => name.toLowerCase().includes(q.toLowerCase()));
      return { items: found.slice(offset, offset + limit), total: found.length };
    },
  );

  // In a room of its own: here, and nowhere else, a body of any type is handed on as it streams in.
  app.register(async (room: App) => {
    room.removeAllContentTypeParsers();
    room.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    uploadRoute(room, ctx, closing);
  });
}

function uploadRoute(app: App, ctx: Context, closing: AbortSignal): void {
  app.put(
    '/api/files/:name',
    {
      config: { call: 'files.upload' },
      schema: {
        tags,
        summary: 'Put a file into the first import folder',
        description:
          'The body is the file as it is (application/octet-stream). A file of that name that is there already gives way.',
        consumes: ['application/octet-stream'],
        params: z.object({ name: z.string() }),
        body: z.unknown().describe('The bytes of the file.'),
        response: answer(201, UploadedFile, 'bodyTooLarge', 'conflict', 'diskFull', 'folderNotWritable'),
      },
    },
    async (request, reply) => {
      const length = Number(request.headers['content-length'] ?? Number.NaN);
      const upload = {
        name: request.params.name,
        data: request.body instanceof Readable ? request.body : null,
        bytes: Number.isNaN(length) ? null : length,
        signal: closing,
      };
      const file = await uploadFile(ctx, upload, (tx, { name, bytes }) =>
        record(ctx, tx, request, { target: { kind: 'file', id: null, name }, after: { bytes } }),
      );
      return reply.code(201).send(file);
    },
  );
}
