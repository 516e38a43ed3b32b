// Secrets by reference: read when they are needed, never said.
import { readFile } from 'node:fs/promises';
import { UsageError } from '../failure.ts';

/** @param place where the reference stands, for the message. Throws `UsageError`. */
export async function readSecret(
  reference: string,
  environment: NodeJS.ProcessEnv,
  place: string,
): Promise<string> {
  if (reference.startsWith('env:')) {
    const name = reference.slice('env:'.length);
    const value = environment[name]?.trim();
    if (value) return value;
    throw new UsageError(
      `${place}: the environment variable ${name} is not set.\n  Nothing was changed.\n  Set it for this command.`,
    );
  }
  const path = reference.slice('file:'.length);
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text.trim() !== '') return text.trim();
  throw new UsageError(
    `${place}: the file ${path} is empty, or cannot be read.\n  Nothing was changed.\n  Put the secret there, alone.`,
  );
}
