// Home, sources and tables, and the first steps, in a real browser against a real server and sandbox.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { axeFinds, expectNoHorizontalScroll, screenshot, telephone, withWeb } from '../support/browser.ts';
import { administrator } from '../support/segue.ts';

const web = withWeb();

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });

it('leads from an empty installation to what arrived, in under two minutes', async () => {
  const { page, context, complaints } = await web.open('/');
  await page.getByText(/^Welcome, /).waitFor();
  expect(await axeFinds(page)).toEqual([]);
  await screenshot(page, 'home-empty-light');
  const begun = Date.now();
  await button(page, 'Get started').click();
  await heading(page, 'Get started').waitFor();
  await button(page, 'Step 1: Your customers').waitFor();
  expect(await axeFinds(page)).toEqual([]);
  await screenshot(page, 'first-use-begin-light');

  await button(page, 'Use sample customers').click();
  const everybody = button(page, /^Everybody with an e-mail address/);
  await everybody.waitFor();
  await everybody.getByText('296 customers').waitFor();
  await button(page, /^From Sweden/)
    .getByText(/customers/)
    .waitFor();
  await screenshot(page, 'first-use-segment-light');
  expect(await axeFinds(page)).toEqual([]);
  await everybody.click();

  const key = page.getByLabel('Omnisend API key');
  await key.fill('first-shop');
  await page.getByRole('checkbox', { name: 'I agree' }).check();
  await page.getByLabel('Your password').fill('wrong');
  await screenshot(page, 'first-use-connection-light');
  expect(await axeFinds(page)).toEqual([]);
  await button(page, 'Connect').click();
  // The connection is there, and only the password is asked for again, also after leaving the page.
  await button(page, 'Add yourself as export user').waitFor();
  await page.getByText('This is not your password').first().waitFor();
  await page.goto('/first-use');
  await page.getByLabel('Your password').fill(administrator.password);
  await button(page, 'Add yourself as export user').click();

  const email = page.getByLabel('Email');
  await email.waitFor();
  expect(await email.inputValue()).toBe('Email');
  expect(await page.getByLabel('Post Code').inputValue()).toBe('PostalCode');
  await screenshot(page, 'first-use-export-light');
  expect(await axeFinds(page)).toEqual([]);
  await button(page, 'Save').click();

  await button(page, 'Run').click();
  await page.getByText('contacts are in Omnisend, as your file has them').waitFor({ timeout: 60_000 });
  expect((Date.now() - begun) / 1000).toBeLessThan(120);
  expect(web.segue.sandbox.control.contacts()).toHaveLength(292);
  await page.getByText('292', { exact: true }).waitFor();
  await button(page, 'Step 5: The first run, done').waitFor();
  await screenshot(page, 'first-use-done-light');
  expect(await axeFinds(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
}, 150_000);

it('uploads files, reads them, and shows the lines that are no rows', async () => {
  const { page, context, complaints } = await web.open('/sources');
  await button(page, 'Add source').click();
  const wide = Array.from({ length: 60 }, (_, index) => `Column ${index + 1}`);
  const files = [
    { name: 'visits.csv', text: ['OrderId,CustomerId,Page,SpentSeconds', ...visits()].join('\n') },
    {
      name: 'wide things.csv',
      text: [['CustomerId', ...wide].join(','), ...wideRows(wide.length)].join('\n'),
    },
    { name: 'notes.docx', text: 'no' },
  ];
  await page
    .locator('input[type=file]')
    .setInputFiles(
      files.map(({ name, text }) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })),
    );
  const pane = page.getByRole('dialog', { name: 'Add source' });
  await pane.getByRole('alert').waitFor();
  await pane.getByRole('group', { name: 'File 2' }).waitFor();
  const first = pane.getByRole('group', { name: 'File 1' });
  expect(await first.getByRole('radio', { name: /^Related rows/ }).isChecked()).toBe(true);
  expect(await first.getByLabel('Customer key column').inputValue()).toBe('CustomerId');
  await screenshot(page, 'sources-add-light', false);
  expect(await axeFinds(page)).toEqual([]);
  await pane.getByRole('button', { name: 'Put away' }).click();
  await pane.getByLabel('Source name').fill('The website');
  await pane.getByRole('button', { name: 'Save and read' }).click();
  await pane.waitFor({ state: 'detached' });
  const card = page.getByRole('region', { name: 'The website' });
  await card.getByText('Successful').waitFor();
  await card.getByRole('row', { name: /visits.*400/ }).waitFor();
  await page.getByText('is saved and being read').waitFor({ state: 'detached' });
  await screenshot(page, 'sources-light');
  expect(await axeFinds(page)).toEqual([]);

  await card.getByRole('link', { name: 'visits' }).click();
  await heading(page, 'visits').waitFor();
  const bad = page.getByRole('region', { name: 'Lines that could not be read' });
  await bad.getByText('99,broken', { exact: false }).first().waitFor();
  await page.getByRole('list', { name: 'Most frequent values of Page' }).waitFor();
  await screenshot(page, 'table-light');
  expect(await axeFinds(page)).toEqual([]);
  await page.goto('/tables/wide%20things');
  await page.getByRole('region', { name: /^The first rows/ }).waitFor();
  await page.getByPlaceholder('Find a column').fill('column 59');
  await expect.poll(() => page.getByRole('heading', { level: 3 }).count()).toBe(1);
  await expectNoHorizontalScroll(page);
  await context.close();
  expect(complaints).toEqual([]);
});

