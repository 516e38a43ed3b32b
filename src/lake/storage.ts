// Where snapshots, plans and ledgers lie: keys such as `tables/customers/<id>.parquet` below one root. A file is
// written under a temporary name and moved into place, so that no reader ever opens half of one.
import { mkdirSync } from 'node:fs';
import { chmod, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export type Storage = {
  /** The folder that everything lies in; also what the lake may touch. */
  readonly root: string;
  /** Scratch space inside the root: spill files and uploads that are not finished. */
  readonly scratch: string;
  path(key: string): string;
  /** Runs `write` with a temporary path and moves the result to `key`, or leaves nothing behind. */
  write(key: string, write: (temporaryPath: string) => Promise<void>): Promise<void>;
  exists(key: string): Promise<boolean>;
  /** Removes a file, or everything below a key that ends in a slash. */
  remove(key: string): Promise<void>;
};

export function openFolderStorage(root: string, newId: () => string): Storage {
  const scratch = join(root, 'scratch');
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  const path = (key: string) => {
    if (key.split('/').includes('..')) throw new Error('A storage key may not contain "..".');
    return join(root, key);
  };
  return {
    root,
    scratch,
    path,
    async write(key, write) {
      const temporary = join(scratch, `${newId()}.part`);
      try {
        await write(temporary);
        await chmod(temporary, 0o600);
        await mkdir(dirname(path(key)), { recursive: true, mode: 0o700 });
        await rename(temporary, path(key));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    async exists(key) {
      return stat(path(key)).then(
        () => true,
        () => false,
      );
    },
    async remove(key) {
      await rm(path(key), { force: true, recursive: true });
    },
  };
}
