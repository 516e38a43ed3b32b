// Where snapshots, plans and ledgers lie: keys such as `tables/customers/<id>.parquet` below one root. A file is
// written under a temporary name and moved into place, so that no reader ever opens half of one.
import { mkdirSync } from 'node:fs';
import { chmod, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

export type Storage = {
  /** The folder that everything lies in; also what the lake may touch. */
  readonly root: string;
  /** Scratch space inside the root: spill files and uploads that are not finished. */
  readonly scratch: string;
  path(key: string): string;
  /**
   * Runs `write` with a temporary path and moves the result to `key`, or leaves nothing behind. The file is on the
   * disk when this resolves: the control database, whose commits survive a loss of power, may point to it.
   */
  write(key: string, write: (temporaryPath: string) => Promise<void>): Promise<void>;
  exists(key: string): Promise<boolean>;
  /** Removes a file, or everything below a key that ends in a slash. */
  remove(key: string): Promise<void>;
  /** Every file below the root but those of the scratch space. */
  list(): Promise<StoredFile[]>;
  /** Removes what dead processes left in the scratch space: everything that was last written before this moment. */
  clearScratch(before: Date): Promise<void>;
};

export type StoredFile = { key: string; modifiedAt: Date };

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
        await flush(temporary);
        await mkdir(dirname(path(key)), { recursive: true, mode: 0o700 });
        await rename(temporary, path(key));
        await flush(dirname(path(key)));
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
    async list() {
      const entries = await readdir(root, { recursive: true, withFileTypes: true });
      const files = entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .filter((file) => !file.startsWith(scratch + sep));
      const found = await Promise.all(files.map((file) => describe(root, file)));
      return found.filter((file) => file !== undefined);
    },
    async clearScratch(before) {
      for (const name of await readdir(scratch)) {
        const file = join(scratch, name);
        if (((await modifiedAt(file)) ?? before) < before) await rm(file, { recursive: true, force: true });
      }
    },
  };
}

async function describe(root: string, file: string): Promise<StoredFile | undefined> {
  const time = await modifiedAt(file);
  return time && { key: relative(root, file).split(sep).join('/'), modifiedAt: time };
}

/** Undefined when somebody removed it in between. */
async function modifiedAt(file: string): Promise<Date | undefined> {
  return stat(file).then(
    (facts) => facts.mtime,
    () => undefined,
  );
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