/** 400 good lines, and two that are none. */
function visits(): string[] {
  const lines = Array.from(
    { length: 400 },
    (_, index) =>
      `${index + 1},${1001 + (index % 300)},${index % 3 === 0 ? 'Start' : 'Basket'},${(index * 7) % 90}`,
  );
  lines.splice(50, 0, '99,broken', '98,1,2,3,4,5,6');
  return lines;
}

function wideRows(columns: number): string[] {
  return Array.from({ length: 40 }, (_, row) =>
    [1001 + row, ...Array.from({ length: columns }, (_, column) => `v${row * column}`)].join(','),
  );
}

it('edits and removes a source, and chooses a file that is on the server', async () => {
  const { page, context, complaints } = await web.open('/sources');
  const card = page.getByRole('region', { name: 'The website' });
  await card.getByRole('button', { name: 'More actions for The website' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  const pane = page.getByRole('dialog', { name: 'Edit The website' });
  await pane.getByRole('button', { name: 'Leave out wide things.csv' }).click();
  web.segue.putFile('returns.csv', 'ReturnId,CustomerId\n1,1001\n');
  await pane.getByRole('button', { name: 'Use a file on the server' }).click();
  const second = pane.getByRole('group', { name: 'File 2' });
  await second.getByRole('combobox', { name: 'File', exact: true }).fill('returns.csv');
  await second.getByLabel('Table name').fill('visits');
  await second.getByText('Another file has this name.').waitFor();
  await second.getByLabel('Table name').fill('returns');
  await second.getByLabel('Customer key column').fill('CustomerId');
  await pane.getByRole('button', { name: 'Save and read' }).click();
  await card.getByRole('row', { name: /returns.*1/ }).waitFor();
  await card.getByRole('link', { name: 'returns' }).waitFor();
  await card.getByRole('button', { name: 'More actions for The website' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await card.waitFor({ state: 'detached' });
  expect(complaints).toEqual([]);
  await context.close();
});

it('says on the home page what needs a person, in both languages', async () => {
  const { client, ctx, sandbox } = web.segue;
  const [made] = (await client.exports.list()).items;
  if (made === undefined) throw new Error('The first steps made no export.');
  const calm = await web.open('/');
  await calm.page.getByText('Everything is in order. Nothing needs you.').waitFor();
  await calm.page.getByRole('img', { name: /292 accepted/ }).waitFor();
  await screenshot(calm.page, 'home-light');
  expect(await axeFinds(calm.page)).toEqual([]);

  const { connectionId, segmentIds, mapping } = made;
  if (connectionId === null) throw new Error('The export has no connection.');
  const second = await client.exports.create({ name: 'Held one', connectionId, segmentIds, mapping });
  const held = await client.exports.run(second.id);
  await client.runs.wait(held.id);
  const hold = { status: 'held' as const, ended_at: null };
  await ctx.db.updateTable('runs').set(hold).where('id', '=', held.id).execute();
  sandbox.control.revokeKey('first-shop');
  const failed = await client.exports.run(made.id, { mode: 'full' });
  expect((await client.runs.wait(failed.id)).status).toBe('failedPermanently');

  const needs = calm.page.getByRole('region', { name: 'Needs you' });
  await calm.page.reload();
  const [first, other] = [needs.getByRole('link').nth(0), needs.getByRole('link').nth(1)];
  expect(await first.textContent()).toBe('Held one is held');
  expect(await other.textContent()).toBe(`${made.name} failed`);
  expect(await first.getAttribute('href')).toBe(`/runs/${held.id}`);
  await calm.page.getByRole('button', { name: 'Refresh now' }).click();
  await calm.page.getByRole('region', { name: 'Refresh' }).getByText('Last refresh').waitFor();
  expect(calm.complaints).toEqual([]);
  await calm.context.close();

  const dark = await web.open('/', { language: 'sv', scheme: 'dark' });
  await dark.page.getByRole('region', { name: 'Kräver åtgärd' }).waitFor();
  await dark.page.getByRole('img', { name: /292 mottagna/ }).waitFor();
  await screenshot(dark.page, 'home-sv-dark');
  expect(await axeFinds(dark.page)).toEqual([]);
  expect(dark.complaints).toEqual([]);
  await dark.context.close();
});

it('shows every one of these pages in Swedish, dark, and on a telephone', async () => {
  const dark = await web.open('/first-use', { language: 'sv', scheme: 'dark' });
  for (const [path, title, name] of [
    ['/first-use', 'Kom igång', 'first-use'],
    ['/sources', 'Källor och tabeller', 'sources'],
    ['/tables/customers', 'customers', 'table'],
  ] as const) {
    await dark.page.goto(path);
    await heading(dark.page, title).waitFor();
    await dark.page.getByText(/300/).first().waitFor();
    if (name === 'table')
      await dark.page.getByRole('list', { name: 'Vanligaste värdena i Country' }).waitFor();
    await screenshot(dark.page, `${name}-sv-dark`);
    expect(await axeFinds(dark.page), path).toEqual([]);
    await dark.page.setViewportSize(telephone);
    await expectNoHorizontalScroll(dark.page);
    await screenshot(dark.page, `${name}-telephone-sv-dark`);
    await dark.page.setViewportSize({ width: 1280, height: 800 });
  }
  expect(dark.complaints).toEqual([]);
  await dark.context.close();
});
