import { describe, expect, it } from 'vitest';
import { putConnection, putExport, putProfileTable, putSegment } from './api-fixtures.ts';
import { administrator, withApi } from './api-harness.ts';

describe('exports', () => {
  const made = withApi();

  it('needs a profile table that was read', async () => {
    const { api } = made;
    await expect(
      api.client.exports.create({
        name: 'Too early',
        connectionId: await putConnection(api),
        segmentIds: [await putSegment(api)],
        mapping: { email: 'EmailAddress' },
      }),
    ).rejects.toMatchObject({ status: 409, code: 'notIngested' });
  });

  it('goes with every refresh and shows segments as tags unless told otherwise', async () => {
    const { api } = made;
    const stored = await putExport(api, { connectionId: await putConnection(api) });
    expect(stored).toMatchObject({
      schedule: { mode: 'refresh' },
      membership: { as: 'tag' },
      sendWelcomeMessage: false,
      lastRun: null,
    });
    const changed = await api.client.exports.update(stored.id, {
      schedule: { mode: 'custom', recurrence: 'daily', times: ['06:00'], timeZone: 'Europe/Stockholm' },
      mapping: { email: 'EmailAddress', firstName: 'FirstName' },
    });
    expect(changed).toMatchObject({
      name: stored.name,
      schedule: { mode: 'custom', timeZone: 'Europe/Stockholm' },
      mapping: { firstName: 'FirstName' },
    });
    expect((await api.client.exports.list({ q: stored.name })).items).toEqual([changed]);
    await api.client.exports.delete(stored.id);
    await expect(api.client.exports.get(stored.id)).rejects.toMatchObject({ code: 'notFound' });
  });

  it('refuses what its runs would stumble over', async () => {
    const { api } = made;
    await putProfileTable(api);
    const connectionId = await putConnection(api);
    const segmentIds = [await putSegment(api, 'Åland'), await putSegment(api, 'Aland')];
    const one = segmentIds.slice(0, 1);
    const mapping = { email: 'EmailAddress' };
    const nobody = '00000000-0000-4000-8000-000000000000';
    const refusal = async (change: object) => {
      const input = { name: 'Refused', connectionId, segmentIds: one, mapping, ...change };
      const thrown = await api.client.exports.create(input).catch((error: unknown) => error);
      const { code, errors } = thrown as { code: string; errors: { field: string }[] };
      return [code, ...errors.map(({ field }) => field)];
    };
    expect(await refusal({ connectionId: nobody })).toEqual(['badRequest', 'connectionId']);
    expect(await refusal({ segmentIds: [...one, nobody] })).toEqual(['segmentMissing', 'segmentIds[1]']);
    expect(await refusal({ segmentIds: [...one, ...one] })).toEqual(['badRequest', 'segmentIds[1]']);
    expect(await refusal({ segmentIds: [] })).toEqual(['badRequest', 'segmentIds']);
    expect(await refusal({ mapping: { email: 'Mail', city: 'Town' } })).toEqual([
      'mappingInvalid',
      'mapping.email',
      'mapping.city',
    ]);
    expect(await refusal({ segmentIds })).toEqual([
      'membershipNameTaken',
      `membership.names.${segmentIds[1]}`,
    ]);
    expect(await refusal({ membership: { as: 'tag', names: { [nobody]: 'x' } } })).toEqual([
      'badRequest',
      `membership.names.${nobody}`,
    ]);
    const times = { mode: 'custom', recurrence: 'daily', times: ['25:00'], timeZone: 'Mars/Base' };
    expect(await refusal({ schedule: times })).toEqual([
      'badRequest',
      'schedule.times[0]',
      'schedule.timeZone',
    ]);
    const names = { [segmentIds[1] ?? '']: 'mainland' };
    expect(
      (
        await api.client.exports.create({
          name: 'Told apart',
          ...{ connectionId, segmentIds, mapping },
          membership: { as: 'tag', names },
        })
      ).membership.names,
    ).toEqual(names);
  });

  it('keeps its connection and itself while it runs', async () => {
    const { api } = made;
    const connectionId = await putConnection(api);
    const { id } = await putExport(api, { connectionId });
    await expect(api.client.exports.run(id)).rejects.toMatchObject({ code: 'exportUserMissing' });
    await api.client.connections.becomeExportUser(connectionId, administrator.password);
    const run = await api.client.exports.run(id, { mode: 'full' });
    expect(run).toMatchObject({ exportId: id, mode: 'full', trigger: 'api', status: 'queued' });
    expect((await api.client.exports.get(id)).lastRun?.id).toBe(run.id);
    await expect(api.client.exports.run(id)).rejects.toMatchObject({ code: 'runActive' });
    await expect(api.client.exports.delete(id)).rejects.toMatchObject({ code: 'runActive' });
    await expect(
      api.client.exports.update(id, { connectionId: await putConnection(api) }),
    ).rejects.toMatchObject({ code: 'runActive' });
    const detached = await api.client.exports.detach(id);
    expect(detached).toMatchObject({ connectionId: null, lastRun: { id: run.id, status: 'canceled' } });
    await expect(api.client.exports.run(id)).rejects.toMatchObject({ code: 'connectionMissing' });
    await expect(api.client.runs.cancel(run.id)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('stops its runs when the connection is removed', async () => {
    const { api } = made;
    const connectionId = await putConnection(api);
    const { id } = await putExport(api, { connectionId });
    await api.client.connections.becomeExportUser(connectionId, administrator.password);
    const run = await api.client.exports.run(id);
    await api.client.connections.delete(connectionId, { exports: 'detach' });
    expect((await api.client.runs.get(run.id)).status).toBe('canceled');
  });

  it('takes a browser for a person and a token for a program', async () => {
    const { api } = made;
    const connectionId = await putConnection(api);
    const { id } = await putExport(api, { connectionId });
    await api.client.connections.becomeExportUser(connectionId, administrator.password);
    const cookie = await api.signIn(administrator.email, administrator.password);
    const own = { cookie, headers: { origin: api.url } };
    const { status, body } = await api.call('POST', `/api/exports/${id}/runs`, own);
    expect([status, body.trigger, body.mode]).toEqual([202, 'manual', 'incremental']);
  });

  it('lets contributors work on shared connections only', async () => {
    const { api } = made;
    const shared = await putConnection(api, { shared: true });
    const own = await putConnection(api);
    await api.client.connections.becomeExportUser(shared, administrator.password);
    const onShared = await putExport(api, { connectionId: shared });
    const onOwn = await putExport(api, { connectionId: own });
    const { client } = await api.as('contributor');
    const forbidden = { status: 403, code: 'forbidden' };
    const input = { name: 'Theirs', segmentIds: [await putSegment(api)], mapping: { email: 'EmailAddress' } };

    await expect(client.exports.create({ ...input, connectionId: own })).rejects.toMatchObject(forbidden);
    const theirs = await client.exports.create({ ...input, connectionId: shared });
    await expect(client.exports.update(theirs.id, { connectionId: own })).rejects.toMatchObject(forbidden);
    await expect(client.exports.update(theirs.id, { sendWelcomeMessage: true })).rejects.toMatchObject({
      ...forbidden,
      errors: [{ field: 'sendWelcomeMessage', message: 'needs an administrator' }],
    });
    expect((await client.exports.get(onOwn.id)).id).toBe(onOwn.id);
    for (const call of [
      () => client.exports.update(onOwn.id, { name: 'Mine now' }),
      () => client.exports.delete(onOwn.id),
      () => client.exports.plan(onOwn.id),
      () => client.exports.run(onOwn.id),
      () => client.exports.detach(onOwn.id),
    ]) {
      await expect(call()).rejects.toMatchObject(forbidden);
    }

    const run = await client.exports.run(onShared.id);
    await api.client.connections.update(shared, { sharedWithContributors: false });
    expect((await client.runs.get(run.id)).status).toBe('canceled');
    await expect(client.exports.run(onShared.id)).rejects.toMatchObject(forbidden);
  });
});
