import { expect, test } from 'vitest';
import { keyReferenceOf } from './key-reference.ts';

test.each([
  ['env:SHOP_KEY', { kind: 'env', name: 'SHOP_KEY' }],
  ['env:OMNISEND_API_KEY', { kind: 'env', name: 'OMNISEND_API_KEY' }],
  ['env:PATHWAY', { kind: 'env', name: 'PATHWAY' }],
  ['file:/run/secrets/shop key', { kind: 'file', path: '/run/secrets/shop key' }],
  ['azure-keyvault:shop-key', { kind: 'azure-keyvault', name: 'shop-key' }],
  ['64f1c0-aKeyOfOmnisend', null],
  ['key@env:SHOP_KEY', null],
  ['ENV:SHOP_KEY', null],
])('%s', (text, reference) => {
  expect(keyReferenceOf(text)).toEqual(reference);
});

test.each([
  'env:',
  'env:TWO WORDS',
  'env:SEGUE_SECRET_KEY',
  'env:segue_admin_password',
  'env:DATABASE_URL',
  'env:AZURE_CLIENT_SECRET',
  'env:PGPASSWORD',
  'env:NODE_OPTIONS',
  'env:PATH',
  'env:AWS_SECRET_ACCESS_KEY',
  'env:https_proxy',
  'file:',
  'file:secrets/shop',
  'file:~/shop',
  'file:/run/\nshop',
  'azure-keyvault:',
  'azure-keyvault:shop/1',
  'azure-keyvault:https://other.vault.azure.net/secrets/x',
])('%s is refused', (text) => {
  expect(() => keyReferenceOf(text)).toThrow(
    expect.objectContaining({
      code: 'badRequest',
      fields: [{ field: 'apiKey', message: expect.any(String) }],
    }),
  );
});
