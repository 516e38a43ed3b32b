// The page that started all this (reference/seed-export-to-omnisend.md), step by step in a browser with its own labels,
// in both of its languages: set up a connection, then configure an export, and watch what it sends arrive.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { axeFinds, type Language, screenshot, withWeb } from '../support/browser.ts';
import { administrator } from '../support/segue.ts';
import { openShop } from '../support/small-shop.ts';

const brands = [
  { key: 'english-key', brandID: 'b-en', name: 'English Shop', website: 'https://en.example' },
  { key: 'swedish-key', brandID: 'b-sv', name: 'Svenska butiken', website: 'https://sv.example' },
];
const web = withWeb({ sandbox: { brands } }, async (segue) => {
  await openShop(segue);
});

const labels = {
  en: {
    ...{ key: 'english-key', brand: 'English Shop', password: 'Your password' },
    ...{ connections: 'Connections', addConnection: 'Add connection', displayName: 'Display name' },
    ...{ who: 'Choose who can use this connection', administrators: 'Administrators only' },
    ...{ apiKey: 'Omnisend API key', privacy: 'Data privacy and compliance', agree: 'I agree' },
    ...{ connect: 'Connect', becomeExportUser: 'Add yourself as export user', save: 'Save' },
    ...{ exports: 'Exports', addDestination: 'Add destination', connection: 'Connection for export' },
    ...{ matching: 'Data matching', email: 'Email', addAttribute: 'Add attribute', segments: 'Segments' },
    optional: {
      ...{ 'First name': 'first', 'Last name': 'last', Address: 'street', 'Country/Region': 'country' },
      ...{ State: 'region', City: 'town', 'Post Code': 'zip' },
    },
    ...{ run: 'Run', moreActions: 'More actions for', status: 'Successful' },
    ...{ notRun: /Saving an export doesn't run the export immediately/ },
  },
  sv: {
    ...{ key: 'swedish-key', brand: 'Svenska butiken', password: 'Ditt lösenord' },
    ...{ connections: 'Anslutningar', addConnection: 'Lägg till anslutning', displayName: 'Visningsnamn' },
    ...{ who: 'Välj vem som kan använda anslutningen', administrators: 'Endast administratörer' },
    ...{
      apiKey: 'Omnisend API-nyckel',
      privacy: 'Datasekretess och kompatibilitet',
      agree: 'Jag accepterar',
    },
    ...{ connect: 'Anslut', becomeExportUser: 'Lägg till dig själv som exportanvändare', save: 'Spara' },
    ...{ exports: 'Exporter', addDestination: 'Lägg till destination', connection: 'Anslutning för export' },
    ...{
      matching: 'Datamatchning',
      email: 'E-post',
      addAttribute: 'Lägg till attribut',
      segments: 'Segment',
    },
    optional: {
      ...{ Förnamn: 'first', Efternamn: 'last', Adress: 'street', 'Land/Region': 'country' },
      ...{ Delstat: 'region', Ort: 'town', Postnummer: 'zip' },
    },
    ...{
      run: 'Kör',
      moreActions: 'Fler åtgärder för',
      status: 'Lyckades',
      added: 'Anslutningen har lagts till',
    },
    ...{ notRun: /körs inte exporten omedelbart/ },
  },
} as const;
type Words = (typeof labels)[Language];

/** "Set up connection to Omnisend", steps 1 to 8. */
async function setUpConnection(page: Page, words: Words, language: Language): Promise<void> {
  await page.getByRole('link', { name: words.connections, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: words.connections }).waitFor();
  await page.getByRole('button', { name: words.addConnection }).click();
  await page.getByRole('menuitem', { name: 'Omnisend' }).click();
  const pane = page.getByRole('dialog', { name: words.addConnection });
  await pane.getByRole('textbox', { name: words.displayName }).fill(`Omnisend ${language}`);
  const who = pane.getByRole('radiogroup', { name: words.who });
  expect(await who.getByRole('radio', { name: words.administrators }).isChecked()).toBe(true);
  await pane.getByLabel(words.apiKey).fill(words.key);
  await pane.getByRole('heading', { name: words.privacy }).waitFor();
  await pane.getByRole('checkbox', { name: words.agree }).check();
  await pane.getByRole('button', { name: words.connect, exact: true }).click();
  await pane.getByText(words.brand).waitFor();
  await pane.getByRole('button', { name: words.becomeExportUser }).click();
  await pane.getByLabel(words.password).fill(administrator.password);
  expect(await axeFinds(page)).toEqual([]);
  await screenshot(page, `seed-connection-${language}`, false);
  await pane.getByRole('button', { name: words.save }).click();
  await pane.waitFor({ state: 'detached' });
  await page.getByRole('row', { name: new RegExp(`^Omnisend ${language} `) }).waitFor();
  await screenshot(page, `seed-connections-${language}`);
}

/** "Configure an export", steps 1 to 5. */
async function configureExport(page: Page, words: Words, language: Language): Promise<void> {
  await page.getByRole('link', { name: words.exports, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: words.exports }).waitFor();
  await page.getByRole('button', { name: words.addDestination }).first().click();
  const pane = page.getByRole('dialog', { name: words.addDestination });
  const connection = pane.getByRole('combobox', { name: words.connection });
  await connection.selectOption({ label: `Omnisend ${language}` });
  await pane.getByRole('textbox', { name: words.displayName }).fill(`Members ${language}`);
  await pane.getByRole('heading', { name: words.matching }).waitFor();
  await pane.getByRole('combobox', { name: words.email, exact: true }).selectOption('email');
  for (const [field, attribute] of Object.entries(words.optional)) {
    await pane.getByRole('button', { name: words.addAttribute }).click();
    await page.getByRole('menuitem', { name: field }).first().click();
    await pane.getByRole('combobox', { name: field, exact: true }).selectOption(attribute);
  }
  await pane.getByRole('heading', { name: words.segments }).waitFor();
  await pane.getByRole('checkbox', { name: 'Members' }).check();
  await pane.getByText(words.notRun).waitFor();
  expect(await axeFinds(page)).toEqual([]);
  await screenshot(page, `seed-export-${language}`, false);
  await pane.getByRole('button', { name: words.save, exact: true }).click();
  await pane.waitFor({ state: 'detached' });
}

it.each(['en', 'sv'] as const)(
  'leads through both procedures of the seed page to a run that arrives (%s)',
  async (language) => {
    const words = labels[language];
    const { page, context, complaints } = await web.open('/', { language });
    await setUpConnection(page, words, language);
    await configureExport(page, words, language);
    const { client, sandbox } = web.segue;
    const name = `Members ${language}`;
    const [made] = (await client.exports.list({ q: name })).items;
    // Saving did not run it; it runs with every scheduled refresh, or on demand.
    expect((await client.runs.list({ exportId: made?.id ?? '' })).total).toBe(0);
    expect(made?.schedule).toEqual({ mode: 'refresh' });

    await page.getByRole('button', { name: `${words.moreActions} ${name}` }).click();
    await page.getByRole('menuitem', { name: words.run, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: new RegExp(name) }).waitFor();
    await page.getByText(words.status, { exact: true }).first().waitFor({ timeout: 60_000 });
    await screenshot(page, `seed-run-${language}`);
    const contacts = sandbox.control.contacts(words.brand);
    expect(contacts.map(({ email }) => email).sort()).toEqual(['anna@example.com', 'bo@example.com']);
    expect(complaints).toEqual([]);
    await context.close();
  },
  180_000,
);
