// Taking a file into the first import folder: received beside its place, and put there together with what is recorded.
import type { Context } from '../context.ts';
import type { UploadedFile } from '../contract/files.ts';
import { fileNameProblem } from '../core/file-name.ts';
import { SegueError } from '../errors.ts';
import { receiveFile, uploadTooLarge } from '../lake/import-folder.ts';
import type { Tx } from '../store/db.ts';

export type Upload = {
  name: string;
  /** Null when there is no body. */
  data: AsyncIterable<Uint8Array> | null;
  /** What the caller says; null when it does not. */
  bytes: number | null;
  signal: AbortSignal;
};

/**
 * A file of that name that is there already gives way. Throws `badRequest` for a name or a body that will not do,
 * `bodyTooLarge`, `diskFull`, `folderNotWritable`, `conflict`.
 */
export async function uploadFile(
  ctx: Context,
  upload: Upload,
  alongside: (tx: Tx, file: UploadedFile) => Promise<void>,
): Promise<UploadedFile> {
  const { name, data, signal } = upload;
  const { importDirs, uploadBytes: mostBytes } = ctx.config;
  const problem = fileNameProblem(name);
  if (problem !== null) throw refused(`The name of the file ${problem}.`, problem);
  if (data === null) throw refused('The body is empty; it must be the file.', 'must not be empty');
  if ((upload.bytes ?? 0) > mostBytes) throw uploadTooLarge(mostBytes);
  const [folder] = importDirs;
  if (folder === undefined) {
    throw new SegueError('folderNotWritable', {
      detail: 'There is no import folder: SEGUE_IMPORT_DIRS names none.',
    });
  }
  const received = await receiveFile(folder, { id: ctx.newId(), name, data, mostBytes, signal });
  try {
    const file = { name, bytes: received.bytes };
    if (file.bytes === 0) throw refused('The body is empty; it must be the file.', 'must not be empty');
    await ctx.db.transaction().execute(async (tx) => {
      await alongside(tx, file);
      await received.place();
    });
    return file;
  } finally {
    await received.discard();
  }
}

function refused(detail: string, message: string): SegueError {
  return new SegueError('badRequest', {
    detail: `${detail} Nothing was changed.`,
    action: 'Correct it and upload the file again.',
    fields: [{ field: 'name', message }],
  });
}
