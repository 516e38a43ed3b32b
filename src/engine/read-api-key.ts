// The key of a connection, when a run needs it.
import type { Context } from '../context.ts';
import { SegueError } from '../errors.ts';
import type { RunInputs } from '../store/run-inputs.ts';

/** Throws `secretKeyWrong`. */
export async function readApiKey(
  ctx: Context,
  { id, apiKeySealed }: RunInputs['connection'],
): Promise<string> {
  if (apiKeySealed !== null) return ctx.secrets.open(apiKeySealed, `connection:${id}`);
  throw new SegueError('connectionMissing', { detail: 'The connection has no key.' });
}
