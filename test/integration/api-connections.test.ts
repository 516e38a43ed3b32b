import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/contract/connections.ts';
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
      consent: { acceptedBy: 'Administrator', acceptedAt: expect.any(String) },
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

  it('loses its export user when that person is no administrator any more', async () => {
    const { api } = made;
    const { id } = await create();
    const second = await api.as('administrator');
    await second.client.connections.becomeExportUser(id, second.password);
    await api.client.users.update(second.id, { role: 'contributor' });
    expect(await api.client.connections.get(id)).toMatchObject({ exportUser: null });
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
});
