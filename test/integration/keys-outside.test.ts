// Keys that Segue does not keep: read where a connection says, at each run.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/contract/connections.ts';
import type { Run } from '../../src/contract/runs.ts';
import { keyReferenceOf } from '../../src/core/key-reference.ts';
import { openVault } from '../../src/vault/vault.ts';
import { type KeyVaultStandIn, startKeyVault } from '../support/key-vault.ts';
import { makeFolder } from '../support/run-folder.ts';
import { administrator, type Segue, startSegue } from '../support/segue.ts';

const people = 'id,email,city\n1,a@example.com,Malmö\n2,b@example.com,Lund\n';
const everybody = [{ where: { all: [{ attribute: 'id', op: 'isNotEmpty' as const }] } }];

describe('a key outside', () => {
  const folder = makeFolder();
  const environment: Record<string, string | undefined> = { SHOP_KEY: 'one@Shop' };
  const keyFile = join(folder.path, 'shop-key');
  let vault: KeyVaultStandIn;
  let segue: Segue;
  let connection: Connection;
  let exportId: string;

  beforeAll(async () => {
    vault = await startKeyVault();
    environment.SEGUE_KEY_VAULT_URL = vault.url;
    segue = await startSegue({ environment });
    const { client } = segue;
    const path = segue.putFile('people.csv', people);
    const tables = [{ name: 'customers', kind: 'profiles' as const, path, key: 'id' }];
    const source = await client.sources.create({ name: 'shop', type: 'file', tables });
    await segue.ended(await client.sources.refresh(source.id));
    const segment = await client.segments.create({ name: 'All', type: 'dynamic', rules: everybody });
    connection = await client.connections.create({
      type: 'omnisend',
      displayName: 'Shop',
      apiKey: 'env:SHOP_KEY',
      consent: { accepted: true },
    });
    await client.connections.becomeExportUser(connection.id, administrator.password);
    const wish = { connectionId: connection.id, segmentIds: [segment.id], mapping: { email: 'email' } };
    exportId = (await client.exports.create({ name: 'Letters', ...wish })).id;
  });
  afterAll(async () => {
    await segue?.close();
    await vault?.close();
    folder.remove();
  });

  const run = async (): Promise<Run> =>
    segue.client.runs.wait((await segue.client.exports.run(exportId, { mode: 'full' })).id);
  const readFrom = (apiKey: string) => segue.client.connections.update(connection.id, { apiKey });
  const failed = (code: string, passing = false) => ({
    status: passing ? 'failed' : 'failedPermanently',
    error: { code },
    counts: { accepted: 0 },
  });

  it('in a variable is read at each run: one that changed counts from the next run on', async () => {
    expect(connection).toMatchObject({ keyFrom: 'env:SHOP_KEY', brand: { name: 'Shop' } });
    expect(await run()).toMatchObject({ status: 'successful', counts: { accepted: 2 } });
    segue.sandbox.control.revokeKey('one@Shop');
    expect(await run()).toMatchObject(failed('omnisendKeyWrong'));
    environment.SHOP_KEY = 'two@Shop\n';
    expect(await run()).toMatchObject({ status: 'successful', counts: { accepted: 2 } });
  });

  it('that is not there any more stops a run, which says what is missing', async () => {
    environment.SHOP_KEY = undefined;
    const ended = await run();
    expect(ended).toMatchObject({ ...failed('keyMissing'), counts: { requests: 0 } });
    expect(ended.error?.detail).toContain('SHOP_KEY');
  });

  it('of another account stops a run before it writes', async () => {
    environment.SHOP_KEY = 'key@Elsewhere';
    const ended = await run();
    expect(ended).toMatchObject({ ...failed('keyOfOtherBrand'), counts: { requests: 1 } });
    expect(ended.error?.detail).toMatch(/env:SHOP_KEY.*"Elsewhere"/);
    expect(segue.sandbox.control.contacts('key@Elsewhere')).toEqual([]);
    await expect(readFrom('env:SHOP_KEY')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('in a file is read at each run', async () => {
    writeFileSync(keyFile, 'two@Shop\n');
    expect(await readFrom(`file:${keyFile}`)).toMatchObject({ keyFrom: `file:${keyFile}` });
    expect(await run()).toMatchObject({ status: 'successful' });
    writeFileSync(keyFile, '');
    expect(await run()).toMatchObject(failed('keyMissing'));
  });

  it('is looked for in no file of our own or of the machine, and in nothing that is no key', async () => {
    const at = (name: string) => join(folder.path, name);
    symlinkSync(join(segue.dataDir, 'secret.key'), at('link'));
    mkdirSync(at('folder'));
    writeFileSync(at('lines'), 'two@Shop\nand more');
    writeFileSync(at('large'), 'x'.repeat(9_000));
    const own = join(segue.dataDir, 'secret.key');
    const wrong = [own, at('link'), at('folder'), at('lines'), at('large'), at('none'), '/proc/self/environ'];
    for (const path of wrong) {
      await expect(segue.client.connections.try(`file:${path}`), path).rejects.toMatchObject({
        code: 'keyMissing',
        errors: [{ field: 'apiKey' }],
      });
    }
    for (const reference of ['file:relative', 'env:SEGUE_SECRET_KEY', 'azure-keyvault:no/path']) {
      await expect(readFrom(reference)).rejects.toMatchObject({ code: 'badRequest' });
    }
  });

  it('in a key vault is asked for with the identity of the machine', async () => {
    vault.secrets.set('shop-key', 'two@Shop');
    expect((await segue.client.connections.try('azure-keyvault:shop-key')).brand.name).toBe('Shop');
    await readFrom('azure-keyvault:shop-key');
    expect(await run()).toMatchObject({ status: 'successful' });
    vault.fail = 503;
    expect(await run()).toMatchObject(failed('keyUnavailable', true));
    vault.fail = 403;
    expect(await run()).toMatchObject(failed('keyMissing'));
    vault.fail = undefined;
    vault.secrets.delete('shop-key');
    const ended = await run();
    expect(ended).toMatchObject(failed('keyMissing'));
    expect(ended.error?.detail).toContain('"shop-key"');
  });

  it('is not waited for longer than it takes', async () => {
    vault.secrets.set('slow', 'two@Shop');
    const impatient = openVault({
      variable: () => undefined,
      keyVaultUrl: vault.url,
      ownFolders: [],
      timeoutMilliseconds: 200,
    });
    const reference = keyReferenceOf('azure-keyvault:slow');
    if (reference === null) throw new Error('It is a reference.');
    vault.fail = 'silent';
    await expect(impatient.read(reference)).rejects.toMatchObject({ code: 'keyUnavailable' });
    vault.fail = undefined;
  });

  it('gives way to a key that is stored here, and shows nowhere', async () => {
    expect(await readFrom('two@Shop')).toMatchObject({ keyFrom: null });
    expect(await run()).toMatchObject({ status: 'successful' });
    const { client } = segue;
    const seen = [
      await client.runs.list(),
      await client.connections.list(),
      await client.audit.list({ limit: 500 }),
    ];
    expect(JSON.stringify(seen)).not.toMatch(/@Shop|@Elsewhere/);
    const { items } = await client.audit.list({ action: 'connections.update' });
    expect(items[0]).toMatchObject({
      before: { keyFrom: 'azure-keyvault:shop-key' },
      after: { keyFrom: null, apiKey: 'replaced' },
    });
  });
});
