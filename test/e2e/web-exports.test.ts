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
  // Omnisend turns one of them down.
  await fetch(`${segue.sandbox.url}/sandbox/faults`, { method: 'GET' }).catch(() => undefined);
}

const web = withWeb({}, prepare);

const labels = {
  en: {
    ...{ exports: 'Exports', add: 'Add destination', connection: 'Connection for export', email: 'Email' },
    ...{ name: 'Display name', addAttribute: 'Add attribute', save: 'Save', run: 'Run', segments: 'Segments' },
    fields: ['First name', 'Last name', 'Address', 'Country/Region', 'City', 'Post Code'],
    ...{ more: 'State', matching: 'Data matching', saved: /is saved/, runNow: 'Run now', edit: 'Edit' },
    ...{ removeState: 'Remove State', done: 'Successful', turnedDown: /Not sent or turned down/ },
    ...{ invalid: /Not an address that mail can be sent to/, plan: 'Show the plan' },
  },
  sv: {
    ...{ exports: 'Exporter', add: 'Lägg till destination', connection: 'Anslutning för export' },
    ...{ email: 'E-post', name: 'Visningsnamn', addAttribute: 'Lägg till attribut', save: 'Spara' },
    ...{ run: 'Kör', segments: 'Segment', edit: 'Redigera' },
    fields: ['Förnamn', 'Efternamn', 'Adress', 'Land/Region', 'Ort', 'Postnummer'],
    ...{ more: 'Delstat', matching: 'Datamatchning', saved: /är sparad/, runNow: 'Kör nu' },
    ...{ removeState: 'Ta bort Delstat', done: 'Lyckades', turnedDown: /Inte skickade eller avvisade/ },
    ...{ invalid: /Ingen adress som e-post kan skickas till/, plan: 'Visa planen' },
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
    await page.getByText(words.done, { exact: true }).waitFor();
    await page.getByRole('heading', { name: words.turnedDown }).waitFor();
    await page.getByRole('button', { name: words.invalid }).waitFor();
    await page.getByText('no address at all').first().waitFor();
    expect(await axeFinds(page)).toEqual([]);
    await screenshot(page, `run-${language}`);
    expect(complaints).toEqual([]);
    await context.close();
  },
);
