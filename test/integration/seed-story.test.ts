// The page that this project began with ("Export segments to Omnisend"), sentence by sentence and in its order,
// through the API: an administrator opens the door, a contributor sends through it, and the refresh does it without
// anyone. Each step needs those before it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../../src/client/client.ts';
import { systemClock } from '../../src/clock.ts';
import type { Schedule, SystemSchedule } from '../../src/contract/schedule.ts';
import { administrator, type Segue, startSegue } from '../support/segue.ts';
import { until } from '../support/until.ts';

const contributor = { email: 'carl@example.com', password: 'a password of Carl' } as const;
const key = 'key@Shop';

const people = (rows: string[]) => `Id,Email,First,Last,Street,Country,Town,Zip\n${rows.join('\n')}\n`;
const rows = [
  '1,ann@example.com,Ann,Ash,Storgatan 1,Sweden,Umeå,90325',
  '2,bob@example.com,Bob,Birch,Rue Haute 2,Belgium,Brussels,1000',
  '3,eve@example.com,Eve,Elm,Kungsgatan 3,Sweden,Lund,22350',
  '4,,Max,Maple,Havnegade 4,Denmark,Odense,5000',
];

describe('Export segments to Omnisend', () => {
  let segue: Segue;
  let ada: Client;
  let carl: Client;
  let ahead = 0;
  const ids: Record<'source' | 'swedes' | 'all' | 'connection' | 'export' | 'other', string> = {
    ...{ source: '', swedes: '', all: '', connection: '', export: '', other: '' },
  };
  const clock = { ...systemClock, now: () => new Date(Date.now() + ahead) };
  const contacts = () => segue.sandbox.control.contacts('Shop');
  /** Puts the clock of everything a second after the moment. */
  const wakeAt = (moment: string | null) => {
    ahead = Date.parse(moment ?? '') + 1000 - Date.now();
  };
  const lastRun = async () => (await ada.exports.get(ids.export)).lastRun;
  const ended = (runId: string | undefined) => ada.runs.wait(runId ?? '');
  /** Where whatever of this story can be changed stands. */
  const tags = async () => {
    const read = [
      ada.sources.getTagged(ids.source),
      ada.segments.getTagged(ids.swedes),
      ada.connections.getTagged(ids.connection),
      ada.exports.getTagged(ids.export),
    ];
    return (await Promise.all(read)).map(({ etag }) => etag);
  };

  beforeAll(async () => {
    segue = await startSegue({ overrides: { clock } });
  });
  afterAll(() => segue.close());

  /** As a person does: signs in, and makes a token for the program that this test is. */
  async function signIn(who: { email: string; password: string }): Promise<Client> {
    const send = (path: string, body: object, cookie = '') =>
      fetch(segue.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: segue.url, cookie },
        body: JSON.stringify(body),
      });
    const cookie = (await send('/api/session', who)).headers.get('set-cookie')?.split(';')[0] ?? '';
    const made = (await (await send('/api/tokens', { name: 'story' }, cookie)).json()) as { token: string };
    return createClient({ baseUrl: segue.url, token: made.token });
  }

  describe('Prerequisites', () => {
    it('You have an Omnisend account and corresponding administrator credentials', async () => {
      ada = await signIn(administrator);
      expect((await ada.session.get()).user.role).toBe('administrator');
      await ada.users.create({ ...contributor, name: 'Carl', role: 'contributor' });
      carl = await signIn(contributor);
    });

    it('You have configured segments', async () => {
      const path = segue.putFile('people.csv', people(rows));
      const tables = [{ name: 'people', kind: 'profiles' as const, path, key: 'Id' }];
      ids.source = (await carl.sources.create({ name: 'shop', type: 'file', tables })).id;
      expect((await segue.ended(await carl.sources.refresh(ids.source))).status).toBe('successful');
      const where = (condition: object) => [{ where: { all: [condition] } }] as never;
      const swedes = where({ attribute: 'Country', op: 'eq', value: 'sweden' });
      ids.swedes = (await carl.segments.create({ name: 'Swedes', type: 'dynamic', rules: swedes })).id;
      const all = where({ attribute: 'Id', op: 'isNotEmpty' });
      ids.all = (await carl.segments.create({ name: 'Everybody', type: 'dynamic', rules: all })).id;
      for (const id of [ids.swedes, ids.all]) await segue.ended(await carl.segments.refresh(id));
    });

    it('Unified customer profiles in the exported segments contain a field representing an email address', async () => {
      const { items } = await carl.segments.members(ids.swedes);
      expect(items.map(({ Email }) => Email)).toEqual(['ann@example.com', 'eve@example.com']);
    });
  });

  describe('Set up connection to Omnisend', () => {
    const draft = {
      ...{
        type: 'omnisend' as const,
        displayName: '',
        apiKey: 'wrong',
        consent: { accepted: false } as { accepted: boolean; version?: string },
      },
    };
    const refused = (change: object) =>
      ada.connections
        .create({ ...draft, ...change })
        .catch((error: { code: string; errors: object[] }) => error);

    it('1. Go to Admin > Connections', async () => {
      expect((await ada.connections.list()).items).toEqual([]);
    });

    it('2. Select Add connection and choose Omnisend', async () => {
      const { errors } = (await refused({ displayName: 'x', type: 'mailchimp' })) as { errors: object[] };
      expect(errors).toMatchObject([{ field: 'type' }]);
      await expect(carl.connections.create({ ...draft, displayName: 'Mine' })).rejects.toMatchObject({
        code: 'forbidden',
      });
    });

    it('3. Give your connection a recognizable name in the Display name field', async () => {
      expect(await refused({})).toMatchObject({ errors: [{ field: 'displayName' }] });
      draft.displayName = 'Newsletter shop';
    });

    it("4. Choose who can use this connection. By default it's only administrators", () => {
      expect(draft).not.toHaveProperty('sharedWithContributors');
    });

    it('5. Enter your Omnisend API key', async () => {
      expect(await refused({ consent: { accepted: true } })).toMatchObject({ code: 'omnisendKeyWrong' });
      draft.apiKey = key;
    });

    it('6. Select I agree to confirm the Data privacy and compliance', async () => {
      const asked = segue.sandbox.control.log().length;
      expect(await refused({})).toMatchObject({ code: 'consentMissing' });
      expect(segue.sandbox.control.log()).toHaveLength(asked);
      const { version, text } = await ada.consents.text();
      expect([text.en, text.sv]).toEqual([
        expect.stringContaining('personal data'),
        expect.stringContaining('personuppgifter'),
      ]);
      draft.consent = { accepted: true, version };
    });

    it('7. Select Connect to initialize the connection to Omnisend', async () => {
      await expect(ada.connections.try('wrong')).rejects.toMatchObject({ code: 'omnisendKeyWrong' });
      expect((await ada.connections.try(key)).brand).toMatchObject({ name: 'Shop' });
      expect((await ada.connections.list()).total).toBe(0);
      const made = await ada.connections.create(draft);
      ids.connection = made.id;
      expect(made).toMatchObject({
        ...{ displayName: 'Newsletter shop', brand: { name: 'Shop' }, sharedWithContributors: false },
        consent: { acceptedBy: 'Administrator', version: draft.consent.version },
      });
    });

    it('8. Select Add yourself as export user and provide your credentials', async () => {
      const confirm = (password: string) => ada.connections.becomeExportUser(ids.connection, password);
      await expect(confirm('not the password')).rejects.toMatchObject({ code: 'wrongCredentials' });
      expect((await confirm(administrator.password)).exportUser).toMatchObject({
        email: administrator.email,
      });
    });

    it('9. Select Save to complete the connection', async () => {
      const { items } = await ada.connections.list();
      expect(items).toMatchObject([{ id: ids.connection, exportUser: { email: administrator.email } }]);
      expect(JSON.stringify(items)).not.toContain(key);
    });
  });

  describe('Configure an export', () => {
    const draft = {
      name: 'Newsletter',
      connectionId: '',
      segmentIds: [] as string[],
      mapping: {} as { email: string },
    };

    it('1. Go to Data > Exports', async () => {
      expect(await carl.exports.list()).toEqual({ items: [], total: 0 });
    });

    it('2. To create a new export, select Add destination: you have access to a connection of this type', async () => {
      draft.connectionId = ids.connection;
      draft.segmentIds = [ids.swedes, ids.all];
      draft.mapping.email = 'Email';
      await expect(carl.exports.create(draft)).rejects.toMatchObject({ code: 'forbidden' });
    });

    it("3. Choose a connection from the Omnisend section. If you don't see it, none is available to you", async () => {
      expect((await carl.connections.list()).items).toEqual([]);
      await ada.connections.update(ids.connection, { sharedWithContributors: true });
      expect((await carl.connections.list()).items).toEqual([
        { id: ids.connection, displayName: 'Newsletter shop', type: 'omnisend' },
      ]);
    });

    it('4. In the Email field, select the field that represents an email address. It is required', async () => {
      for (const mapping of [{}, { email: 'Mail' }] as { email: string }[]) {
        const refusal = await carl.exports.create({ ...draft, mapping }).catch((error: unknown) => error);
        expect(refusal).toMatchObject({ errors: [{ field: 'mapping.email' }] });
      }
    });

    it('5. Select Add attribute to map First name, Last name, Address, Country, State, City and Post Code', async () => {
      Object.assign(draft.mapping, {
        ...{ firstName: 'First', lastName: 'Last', address: 'Street', country: 'Country' },
        ...{ city: 'Town', postalCode: 'Zip' },
      });
    });

    it('Export to Omnisend is limited to segments, and to 1 million profiles per export', async () => {
      await expect(carl.exports.create({ ...draft, segmentIds: [] })).rejects.toMatchObject({
        errors: [{ field: 'segmentIds' }],
      });
      expect(
        await carl.exports.members({ ...draft, name: undefined, mapping: undefined } as never),
      ).toMatchObject({
        ...{ members: 4, limit: 1_000_000, overLimit: false },
        segments: [{ members: 2 }, { members: 4 }],
      });
    });

    it("6. Select Save. Saving an export doesn't run the export immediately", async () => {
      const made = await carl.exports.create(draft);
      ids.export = made.id;
      expect(made).toMatchObject({ lastRun: null, yourPermissions: 'edit', schedule: { mode: 'refresh' } });
      await carl.exports.update(made.id, { name: 'Weekly newsletter' });
      expect((await ada.runs.list()).items).toEqual([]);
      expect(segue.sandbox.control.log().every(({ method }) => method === 'GET')).toBe(true);
    });

    it('The export runs with every scheduled refresh', async () => {
      const schedule: SystemSchedule = {
        ...{ enabled: true, recurrence: 'daily', times: ['06:00'], timeZone: 'Europe/Stockholm' },
      };
      await ada.refresh.setSchedule(schedule);
      const before = await tags();
      wakeAt((await carl.exports.get(ids.export)).nextRunAt);
      const run = await until(async () => (await lastRun()) ?? undefined, { what: 'the refresh' });
      expect(await ended(run.id)).toMatchObject({ trigger: 'refresh', status: 'successful' });
      expect(
        contacts()
          .map(({ email, tags: given }) => [email, [...given].sort()])
          .sort(),
      ).toEqual([
        ['ann@example.com', ['Everybody', 'Swedes']],
        ['bob@example.com', ['Everybody']],
        ['eve@example.com', ['Everybody', 'Swedes']],
      ]);
      // Whoever has it open can still save: nobody but the clock did anything.
      expect(await tags()).toEqual(before);
    });

    it('You can also export data on demand', async () => {
      segue.putFile('people.csv', people(rows.with(1, rows[1]?.replace('Bob', 'Bert') ?? '')));
      await segue.ended(await carl.sources.refresh(ids.source));
      const run = await ended((await carl.exports.run(ids.export)).id);
      expect(run).toMatchObject({ trigger: 'api', status: 'successful', counts: { upserts: 1 } });
      expect(segue.sandbox.control.contact('bob@example.com')?.firstName).toBe('Bert');
    });
  });

  describe('Beyond the page', () => {
    const everyNoon: Schedule = {
      ...{ mode: 'custom', recurrence: 'daily', times: ['12:00'], timeZone: 'Europe/Stockholm' },
    };

    it('An export with a schedule of its own shows its own truth when the refresh skips others', async () => {
      ids.other = (await ada.exports.duplicate(ids.export, { name: 'With the refresh' })).id;
      await ada.exports.update(ids.other, { schedule: { mode: 'refresh' } });
      const own = await carl.exports.update(ids.export, { schedule: everyNoon });
      segue.putFile('people.csv', '\n');
      const { id } = await carl.refresh.start();
      expect((await segue.ended({ id })).status).toBe('failed');
      const steps = (await ada.tasks.list({ kind: 'export' })).items;
      const of = (name: string) => steps.filter((task) => task.name === name).map(({ status }) => status);
      expect(of('With the refresh')).toEqual(['skipped']);
      // The one step is that of the refresh before it had a schedule of its own.
      expect(of('Weekly newsletter')).toEqual(['successful']);
      const { lastRun: last, nextRunAt } = await carl.exports.get(ids.export);
      expect([last, nextRunAt]).toEqual([own.lastRun, own.nextRunAt]);
      expect(last).toMatchObject({ trigger: 'api', status: 'successful' });
      segue.putFile('people.csv', people(rows));
      await segue.ended(await carl.sources.refresh(ids.source));
      wakeAt(nextRunAt);
      const run = await until(async () => {
        const now = await lastRun();
        return now?.trigger === 'schedule' ? now : undefined;
      });
      expect((await ended(run.id)).status).toBe('successful');
      expect(segue.sandbox.control.contact('bob@example.com')?.firstName).toBe('Bob');
    });
  });

  describe('Data privacy and compliance', () => {
    it('Your administrator can remove this export destination at any time to discontinue use', async () => {
      const { control } = segue.sandbox;
      control.setFail(['slow:ms=1500@POST /batches']);
      await expect(carl.connections.delete(ids.connection, { exports: 'detach' })).rejects.toMatchObject({
        code: 'forbidden',
      });
      const run = await carl.exports.run(ids.export, { mode: 'full' });
      const isSending = async () => (await ada.runs.get(run.id)).progress.phase === 'sending';
      await until(isSending, { what: 'the run to send' });
      await ada.connections.delete(ids.connection, { exports: 'detach' });
      // By whichever it heard of first: that it is to stop, or that its way is gone.
      expect(['canceled', 'failedPermanently']).toContain((await ended(run.id)).status);
      control.setFail([]);
    });

    it('and the data stops', async () => {
      const detached = await carl.exports.get(ids.export);
      expect(detached).toMatchObject({ connectionId: null, connectionName: null, nextRunAt: null });
      await expect(ada.exports.run(ids.export)).rejects.toMatchObject({ code: 'connectionMissing' });
      // Nobody below administrator reaches an export that goes nowhere.
      await expect(carl.exports.run(ids.export)).rejects.toMatchObject({ code: 'forbidden' });
      const { total } = await ada.runs.list();
      const since = new Date().toISOString();
      const { id } = await ada.refresh.start();
      // What has no connection is no failure of the refresh.
      expect((await segue.ended({ id })).status).toBe('successful');
      expect((await ada.runs.list()).total).toBe(total);
      expect(segue.sandbox.control.log().filter(({ at }) => at > since)).toEqual([]);
    });
  });
});
