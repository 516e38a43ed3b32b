// Everything that a run of the tests leaves on disk lies in one folder, which goes when the run ends.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    runFolder: string;
  }
}

/** A new folder for whoever asks; `remove` takes it away before the run ends. */
export function makeFolder(): { path: string; remove(): void } {
  const runFolder = inject('runFolder');
  mkdirSync(runFolder, { recursive: true });
  const path = mkdtempSync(join(runFolder, 't-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}

/** A folder for the tests of one file or one `describe`, there from before the first to after the last. */
export function withFolder(): { readonly path: string } {
  let folder: ReturnType<typeof makeFolder> | undefined;
  beforeAll(() => {
    folder = makeFolder();
  });
  afterAll(() => folder?.remove());
  return {
    get path() {
      if (folder === undefined) throw new Error('The folder is there only while tests run.');
      return folder.path;
    },
  };
}
