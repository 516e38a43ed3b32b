// Passwords are kept as argon2id (the library's default), with the parameters that OWASP recommends
// (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html).
import { hash, verify } from '@node-rs/argon2';
import { newSecret } from './secrets.ts';

const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

let decoy: Promise<string> | undefined;

/**
 * Whether the password is the one that was hashed. Without a hash (no such user, or one without a password) the same
 * work is done in vain, so that the time of the answer does not tell who has an account.
 */
export async function checkPassword(passwordHash: string | null, password: string): Promise<boolean> {
  decoy ??= hashPassword(newSecret());
  const fits = await verify(passwordHash ?? (await decoy), password);
  return fits && passwordHash !== null;
}
