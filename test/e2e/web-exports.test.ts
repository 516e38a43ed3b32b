// Data > Exports and a run, in a real browser: the seed's procedure in both languages, a run watched to its end, a
// rejection found and explained, what each role sees.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import {
  axeFinds,
  desktop,
  expectNoHorizontalScroll,
  type Language,
  screenshot,
  tabTo,
  telephone,
  withWeb,
} from '../support/browser.ts';
import { administrator, type Segue } from '../support/segue.ts';

const people = Array.from({ length: 240 }, (_, n) => {
  const country = n % 3 === 0 ? 'SE' : n % 3 === 1 ? 'Norge' : 'Atlantis';
  return `${n + 1},person${n + 1}@example.com,Åsa ${n + 1},Öberg,Storgatan ${n + 1},${country},Umeå,903 ${10 + (n % 80)}`;
});
const customers = [
  'CustomerKey,EmailAddress,FirstName,LastName,StreetAddress,Country,City,PostalCode',
  ...people,
  '301,no address at all,Bo,Ek,,SE,,',
  '302,,Ida,Ek,,SE,,',
  '303,PERSON1@example.com,Twin,Öberg,,SE,,',
].join('\n');

const viewer = { email: 'vera@example.com', password: 'vera has a password' };
const contributor = { email: 'carl@example.com', password: 'carl has a password' };

async function prepare(segue: Segue): Promise<void> {
  const { client } = segue;
  segue.putFile('customers.csv', customers);
  const source = await client.sources.create({
    name: 'Shop',
    type: 'file',
    tables: [{ name: 'Customers', kind: 'profiles', path: 'customers.csv', key: 'CustomerKey' }],
  });
  await client.tasks.wait((await client.sources.refresh(source.id)).id);
  const rule = (op: 'eq' | 'isNotEmpty', value?: string) => [
    { where: { all: [{ attribute: 'Country', op, ...(value === undefined ? {} : { value }) }] } },
  ];
  const segments = [
    await client.segments.create({ name: 'Everybody', type: 'dynamic', rules: rule('isNotEmpty') }),
    await client.segments.create({ name: 'Swedes', type: 'dynamic', rules: rule('eq', 'se') }),
  ];
  for (const { id } of segments) await client.tasks.wait((await client.segments.refresh(id)).id);
  const connect = async (displayName: string, apiKey: string, sharedWithContributors: boolean) => {
    const made = await client.connections.create({
      ...{ type: 'omnisend' as const, displayName, apiKey, sharedWithContributors },
      consent: { accepted: true },
    });
    await client.connections.becomeExportUser(made.id, administrator.password);
  };
  await connect('Nordic shop', 'the-key-of-a-shop-0001', true);
  await connect('Outlet', 'the-key-of-a-shop-0002', false);
  await client.users.create({ ...viewer, name: 'Vera', role: 'viewer' });
  await client.users.create({ ...contributor, name: 'Carl', role: 'contributor' });
}

// Omnisend turns one of them down, and takes its time.
const web = withWeb({ sandbox: { fail: ['item:email=person7@example.com'], batchDelayMs: 1500 } }, prepare);
/** The machine of a test may be slow, and these are long. */
const patience = 240_000;

