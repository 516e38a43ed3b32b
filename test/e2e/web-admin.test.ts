// Admin > Permissions, System and Audit log, and one's own profile, in a real browser.
import { expect, it } from 'vitest';
import {
  axeFinds,
  expectNoHorizontalScroll,
  type Language,
  screenshot,
  settled,
  telephone,
  withWeb,
} from '../support/browser.ts';
import { administrator, type Segue } from '../support/segue.ts';

const web = withWeb({}, async (segue) => {
  await segue.client.users.create({ email: 'bo@example.com', name: 'Bo Ek', role: 'contributor' });
  await makeSegment(segue);
  const { id } = await segue.client.refresh.start();
  await segue.ended({ id });
});

async function makeSegment({ client, putFile, ended }: Segue): Promise<void> {
  const path = putFile('people.csv', 'id,email,city\n1,ann@example.com,Lund\n2,bea@example.com,Malmö\n');
  const source = await client.sources.create({
    name: 'Customers',
    type: 'file',
    tables: [{ name: 'people', kind: 'profiles', path, key: 'id' }],
  });
  await ended(await client.sources.refresh(source.id));
  await client.segments.create({
    name: 'In Lund',
    type: 'dynamic',
    rules: [{ where: { all: [{ attribute: 'city', op: 'eq', value: 'Lund' }] } }],
  });
}

const paths = {
  permissions: '/admin/permissions',
  roles: '/admin/permissions?tab=roles',
  tokens: '/admin/permissions?tab=tokens',
  system: '/admin/system',
  schedule: '/admin/system?tab=schedule',
  audit: '/admin/audit',
} as const;

const views = [
  { language: 'en', scheme: 'light', viewport: { width: 1280, height: 800 } },
  { language: 'sv', scheme: 'dark', viewport: telephone },
] as const;

it.each(views)('shows every page in $language, $scheme, $viewport.width px wide', async (view) => {
  const { page, context, complaints } = await web.open(paths.permissions, view);
  for (const [name, path] of Object.entries(paths)) {
    await page.goto(path);
    await settled(page);
    await screenshot(page, `${name}-${view.language}-${view.scheme}`);
    expect(await axeFinds(page), name).toEqual([]);
    await expectNoHorizontalScroll(page);
  }
  expect(complaints).toEqual([]);
  await context.close();
});

const words = {
  en: {
    ...{
      addUser: 'Add user',
      name: 'Name',
      email: 'Email',
      viewer: /^Viewer/,
      save: 'Save',
      more: 'More actions for',
    },
    ...{ edit: 'Edit', cancel: 'Cancel', keep: 'Keep editing', remove: 'Remove', search: 'Search' },
  },
  sv: {
    ...{ addUser: 'Lägg till användare', name: 'Namn', email: 'E-post', viewer: /^Läsare/, save: 'Spara' },
    ...{ more: 'Fler åtgärder för', edit: 'Redigera', cancel: 'Avbryt', keep: 'Fortsätt redigera' },
    ...{ remove: 'Ta bort', search: 'Sök' },
  },
} as const satisfies Record<Language, object>;

