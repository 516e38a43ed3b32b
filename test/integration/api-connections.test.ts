import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/contract/connections.ts';
import { consentVersion } from '../../src/contract/consent.ts';
import { putExport } from './api-fixtures.ts';
import { administrator, withApi } from './api-harness.ts';

const key = 'the-key-of-a-shop-0001';
const otherKey = 'the-key-of-another-0002';

describe('connections', () => {
  const made = withApi();
  let names = 0;
  const input = (change: object = {}) => {
    names += 1;
    return {
      type: 'omnisend' as const,
      displayName: `Shop ${names}`,
      apiKey: key,
      consent: { accepted: true },
      ...change,
    };
  };
  const create = async (change: object = {}): Promise<Connection> =>
    made.api.client.connections.create(input(change));

  it('checks the key against Omnisend and says whose account it is', async () => {
    const connection = await create({ limits: { maxProfilesPerExport: 500 } });
    expect(connection).toEqual({
      id: expect.any(String),
      displayName: expect.stringMatching(/^Shop/),
      type: 'omnisend',
      brand: { id: expect.any(String), name: expect.any(String), website: expect.any(String) },
      sharedWithContributors: false,
      exportUser: null,
      consent: { acceptedBy: 'Administrator', acceptedAt: expect.any(String), version: consentVersion },
      keyFrom: null,
      exportsUsing: 0,
      limits: { maxProfilesPerExport: 500, rateShare: 0.97 },
      createdAt: expect.any(String),
    });
    expect(await made.api.client.connections.get(connection.id)).toEqual(connection);
  });

  it('refuses one without consent, without a name of its own, or with a key that is wrong', async () => {
    await expect(create({ consent: { accepted: false } })).rejects.toMatchObject({ code: 'consentMissing' });
    const taken = await create();
    await expect(create({ displayName: taken.displayName.toUpperCase() })).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ field: 'displayName', message: 'is taken' }],
    });
    made.api.sandbox.control.revokeKey('a-revoked-key-0003');
    await expect(create({ apiKey: 'a-revoked-key-0003' })).rejects.toMatchObject({
      code: 'omnisendKeyWrong',
    });
  });

  it('never shows, logs or stores the key as it is', async () => {
    const { api } = made;
    const secret = 'a-key-to-look-for-0004';
    const connection = await create({ apiKey: secret });
    await api.client.connections.update(connection.id, { apiKey: secret });
    await expect(
      api.client.connections.update(connection.id, { apiKey: secret, consent: {} } as object),
    ).rejects.toMatchObject({ code: 'badRequest' });
    const answers = await Promise.all([
      api.client.connections.list(),
      api.client.connections.get(connection.id),
      api.client.exports.list(),
    ]);
    expect(JSON.stringify(answers)).not.toContain(secret);
    expect(JSON.stringify(answers)).not.toMatch(/apiKey|sealed/i);
    const { rows } = await sql`SELECT * FROM connections`.execute(api.ctx.db);
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(api.log()).not.toContain(secret);
  });

  it('takes a new key of the same account only', async () => {
    const connection = await create();
    const { client } = made.api;
    await expect(client.connections.update(connection.id, { apiKey: otherKey })).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ field: 'apiKey', message: 'belongs to another account' }],
    });
    const changed = await client.connections.update(connection.id, {
      apiKey: key,
      limits: { rateShare: 0.5 },
    });
    expect(changed.limits).toEqual({ maxProfilesPerExport: 1_000_000, rateShare: 0.5 });
  });

  it('has an export user once an administrator confirms with their own password', async () => {
    const { client } = made.api;
    const { id } = await create();
    await expect(client.connections.becomeExportUser(id, 'not mine')).rejects.toMatchObject({
      status: 401,
      code: 'wrongCredentials',
    });
    const confirmed = await client.connections.becomeExportUser(id, administrator.password);
    expect(confirmed.exportUser).toEqual({
      id: expect.any(String),
      name: 'Administrator',
      email: administrator.email,
    });
  });

  it('does not get an export user who was demoted while their password was being checked', async () => {
    const { api } = made;
    const { id } = await create();
    const second = await api.as('administrator');
    const becoming = second.client.connections.becomeExportUser(id, second.password).catch(() => undefined);
    await api.client.users.update(second.id, { role: 'contributor' });
    await becoming;
    expect(await api.client.connections.get(id)).toMatchObject({ exportUser: null });
  });

  it('loses its export user, and with them its runs, when that person is no administrator any more', async () => {
    const { api } = made;
    const { id, displayName } = await create();
    const second = await api.as('administrator');
    await second.client.connections.becomeExportUser(id, second.password);
    const run = await api.client.exports.run((await putExport(api, { connectionId: id })).id);
    await api.client.users.update(second.id, { role: 'contributor' });
    expect(await api.client.connections.get(id)).toMatchObject({ exportUser: null });
    const ended = await api.client.runs.get(run.id);
    expect(ended).toMatchObject({ status: 'failedPermanently', error: { code: 'exportUserMissing' } });
    expect(ended.error?.action).toContain(displayName);
  });

  it('shows contributors the names of those that are shared with them', async () => {
    const { api } = made;
    const hidden = await create();
    const shared = await create({ sharedWithContributors: true });
    const { client } = await api.as('contributor');
    const seen = await client.connections.list({ limit: 1000 });
    expect(seen).toEqual({
      items: [{ id: shared.id, displayName: shared.displayName, type: 'omnisend' }],
      total: 1,
    });
    expect(await client.connections.get(shared.id)).toEqual(seen.items[0]);
    await expect(client.connections.get(hidden.id)).rejects.toMatchObject({ code: 'notFound' });
  });

  it('is removed only when no export needs it, or these are to be detached', async () => {
    const { api } = made;
    const { id } = await create();
    const { id: exportId, name } = await putExport(api, { connectionId: id });
    await expect(api.client.connections.delete(id)).rejects.toMatchObject({
      code: 'conflict',
      detail: expect.stringContaining(`"${name}"`),
    });
    await api.client.connections.delete(id, { exports: 'detach' });
    expect((await api.client.exports.get(exportId)).connectionId).toBeNull();
    await expect(api.client.connections.get(id)).rejects.toMatchObject({ code: 'notFound' });
  });

  it('is removed with some of its exports, and lets go of the others, as was said of each', async () => {
    const { api } = made;
    const { client } = api;
    const { id } = await create();
    await client.connections.becomeExportUser(id, administrator.password);
    const goes = await putExport(api, { connectionId: id, name: 'A goes' });
    const stays = await putExport(api, { connectionId: id, name: 'B stays' });
    const elsewhere = await putExport(api, { connectionId: (await create()).id });
    await client.exports.run(goes.id);
    expect(await client.connections.exports(id)).toEqual({
      items: [
        { id: goes.id, name: 'A goes', running: true },
        { id: stays.id, name: 'B stays', running: false },
      ],
      total: 2,
    });
    expect(await client.connections.get(id)).toMatchObject({ exportsUsing: 2 });
    await expect(client.connections.delete(id, { exports: { [goes.id]: 'remove' } })).rejects.toMatchObject({
      code: 'conflict',
      errors: [{ field: `exports.${stays.id}`, message: 'B stays' }],
    });
    const choices = { [goes.id]: 'remove', [stays.id]: 'detach' } as const;
    await expect(
      client.connections.delete(id, { exports: { ...choices, [elsewhere.id]: 'remove' } }),
    ).rejects.toMatchObject({ code: 'conflict', errors: [{ field: `exports.${elsewhere.id}` }] });
    expect(await client.exports.get(goes.id)).toMatchObject({ connectionId: id });

    await client.connections.delete(id, { exports: choices });
    await expect(client.exports.get(goes.id)).rejects.toMatchObject({ code: 'notFound' });
    expect(await client.exports.get(stays.id)).toMatchObject({ connectionId: null });
    expect((await client.exports.get(elsewhere.id)).connectionId).not.toBeNull();
    const { items } = await client.audit.list({ target: goes.id });
    expect(items[0]).toMatchObject({ action: 'exports.delete', target: { name: 'A goes' } });
    expect((await client.audit.list({ action: 'runs.end' })).items[0]).toMatchObject({
      after: { exportId: goes.id, status: 'canceled' },
    });
  });

  it('needs consent to the text as it is now, and keeps who gave it for good', async () => {
    const { client } = made.api;
    const { version, text } = await (await made.api.as('viewer')).client.consents.text();
    expect(text.en).toContain('Omnisend');
    expect(text.sv).toContain('Omnisend');
    await expect(create({ consent: { accepted: true, version: '2021-05' } })).rejects.toMatchObject({
      code: 'consentMissing',
      errors: [{ field: 'consent.version' }],
    });
    const second = await made.api.as('administrator');
    const wish = input({ displayName: 'Consented', consent: { accepted: true, version } });
    const { id, brand } = await second.client.connections.create(wish);
    const kept = async () => (await client.consents.list({ q: 'Consented' })).items;
    const given = {
      ...{ id: expect.any(String), connectionId: id, connectionName: 'Consented', version },
      ...{ brand: { id: brand.id, name: brand.name } },
      acceptedBy: (await client.users.get(second.id)).name,
      ...{ acceptedAt: expect.any(String), withdrawnBy: null, withdrawnAt: null },
    };
    expect(await kept()).toEqual([given]);
    await client.users.delete(second.id);
    await client.connections.delete(id);
    expect(await kept()).toEqual([
      { ...given, withdrawnBy: 'Administrator', withdrawnAt: expect.any(String) },
    ]);
  });

  it('says whose account a key opens before anything is kept of it', async () => {
    const { client } = made.api;
    const before = (await client.connections.list()).total;
    expect(await client.connections.try('tried@TriedShop')).toEqual({
      brand: { id: expect.any(String), name: 'TriedShop', website: expect.any(String) },
    });
    await expect(client.connections.try('wrong-key')).rejects.toMatchObject({ code: 'omnisendKeyWrong' });
    expect((await client.connections.list()).total).toBe(before);
  });

  it('shows the requests to its brand, minute by minute', async () => {
    const { client } = made.api;
    const { id } = await create({ apiKey: 'used@UsedShop', limits: { rateShare: 0.5 } });
    await client.connections.try('other@UsedShop');
    const usage = await client.connections.usage(id, { minutes: 3 });
    expect(usage).toMatchObject({ limit: 400, share: 0.5 });
    expect(usage.items).toHaveLength(3);
    expect(usage.items.reduce((sum, { requests }) => sum + requests, 0)).toBe(2);
    expect((await client.connections.usage(id)).items).toHaveLength(60);
  });
});
