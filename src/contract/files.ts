import { z } from 'zod';

/** A file that a source can name: `name` is its path below the import folder. */
export const ImportFile = z.object({ name: z.string(), bytes: z.int(), modifiedAt: z.iso.datetime() });
export type ImportFile = z.infer<typeof ImportFile>;

export const UploadedFile = ImportFile.pick({ name: true, bytes: true });
export type UploadedFile = z.infer<typeof UploadedFile>;
