// The key of a connection: sealed in the database, or read anew where a reference says.
import type { Context } from '../context.ts';
import type { ConnectionId } from '../contract/ids.ts';
import { keyReferenceOf } from '../core/key-reference.ts';
import { SegueError } from '../errors.ts';
import type { StoredKey } from '../store/connections.ts';
import type { RunInputs } from '../store/run-inputs.ts';
import type { RunSession } from './run-session.ts';

/** The words a key is sealed with: it opens for its own connection only. */
const purpose = (id: ConnectionId): string => `connection:${id}`;

/** Throws `secretKeyWrong`, and what reading a reference throws. */
export async function readApiKey(
  ctx: Context,
  { id, apiKeySealed, apiKeyReference }: RunInputs['connection'],
): Promise<string> {
  if (apiKeySealed !== null) return ctx.secrets.open(apiKeySealed, purpose(id));
  if (apiKeyReference !== null) return keyBehind(ctx, apiKeyReference);
  throw new SegueError('connectionMissing', { detail: 'The connection has no key.' });
}

/** The key that somebody gave, or that lies where they say. Throws `badRequest`, `keyMissing`, `keyUnavailable`. */
export async function keyBehind(ctx: Context, given: string): Promise<string> {
  const reference = keyReferenceOf(given);
  return reference === null ? given : ctx.vault.read(reference);
}

/** What is kept of a key that was given: a reference as it is, anything else sealed. */
export function toStoredKey(ctx: Context, id: ConnectionId, given: string): StoredKey {
  return keyReferenceOf(given) === null
    ? { sealed: ctx.secrets.seal(given, purpose(id)) }
    : { reference: given };
}

/**
 * A stored key was tried when it was stored. What lies behind a reference may be another key by now, and another
 * account's key would put this account's people there: one request asks whose it is. Throws `keyOfOtherBrand`.
 */
export async function requireOwnBrand({ inputs, line }: RunSession): Promise<void> {
  const { apiKeyReference, brandId, displayName } = inputs.connection;
  if (apiKeyReference === null) return;
  const brand = await line.call(['all'], (client) => client.brand());
  if (brand.id === brandId) return;
  throw new SegueError('keyOfOtherBrand', {
    detail: `The key that ${apiKeyReference} leads to belongs to another Omnisend account ("${brand.name}") than the connection "${displayName}" was made for. Nothing was sent.`,
  });
}
