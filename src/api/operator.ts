// Whoever can read the data directory may act as the first administrator of the server that runs there: that is how
// commands on the same machine work without a token, while the embedded database is open in the server alone.
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type OperatorFile = { url: string; token: string };

const pathIn = (dataDir: string): string => join(dataDir, 'operator.json');

export async function writeOperatorFile(dataDir: string, content: OperatorFile): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = pathIn(dataDir);
  const unfinished = `${path}.${process.pid}.new`;
  // Removed first: an existing file would keep its own mode.
  await rm(unfinished, { force: true });
  await writeFile(unfinished, `${JSON.stringify(content)}\n`, { mode: 0o600 });
  await rename(unfinished, path);
}

/** Leaves the file alone when another server has put its own there since. */
export async function removeOperatorFile(dataDir: string, token: string): Promise<void> {
  const text = await readFile(pathIn(dataDir), 'utf8').catch(() => '');
  if (text.includes(token)) await rm(pathIn(dataDir), { force: true });
}