const labels = {
  en: {
    ...{ exports: 'Exports', add: 'Add destination', connection: 'Connection for export', email: 'Email' },
    ...{
      name: 'Display name',
      addAttribute: 'Add attribute',
      save: 'Save',
      run: 'Run',
      segments: 'Segments',
    },
    fields: ['First name', 'Last name', 'Address', 'Country/Region', 'City', 'Post Code'],
    ...{ more: 'State', matching: 'Data matching', saved: /is saved/, runNow: 'Run now', edit: 'Edit' },
    ...{ removeState: 'Remove State', done: 'Successful', turnedDown: /Not sent or turned down/ },
    ...{ invalid: /Not an address that mail can be sent to/, byOmnisend: /Turned down by Omnisend/ },
    ...{ lookUp: 'Email address', thisRun: /\(this run\)/, looksLike: 'How it will look' },
  },
  sv: {
    ...{ exports: 'Exporter', add: 'Lägg till destination', connection: 'Anslutning för export' },
    ...{ email: 'E-post', name: 'Visningsnamn', addAttribute: 'Lägg till attribut', save: 'Spara' },
    ...{ run: 'Kör', segments: 'Segment', edit: 'Redigera' },
    fields: ['Förnamn', 'Efternamn', 'Adress', 'Land/Region', 'Ort', 'Postnummer'],
    ...{ more: 'Delstat', matching: 'Datamatchning', saved: /är sparad/, runNow: 'Kör nu' },
    ...{ removeState: 'Ta bort Delstat', done: 'Lyckades', turnedDown: /Inte skickade eller avvisade/ },
    ...{ invalid: /Ingen adress som e-post kan skickas till/, byOmnisend: /Avvisad av Omnisend/ },
    ...{ lookUp: 'E-postadress', thisRun: /\(den här körningen\)/ },
    looksLike: 'Så kommer det att se ut',
  },
} as const;

async function fillIn(page: Page, language: Language, name: string): Promise<void> {
  const words = labels[language];
  await page.getByRole('button', { name: words.add }).first().click();
  const pane = page.getByRole('dialog', { name: words.add });
  await pane.getByRole('combobox', { name: words.connection }).selectOption({ label: 'Nordic shop' });
  await pane.getByRole('textbox', { name: words.name }).fill(name);
  const email = pane.getByRole('combobox', { name: words.email, exact: true });
  expect(await email.inputValue()).toBe('EmailAddress');
  for (const field of [...words.fields, words.more]) {
    await pane.getByRole('button', { name: words.addAttribute }).click();
    await page.getByRole('menuitem', { name: field }).first().click();
  }
  const suggested = ['FirstName', 'LastName', 'StreetAddress', 'Country', 'City', 'PostalCode'];
  for (const [index, field] of words.fields.entries()) {
    const value = await pane.getByRole('combobox', { name: field, exact: true }).inputValue();
    expect(value, field).toBe(suggested[index]);
  }
  await pane.getByRole('button', { name: words.save, exact: true }).click();
  // The state has no attribute, and no segment is chosen.
  await pane.getByRole('alert').first().waitFor();
  await pane.getByRole('button', { name: words.removeState }).click();
  await pane.getByRole('checkbox', { name: 'Everybody' }).check();
  await pane.getByRole('checkbox', { name: 'Swedes' }).check();
  // As they go to Omnisend: the country of the file says "Norge".
  const preview = pane.getByRole('list', { name: words.looksLike });
  await preview.getByText('person2@example.com', { exact: true }).waitFor();
  await preview.getByText('NO', { exact: true }).waitFor();
  await preview.scrollIntoViewIfNeeded();
}

