// Random secrets that callers show, and the hash by which the server knows them again.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits: nobody guesses them, so a plain hash is enough to keep them by. */
export const newSecret = (prefix = ''): string => prefix + randomBytes(32).toString('base64url');

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Compares in a time that tells nothing about where the two differ. */
export function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(given)), Buffer.from(hashOf(expected)));
}

/** Without letters and digits that look alike: people type it. 32^12 possibilities. */
export function newSetUpCode(): string {
  const signs = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  const letters = Array.from(randomBytes(12), (byte) => signs.charAt(byte % signs.length)).join('');
  return `${letters.slice(0, 4)}-${letters.slice(4, 8)}-${letters.slice(8)}`;
}
