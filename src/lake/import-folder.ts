// The import folders as people see and fill them: what lies there, and a file put there whole or not at all.
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ImportFile } from '../contract/files.ts';
import { isNodeError, SegueError } from '../errors.ts';

/** Begins with a dot, so that neither a glob nor a list takes it for a file. */
const partOf = (id: string) => `.upload-${id}.part`;
const partPattern = /^\.upload-.+\.part$/;

export type Received = {
  bytes: number;
  /** Gives the file its name, in place of one that has it already. */
  place(): Promise<void>;
  /** Leaves nothing behind, unless it was placed. */
  discard(): Promise<void>;
};

/**
 * Takes in a file under a temporary name beside where it will be. When this throws, nothing is left behind:
 * `bodyTooLarge`, `diskFull`, `folderNotWritable`, `badRequest` when it broke off.
 */
export async function receiveFile(
  folder: string,
  upload: {
    id: string;
    name: string;
    data: AsyncIterable<Uint8Array>;
    mostBytes: number;
    signal?: AbortSignal;
  },
): Promise<Received> {
  const { name, data, mostBytes } = upload;
  const part = join(folder, partOf(upload.id));
  const discard = () => rm(part, { force: true });
  let bytes = 0;
  const counter = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      done(bytes > mostBytes ? uploadTooLarge(mostBytes) : null, chunk);
    },
  });
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const target = createWriteStream(part, { mode: 0o600, flags: 'wx', flush: true });
    await pipeline(data, counter, target, upload.signal === undefined ? {} : { signal: upload.signal });
  } catch (error) {
    await discard();
    throw asUploadError(error);
  }
  return {
    bytes,
    discard,
    async place() {
      try {
        await rename(part, join(folder, name));
        await flush(folder);
      } catch (error) {
        throw asUploadError(error);
      }
    },
  };
}

export function uploadTooLarge(mostBytes: number): SegueError {
  return new SegueError('bodyTooLarge', {
    detail: `The file has more than ${mostBytes} bytes. Nothing was kept of it.`,
    action: 'Pack it (.gz), copy it into an import folder yourself, or raise SEGUE_UPLOAD_GIGABYTES.',
  });
}

function asUploadError(error: unknown): unknown {
  if (!isNodeError(error)) return error;
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new SegueError('diskFull', {
        detail: 'There is no space left on the disk of the import folder. Nothing was kept of the file.',
        action: 'Free space on that disk, then upload the file again.',
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return new SegueError('folderNotWritable', {
        detail: 'The first import folder cannot be written to. Nothing was kept of the file.',
        cause: error,
      });
    case 'EISDIR':
      return new SegueError('conflict', {
        detail: 'The import folder has a folder of that name. Nothing was changed.',
        action: 'Give the file another name.',
        cause: error,
      });
    case 'ABORT_ERR':
    case 'ECONNRESET':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return new SegueError('badRequest', {
        detail: 'The upload broke off. Nothing was kept of the file.',
        action: 'Upload it again.',
        cause: error,
      });
    default:
      return error;
  }
}

async function flush(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

/** Removes what processes that died left of uploads: everything that was last written before this moment. */
export async function clearUploads(folder: string, before: Date): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => partPattern.test(each))) {
    const file = join(folder, name);
    const facts = await stat(file).catch(() => null);
    if (facts !== null && facts.mtime < before) await rm(file, { force: true });
  }
}

/**
 * The files below the import folders that a source could name, in the order of the folders and of their names. Of
 * several with the same name only the first is what a source gets; links out of the folders are left out.
 */
export async function listImportFiles(importDirs: readonly string[]): Promise<ImportFile[]> {
  const files = new Map<string, ImportFile>();
  const real = await Promise.all(importDirs.map((folder) => realpath(folder).catch(() => null)));
  for (const folder of importDirs) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    const paths = entries
      .filter((entry) => entry.isFile() || entry.isSymbolicLink())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const path of paths) {
      const name = relative(folder, path).split(sep).join('/');
      if (files.has(name) || /(^|\/)\./.test(name)) continue;
      const facts = await factsOf(path, real);
      if (facts !== null) files.set(name, { name, ...facts });
    }
  }
  return [...files.values()];
}

async function factsOf(
  path: string,
  folders: readonly (string | null)[],
): Promise<Omit<ImportFile, 'name'> | null> {
  try {
    const end = await realpath(path);
    if (!folders.some((folder) => folder !== null && end.startsWith(folder + sep))) return null;
    const facts = await stat(end);
    return facts.isFile() ? { bytes: facts.size, modifiedAt: facts.mtime.toISOString() } : null;
  } catch {
    // Gone since the folder was read, or a link to nothing.
    return null;
  }
}
