import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { SegueError } from './errors.ts';

const fieldsAtFault = (environment: NodeJS.ProcessEnv) => {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof SegueError)
      return { code: error.code, fields: error.fields.map((f) => f.field).sort() };
    throw error;
  }
  return undefined;
};

test('an empty environment is the embedded mode under ./data', () => {
  const config = readConfig({});
  expect(config.dataDir).toBe(resolve('data'));
  expect(config.database).toEqual({ kind: 'embedded', dir: join(resolve('data'), 'control') });
  expect(config.storage).toEqual({ kind: 'folder', path: join(resolve('data'), 'storage') });
  expect(config.secretKey).toEqual({ kind: 'file', path: join(resolve('data'), 'secret.key') });
  expect(config.server).toEqual({ host: '127.0.0.1', port: 8420 });
  expect(config.importDirs).toEqual([resolve('import')]);
  expect(config.admin).toBeNull();
  expect(config.omnisend).toEqual({
    apiUrl: 'https://api.omnisend.com/api',
    requestsPerMinute: 400,
    tagRequestsPerMinute: 60,
  });
});

test('every variable is read', () => {
  const config = readConfig({
    SEGUE_DATA_DIR: '/srv/segue',
    PORT: '0',
    HOST: '::1',
    DATABASE_URL: 'postgres://segue:secret@db:5432/segue',
    SEGUE_STORAGE_URL: 'file:///srv/lake%20one',
    SEGUE_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    SEGUE_ADMIN_EMAIL: 'ada@example.com',
    SEGUE_ADMIN_PASSWORD: 'correct horse',
    SEGUE_IMPORT_DIRS: '/one:/two',
    OMNISEND_API_URL: 'http://127.0.0.1:8421/api/',
    OMNISEND_REQUESTS_PER_MINUTE: '4000',
    OMNISEND_TAG_REQUESTS_PER_MINUTE: '600',
    LOG_LEVEL: 'debug',
  });
  expect(config.database).toEqual({ kind: 'postgres', url: 'postgres://segue:secret@db:5432/segue' });
  expect(config.storage).toEqual({ kind: 'folder', path: '/srv/lake one' });
  expect(config.secretKey).toEqual({ kind: 'given', key: Buffer.alloc(32, 7) });
  expect(config.importDirs).toEqual(['/one', '/two']);
  expect(config.omnisend.apiUrl).toBe('http://127.0.0.1:8421/api');
});

test('mail needs a server and a sender, and webhooks stay outside unless told', () => {
  expect(readConfig({})).toMatchObject({
    ...{ mail: null, publicUrl: null, webhooks: { privateAddresses: 'refuse' } },
  });
  const url = 'smtps://user:secret@mail.example.com';
  const from = 'Segue <segue@example.com>';
  const config = readConfig({
    SEGUE_SMTP_URL: url,
    SEGUE_MAIL_FROM: from,
    SEGUE_PUBLIC_URL: 'https://segue.example.com/',
    SEGUE_WEBHOOK_PRIVATE: 'allow',
  });
  expect(config.mail).toEqual({ url, from });
  expect(config.publicUrl).toBe('https://segue.example.com');
  expect(config.webhooks).toEqual({ privateAddresses: 'allow' });
  expect(fieldsAtFault({ SEGUE_SMTP_URL: url })?.fields).toEqual(['SEGUE_MAIL_FROM']);
  const wrong = {
    SEGUE_SMTP_URL: 'mail.example.com:25',
    SEGUE_MAIL_FROM: 'x\r\nBcc: y@z',
    SEGUE_WEBHOOK_PRIVATE: 'yes',
  };
  expect(fieldsAtFault(wrong)?.fields).toEqual(Object.keys(wrong).sort());
});

test('object stores are understood', () => {
  expect(readConfig({ SEGUE_STORAGE_URL: 'azure://profiles/segue/one' }).storage).toEqual({
    kind: 'azure',
    container: 'profiles',
    prefix: 'segue/one',
  });
  expect(readConfig({ SEGUE_STORAGE_URL: 's3://bucket' }).storage).toEqual({
    kind: 's3',
    bucket: 'bucket',
    prefix: '',
  });
});

test('all problems are told at once, without their values', () => {
  const secret = 'c2hvcnQ=';
  const environment = {
    PORT: 'eighty',
    DATABASE_URL: 'mysql://x',
    SEGUE_SECRET_KEY: secret,
    SEGUE_STORAGE_URL: 'ftp://x/y',
    LOG_LEVEL: 'loud',
  };
  expect(fieldsAtFault(environment)).toEqual({
    code: 'configInvalid',
    fields: Object.keys(environment).sort(),
  });
  expect(() => readConfig(environment)).toThrow(expect.not.stringContaining(secret));
});

test('half of the first administrator is a mistake', () => {
  expect(fieldsAtFault({ SEGUE_ADMIN_EMAIL: 'ada@example.com' })?.fields).toEqual(['SEGUE_ADMIN_PASSWORD']);
});

test('people sign in with a provider when all that belongs to it is there', () => {
  const oidc = {
    SEGUE_PUBLIC_URL: 'https://segue.example.com/',
    SEGUE_OIDC_ISSUER: 'https://login.microsoftonline.com/a-tenant/v2.0',
    SEGUE_OIDC_CLIENT_ID: 'segue',
    SEGUE_OIDC_ADMINISTRATORS: 'owners',
    SEGUE_OIDC_CONTRIBUTORS: ' marketing, crm ,',
  };
  const config = readConfig(oidc);
  expect(config.publicUrl).toBe('https://segue.example.com');
  expect(config.oidc).toMatchObject({
    ...{ clientId: 'segue', clientSecret: null, name: 'single sign-on', groupsClaim: 'groups' },
    groups: { administrator: ['owners'], contributor: ['marketing', 'crm'], viewer: [] },
  });
  expect(readConfig({}).oidc).toBeNull();
  const faults = (change: NodeJS.ProcessEnv) => fieldsAtFault({ ...oidc, ...change })?.fields;
  expect(faults({ SEGUE_OIDC_CLIENT_ID: '' })).toEqual(['SEGUE_OIDC_CLIENT_ID']);
  expect(faults({ SEGUE_OIDC_ISSUER: '' })).toEqual(['SEGUE_OIDC_ISSUER']);
  expect(faults({ SEGUE_PUBLIC_URL: '' })).toEqual(['SEGUE_PUBLIC_URL']);
  expect(faults({ SEGUE_PUBLIC_URL: 'https://example.com/segue' })).toEqual(['SEGUE_PUBLIC_URL']);
  const nobody = { SEGUE_OIDC_ADMINISTRATORS: '', SEGUE_OIDC_CONTRIBUTORS: ' , ' };
  expect(faults(nobody)).toEqual(['SEGUE_OIDC_ADMINISTRATORS']);
  // Whoever sits in between could vouch for anybody.
  expect(faults({ SEGUE_OIDC_ISSUER: 'http://login.example.com' })).toEqual(['SEGUE_OIDC_ISSUER']);
  expect(faults({ SEGUE_OIDC_ISSUER: 'http://127.0.0.1:8080' })).toBeUndefined();
});

test('an empty variable counts as unset', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '' }).server.port).toBe(8420);
});
