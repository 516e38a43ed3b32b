// What the routes of connections say about keys.
import type { ErrorCode } from '../contract/error-codes.ts';
import { keyReferenceOf } from '../core/key-reference.ts';

/** What may be wrong with a key, or with the place where it is read. */
export const keyRefusals = [
  'keyMissing',
  'keyUnavailable',
  'omnisendKeyWrong',
  'omnisendKeyScope',
  'omnisendUnreachable',
] as const satisfies ErrorCode[];

/** The place of a key is no secret; a key itself is left out. */
export const keyFromOf = (apiKey: string): string | null => (keyReferenceOf(apiKey) === null ? null : apiKey);