it.each(['en', 'sv'] as const)(
  'adds an export as the seed page says, and watches its run to the end (%s)',
  async (language) => {
    const words = labels[language];
    const { page, context, complaints } = await web.open('/exports', { language });
    await page.getByRole('heading', { level: 1, name: words.exports }).waitFor();
    expect(await axeFinds(page)).toEqual([]);
    const name = `Newsletter ${language}`;
    await fillIn(page, language, name);
    expect(await axeFinds(page)).toEqual([]);
    await screenshot(page, `export-pane-${language}`, false);
    const pane = page.getByRole('dialog', { name: words.add });
    await pane.getByRole('button', { name: words.save, exact: true }).click();
    await page.getByText(words.saved).waitFor();
    const row = page.getByRole('row', { name: new RegExp(name) });
    await row.waitFor();
    expect((await web.segue.client.exports.list({ q: name })).items[0]).toMatchObject({
      lastRun: null,
      schedule: { mode: 'refresh' },
      mapping: { email: 'EmailAddress', country: 'Country', postalCode: 'PostalCode' },
    });
    await screenshot(page, `exports-${language}`);
    await page.getByRole('button', { name: words.runNow }).click();
    await page.getByRole('progressbar').waitFor();
    await screenshot(page, `run-under-way-${language}`, false);
    await page.getByText(words.done, { exact: true }).first().waitFor();
    await page.getByRole('heading', { name: words.turnedDown }).waitFor();
    await page.getByRole('button', { name: words.invalid }).waitFor();
    await page.getByText('no address at all').first().waitFor();
    await page.getByRole('button', { name: words.byOmnisend }).waitFor();
    await page.getByText('person7@example.com').first().waitFor();
    await page.getByRole('searchbox', { name: words.lookUp }).fill('Person7@example.com');
    await page.keyboard.press('Enter');
    await page.getByText(words.thisRun).waitFor();
    expect(await axeFinds(page)).toEqual([]);
    // A page that is scrolled has its head in the middle of the picture.
    await page.evaluate(() => window.scrollTo(0, 0));
    await screenshot(page, `run-${language}`);
    expect(complaints).toEqual([]);
    await context.close();
  },
  patience,
);

