import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { stopCluster } from './postgres.ts';

/** Once for a whole run of the tests. Databases are made by the first test that asks for one, see database.ts. */
export function setup(project: TestProject): () => Promise<void> {
  const runFolder = mkdtempSync(join(tmpdir(), 'segue-tests-'));
  project.provide('runFolder', runFolder);
  return async () => {
    await stopCluster(runFolder);
    rmSync(runFolder, { recursive: true, force: true, maxRetries: 3 });
  };
}
