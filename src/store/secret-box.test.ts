import { randomBytes } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withFolder } from '../../test/support/run-folder.ts';
import { openSecretBox } from './secret-box.ts';

const folder = withFolder();
const given = () => ({ kind: 'given', key: randomBytes(32) }) as const;

test('what was sealed opens with the same key and purpose, and nothing else', async () => {
  const key = given();
  const box = await openSecretBox(key);
  const sealed = box.seal('nyckel-åäö', 'apiKey:1');
  expect(sealed).not.toContain('nyckel');
  expect((await openSecretBox(key)).open(sealed, 'apiKey:1')).toBe('nyckel-åäö');
  expect(() => box.open(sealed, 'apiKey:2')).toThrow(expect.objectContaining({ code: 'secretKeyWrong' }));
  expect(() => box.open(`${sealed.slice(0, -2)}AA`, 'apiKey:1')).toThrow('secretKeyWrong');
  expect(() => box.open('v1.', 'apiKey:1')).toThrow('secretKeyWrong');
  const other = await openSecretBox(given());
  expect(() => other.open(sealed, 'apiKey:1')).toThrow('secretKeyWrong');
});

test('the same text never looks the same', async () => {
  const box = await openSecretBox(given());
  expect(box.seal('a', 'p')).not.toBe(box.seal('a', 'p'));
});

test('the key file is made once, for its owner alone, whoever is first', async () => {
  const path = join(folder.path, 'deep', 'secret.key');
  const boxes = await Promise.all([1, 2, 3].map(() => openSecretBox({ kind: 'file', path })));
  const sealed = boxes[0]?.seal('text', 'p') ?? '';
  for (const box of boxes) expect(box.open(sealed, 'p')).toBe('text');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('a damaged key file is an error, not a new key', async () => {
  const path = join(folder.path, 'damaged.key');
  writeFileSync(path, 'short');
  await expect(openSecretBox({ kind: 'file', path })).rejects.toMatchObject({ code: 'secretKeyWrong' });
});