const named = async (q: string) => {
  const [item] = (await web.segue.client.exports.list({ q })).items;
  if (item === undefined) throw new Error(`There is no export ${q}.`);
  return item;
};
const menu = async (page: Page, name: string, action: string) => {
  await page.getByRole('button', { name: `More actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action, exact: true }).click();
};

it(
  'edits on top of what others changed, schedules, shows the plan, and confirms a held run',
  async () => {
    const { page, context, complaints } = await web.open('/exports');
    const { client } = web.segue;
    const { id } = await named('Newsletter en');
    await menu(page, 'Newsletter en', 'Edit');
    const pane = page.getByRole('dialog', { name: 'Edit export' });
    await pane.getByRole('checkbox', { name: 'Swedes' }).uncheck();
    await client.exports.update(id, { name: 'Newsletter renamed' });
    await pane.getByRole('button', { name: 'Save', exact: true }).click();
    await pane.getByText('Somebody else has changed this export meanwhile').waitFor();
    await pane.getByText('Changed: Display name.').waitFor();
    await screenshot(page, 'export-changed-meanwhile', false);
    await pane.getByRole('button', { name: 'Save mine on top' }).click();
    await pane.waitFor({ state: 'detached' });
    expect(await client.exports.get(id)).toMatchObject({ name: 'Newsletter renamed' });
    expect((await client.exports.get(id)).segmentIds).toHaveLength(1);

    await menu(page, 'Newsletter renamed', 'Schedule');
    const schedule = page.getByRole('dialog', { name: 'Schedule of Newsletter renamed' });
    await schedule.getByRole('radio', { name: 'On a schedule of its own' }).check();
    await schedule.getByRole('combobox', { name: 'Recurrence' }).selectOption('weekly');
    await schedule.getByRole('checkbox', { name: 'Friday' }).check();
    await schedule.getByText('Every Monday and Friday at 06:00').waitFor();
    expect(await axeFinds(page)).toEqual([]);
    await screenshot(page, 'export-schedule', false);
    await schedule.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('region', { name: 'Messages' }).getByText('Next run:').waitFor();
    expect(await axeFinds(page)).toEqual([]);
    await page.getByRole('gridcell', { name: 'Every Monday and Friday at 06:00' }).waitFor();

    await page.getByRole('link', { name: 'Newsletter renamed' }).click();
    await page.getByRole('button', { name: 'Show the plan' }).click();
    await page.getByText('Unchanged', { exact: true }).waitFor();
    expect(await axeFinds(page)).toEqual([]);
    await screenshot(page, 'export-en');

    web.segue.putFile('customers.csv', customers.split('\n').slice(0, 100).join('\n'));
    const [source] = (await client.sources.list()).items;
    await client.tasks.wait((await client.sources.refresh(source?.id ?? '')).id);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('heading', { name: 'Waits for you' }).waitFor();
    await page.getByText(/fewer contacts than in the last run/).waitFor();
    await page.getByRole('heading', { name: 'Who leaves or loses a tag' }).waitFor();
    expect(await axeFinds(page)).toEqual([]);
    await screenshot(page, 'run-held');
    await page.getByRole('button', { name: 'Confirm and go on' }).click();
    const sure = page.getByRole('alertdialog', { name: 'Let this run go on?' });
    await sure.getByRole('button', { name: 'Confirm and go on' }).click();
    await page.getByText('Successful', { exact: true }).first().waitFor();
    expect(complaints).toEqual([]);
    await context.close();
  },
  patience,
);

it(
  'shows each role what it may do, on a telephone and by keyboard alone',
  async () => {
    const { client } = web.segue;
    const outlet = (await client.connections.list()).items.find(
      ({ displayName }) => displayName === 'Outlet',
    );
    const [segment] = (await client.segments.list()).items;
    await client.exports.create({
      name: 'Outlet only',
      connectionId: outlet?.id ?? '',
      segmentIds: [segment?.id ?? ''],
      mapping: { email: 'EmailAddress' },
      schedule: { mode: 'off' },
    });
    const seen = await web.open('/exports', { as: viewer, scheme: 'dark' });
    const row = seen.page.getByRole('row', { name: /Outlet only/ });
    await row.getByRole('gridcell', { name: 'View', exact: true }).waitFor();
    expect(await seen.page.getByRole('button', { name: 'Add destination' }).count()).toBe(0);
    await seen.page.getByRole('button', { name: 'More actions for Outlet only' }).click();
    expect(await seen.page.getByRole('menuitem').allTextContents()).toEqual(['View']);
    await seen.page.keyboard.press('Escape');
    expect(await axeFinds(seen.page)).toEqual([]);
    await screenshot(seen.page, 'exports-viewer-dark');
    expect(seen.complaints).toEqual([]);
    await seen.context.close();

    const narrow = await web.open('/exports', { as: contributor, viewport: telephone, language: 'sv' });
    await narrow.page.getByText('Outlet only').waitFor();
    await expectNoHorizontalScroll(narrow.page);
    await screenshot(narrow.page, 'exports-telephone-sv');
    await narrow.page.getByRole('button', { name: 'Lägg till destination' }).click();
    const pane = narrow.page.getByRole('dialog', { name: 'Lägg till destination' });
    const options = pane.getByRole('combobox', { name: 'Anslutning för export' }).locator('optgroup option');
    await options.first().waitFor({ state: 'attached' });
    expect(await options.allTextContents()).toEqual(['Nordic shop']);
    expect(await axeFinds(narrow.page)).toEqual([]);
    await screenshot(narrow.page, 'export-pane-telephone-sv', false);
    const last = await named('Newsletter sv');
    await narrow.page.goto(`/runs/${last.lastRun?.id}`);
    await narrow.page.getByRole('heading', { name: 'Resultat' }).waitFor();
    await expectNoHorizontalScroll(narrow.page);
    await screenshot(narrow.page, 'run-telephone-sv');
    expect(narrow.complaints).toEqual([]);
    await narrow.context.close();

    const { page, context } = await web.open('/exports', { viewport: desktop });
    await page.getByText('Outlet only').waitFor();
    await tabTo(page, 'button', 'Add destination');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Add destination' }).waitFor();
    await tabTo(page, 'textbox', 'Display name');
    await page.keyboard.type('By keyboard');
    await page.keyboard.press('Escape');
    await page.getByRole('alertdialog', { name: 'Discard your changes?' }).waitFor();
    await tabTo(page, 'button', 'Discard');
    await page.keyboard.press('Enter');
    const add = page.getByRole('button', { name: 'Add destination' });
    await expect.poll(() => add.evaluate((it) => it === document.activeElement)).toBe(true);
    await context.close();
  },
  patience,
);