it.each(['en', 'sv'] as const)('adds, finds, changes and removes a user (%s)', async (language) => {
  const w = words[language];
  const { page, context, complaints } = await web.open(paths.permissions, { language });
  await page.getByRole('button', { name: w.addUser }).click();
  const pane = page.getByRole('dialog');
  // The server refuses, and says so at the field.
  await pane.getByRole('textbox', { name: w.name }).fill(`Cleo ${language}`);
  await pane.getByRole('textbox', { name: w.email }).fill('nobody');
  await pane.getByRole('button', { name: w.save }).click();
  await pane.getByRole('alert').first().waitFor();
  await pane.getByRole('textbox', { name: w.email }).fill(`cleo-${language}@example.com`);
  await pane.getByRole('radio', { name: w.viewer }).check();
  await screenshot(page, `user-form-${language}`, false);
  expect(await axeFinds(page)).toEqual([]);
  await pane.getByRole('button', { name: w.save }).click();
  await page.getByRole('gridcell', { name: `Cleo ${language}`, exact: true }).waitFor();
  // Typing narrows the list.
  await page.getByRole('searchbox', { name: w.search }).fill('cleo');
  await expect.poll(() => page.getByRole('row').count()).toBe(2);
  // Nothing that was entered is thrown away without asking.
  await page.getByRole('button', { name: `${w.more} Cleo ${language}` }).click();
  await page.getByRole('menuitem', { name: w.edit }).click();
  await pane.getByRole('textbox', { name: w.name }).fill('Cleopatra');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: w.keep }).click();
  await pane.getByRole('button', { name: w.save }).click();
  await page.getByRole('searchbox', { name: w.search }).fill('cleopatra');
  await page.getByRole('gridcell', { name: 'Cleopatra', exact: true }).waitFor();
  await page.getByRole('button', { name: `${w.more} Cleopatra` }).click();
  await page.getByRole('menuitem', { name: w.remove }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: w.remove }).click();
  await expect.poll(() => page.getByRole('gridcell', { name: 'Cleopatra', exact: true }).count()).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

it('shows the steps of a refresh with their times, and what is in the audit log about it', async () => {
  const { page, context, complaints } = await web.open(paths.system);
  await page.getByRole('row').filter({ hasText: 'System refresh' }).first().getByRole('button').click();
  const pane = page.getByRole('dialog');
  await pane.getByRole('heading', { name: 'Progress details: System refresh' }).waitFor();
  await pane.getByRole('listitem').filter({ hasText: 'In Lund' }).waitFor();
  await pane.getByRole('listitem').filter({ hasText: 'Customers' }).getByText('Successful').waitFor();
  await screenshot(page, 'progress-details', false);
  expect(await axeFinds(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.goto(paths.audit);
  await page.getByRole('button', { name: 'Check the log' }).click();
  await page.getByText(/^The log is whole/).waitFor();
  await page
    .getByRole('button', { name: /Added a segment/ })
    .first()
    .click();
  await page.getByRole('dialog').getByRole('table').waitFor();
  await screenshot(page, 'audit-entry', false);
  expect(await axeFinds(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});

it('keeps what was entered when the network drops, and saves it when it is back', async () => {
  const { page, context } = await web.open(paths.schedule);
  await page.getByRole('switch', { name: 'Refresh by schedule' }).check();
  await page.getByRole('radio', { name: 'On certain days of the week' }).check();
  await page.getByRole('checkbox', { name: 'Monday' }).check();
  await context.setOffline(true);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('No connection to the server').waitFor();
  expect(await page.getByRole('checkbox', { name: 'Monday' }).isChecked()).toBe(true);
  await context.setOffline(false);
  await page.getByText('No connection to the server').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The schedule was saved.').first().waitFor();
  expect(await web.segue.client.refresh.schedule()).toMatchObject({ enabled: true, days: [1] });
  await context.close();
});

it('asks to sign in again when the session has ended, and keeps what was entered', async () => {
  const { page, context, complaints } = await web.open(paths.permissions);
  await page.getByRole('button', { name: 'Add user' }).click();
  const pane = page.getByRole('dialog');
  await pane.getByRole('textbox', { name: 'Name' }).fill('Dora');
  await pane.getByRole('textbox', { name: 'Email' }).fill('dora@example.com');
  await context.request.delete('/api/session', { headers: { origin: web.segue.url } });
  await pane.getByRole('button', { name: 'Save' }).click();
  const again = page.getByRole('alertdialog', { name: 'You have been signed out' });
  await again.getByLabel('Password').fill(administrator.password);
  await again.getByRole('button', { name: 'Sign in' }).click();
  await again.waitFor({ state: 'detached' });
  expect(await pane.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Dora');
  await pane.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('gridcell', { name: 'Dora', exact: true }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});
