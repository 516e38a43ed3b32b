// A file that holds a key and nothing else, such as a mounted secret.
import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { isNodeError } from '../errors.ts';
import { keyMissing } from './problems.ts';

const mostBytes = 8 * 1024;
/** Not files but windows into the machine and its processes. */
const windows = ['/proc', '/sys', '/dev'];

/** @param ownFolders must not be read from, by whatever way the path leads there. Throws `keyMissing`. */
export async function readKeyFile(path: string, ownFolders: readonly string[]): Promise<string> {
  let file: FileHandle | undefined;
  try {
    const real = await realpath(path);
    const closed = [...windows, ...(await Promise.all(ownFolders.map(resolved)))];
    if (closed.some((folder) => real === folder || real.startsWith(folder + sep))) {
      throw unusable(path, "lies where Segue's own data or the machine's are, and is not read");
    }
    // Neither waits for the other end of a pipe, nor follows a link that was put there just now.
    file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
    const { size } = await file.stat().then((found) => {
      if (!found.isFile()) throw unusable(path, 'is not a file');
      return found;
    });
    if (size > mostBytes) throw unusable(path, 'has more than 8 KB: that is no key');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch (error) {
    if (!isNodeError(error) || typeof error.errno !== 'number') throw error;
    throw unusable(path, failures[error.code ?? ''] ?? 'cannot be read', error);
  } finally {
    await file?.close();
  }
}

const failures: Record<string, string> = {
  ENOENT: 'is not there',
  ENOTDIR: 'is not there',
  EACCES: 'may not be read by the Segue process',
  EPERM: 'may not be read by the Segue process',
  ELOOP: 'leads round in circles',
};

const resolved = (folder: string) => realpath(folder).catch(() => folder);

function unusable(path: string, what: string, cause?: unknown) {
  return keyMissing(`The file ${path} ${what}.`, { message: `leads to a file that ${what}`, cause });
}
