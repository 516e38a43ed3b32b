// Seals what must be stored but not read by whoever gets hold of the database: API keys of connections.
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { SecretKeyConfig } from '../config.ts';
import { isNodeError, SegueError } from '../errors.ts';

export type SecretBox = {
  /** `purpose` is bound to the result: it opens only with the same words, so a secret cannot be moved elsewhere. */
  seal(text: string, purpose: string): string;
  /** Throws `secretKeyWrong` when the key or the purpose is another one, or the text was touched. */
  open(sealed: string, purpose: string): string;
};

const algorithm = 'aes-256-gcm';
const version = 'v1.';
const nonceBytes = 12;
const tagBytes = 16;

/** Reads the key, or makes the key file at the first start; of two processes that try, one file wins for both. */
export async function openSecretBox(config: SecretKeyConfig): Promise<SecretBox> {
  const key = config.kind === 'given' ? config.key : await readOrMakeKey(config.path);
  return {
    seal(text, purpose) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(purpose));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return version + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed.slice(version.length), 'base64url');
      try {
        const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        })
          .setAAD(Buffer.from(purpose))
          .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        return (
          decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8')
        );
      } catch (error) {
        throw new SegueError('secretKeyWrong', {
          detail: `The stored secret (${purpose.split(':')[0]}) does not open with the present key.`,
          cause: error,
        });
      }
    },
  };
}

async function readOrMakeKey(path: string): Promise<Buffer> {
  const present = await readKey(path);
  if (present !== undefined) return present;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // Of this call alone: two in one process would take each other's away.
  const unfinished = `${path}.${randomUUID()}.new`;
  const file = await open(unfinished, 'w', 0o600);
  try {
    await file.writeFile(`${randomBytes(32).toString('base64')}\n`);
    await file.sync();
    // Unlike a rename, a link never replaces a key that another process has just made, and perhaps used.
    await link(unfinished, path);
  } catch (error) {
    if (!(isNodeError(error) && error.code === 'EEXIST')) throw error;
  } finally {
    await file.close();
    await rm(unfinished, { force: true });
  }
  const made = await readKey(path);
  if (made === undefined) throw new Error('The key file vanished while it was being made.');
  return made;
}

async function readKey(path: string): Promise<Buffer | undefined> {
  const text = await readFile(path, 'utf8').catch((error) => {
    if (isNodeError(error) && error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length === 32) return key;
  throw new SegueError('secretKeyWrong', {
    detail: `The key file ${path} does not hold 32 bytes in base64.`,
    action: 'Put back the key file that belongs to this data directory.',
  });
}
