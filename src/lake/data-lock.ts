// Two processes on one embedded data directory would ruin it, so that the second one is turned away. Node has no file
// locks of its own, but DuckDB takes one (fcntl) on a database file that it opens for writing, and the kernel gives
// that back however its holder dies, kill -9 included: unlike a file with a process id in it, it is never stale.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { SegueError } from '../errors.ts';

export type DataLock = { release(): void };

// The lock belongs to the process: within one, DuckDB would open the file a second time without a word.
const held = new Set<string>();

/** Makes the directory if need be. Throws `dataDirInUse` while another process, or another service in this one, has it. */
export async function lockDataDir(dataDir: string): Promise<DataLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'lock');
  if (held.has(path)) throw inUse(dataDir);
  held.add(path);
  try {
    const instance = await DuckDBInstance.create(path, { threads: '1', memory_limit: '16MB' });
    return {
      release() {
        if (!held.delete(path)) return;
        instance.closeSync();
      },
    };
  } catch (error) {
    held.delete(path);
    if (error instanceof Error && /Could not set lock/i.test(error.message)) throw inUse(dataDir, error);
    throw error;
  }
}

function inUse(dataDir: string, cause?: unknown): SegueError {
  return new SegueError('dataDirInUse', {
    detail: `Another Segue process works in ${dataDir}. This one has not touched anything and ends.`,
    cause,
  });
}
