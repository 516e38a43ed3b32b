// Admin > Connections beyond the seed's straight way: what goes wrong on it, the keyboard, details, changes, removal.
import { expect, it } from 'vitest';
import { addUsage } from '../../src/store/brand-usage.ts';
import {
  axeFinds,
  expectNoHorizontalScroll,
  screenshot,
  tabTo,
  telephone,
  withWeb,
} from '../support/browser.ts';
import { administrator, type Segue } from '../support/segue.ts';
import { openShop } from '../support/small-shop.ts';

/** Long stories: many steps each, on a machine that may be busy. */
const patience = 180_000;
const contributor = { email: 'carl@example.com', password: 'carl has a password' };
const environment: Record<string, string | undefined> = { SHOP_KEY: 'winter-key' };
const oldShop = { brandID: 'b-old', name: 'Old Shop', website: 'https://old.example' };
const brands = [
  { ...oldShop, key: 'old-key' },
  { ...oldShop, key: 'second-old-key' },
  { key: 'winter-key', brandID: 'b-winter', name: 'Winter Shop', website: 'https://winter.example' },
];

const web = withWeb({ environment, sandbox: { brands } }, async (segue) => {
  // A limit against which a few requests can be seen.
  segue.config.omnisend.requestsPerMinute = 400;
  await segue.client.users.create({ ...contributor, name: 'Carl', role: 'contributor' });
  const { segmentId } = await openShop(segue);
  const { client } = segue;
  const connection = await client.connections.create({
    type: 'omnisend',
    displayName: 'Old shop',
    apiKey: 'old-key',
    consent: { accepted: true },
  });
  for (const name of ['Newsletter', 'Winter campaign']) {
    await client.exports.create({
      ...{ name, connectionId: connection.id, segmentIds: [segmentId] },
      mapping: { email: 'email' },
    });
  }
  await spend(segue, connection.brand.id);
});

/** Requests of the last hour, as a run would leave them. */
async function spend({ ctx }: Segue, brandId: string): Promise<void> {
  const now = ctx.clock.now().getTime();
  for (let ago = 5; ago < 40; ago += 1) {
    const requests = 150 + ((ago * 37) % 230);
    const at = new Date(now - ago * 60_000);
    await addUsage(ctx.db, brandId, at, { requests, throttled: requests > 350 ? 20 : 0 });
  }
}

it(
  'keeps what was entered when a step fails, by keyboard alone',
  async () => {
    const { page, context, complaints } = await web.open('/admin/connections');
    await page.getByRole('link', { name: 'Old shop' }).waitFor();
    await tabTo(page, 'button', 'Add connection');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Omnisend' }).waitFor();
    await page.keyboard.press('Enter');
    const pane = page.getByRole('dialog', { name: 'Add connection' });
    await pane.getByText('By making this connection').waitFor();

    // Save before anything was done: every step says what it lacks, and the first one has the focus.
    await tabTo(page, 'button', 'Save');
    await page.keyboard.press('Enter');
    await pane.getByText('Choose “Connect” first').waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid')))
      .toBe('true');
    await page.keyboard.type('Winter');
    expect(await axeFinds(page)).toEqual([]);
    await screenshot(page, 'connection-add-missing', false);

    // A field for secrets has no role; it is the next stop but one.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('wrong-key');
    await tabTo(page, 'checkbox', 'I agree');
    await page.keyboard.press('Space');
    await tabTo(page, 'button', 'Connect');
    await page.keyboard.press('Enter');
    await pane.getByText('Omnisend does not accept this key').waitFor();
    const key = pane.getByLabel('Omnisend API key');
    await expect.poll(() => key.evaluate((it) => it === document.activeElement)).toBe(true);
    await screenshot(page, 'connection-add-wrong-key', false);

    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('env:SHOP_KEY');
    await pane.getByText('The server reads the key there').waitFor();
    await tabTo(page, 'button', 'Connect');
    await page.keyboard.press('Enter');
    await pane.getByText('Connected to Winter Shop').waitFor();
    await tabTo(page, 'button', 'Add yourself as export user');
    await page.keyboard.press('Enter');
    await page.keyboard.type('not my password');
    await tabTo(page, 'button', 'Save');
    await page.keyboard.press('Enter');
    await pane.getByText('This is not your password').waitFor();
    await pane.getByText('The connection has been made').waitFor();
    await pane.getByLabel('Your password').fill(administrator.password);
    await page.keyboard.press('Enter');
    await pane.waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /^Winter Omnisend Winter Shop/ }).waitFor();
    expect((await web.segue.client.connections.list()).items).toMatchObject([
      { displayName: 'Old shop', exportUser: null, exportsUsing: 2 },
      { displayName: 'Winter', exportUser: { email: administrator.email }, keyFrom: 'env:SHOP_KEY' },
    ]);
    expect(complaints).toEqual([]);
    await context.close();
  },
  patience,
);

it(
  'shows a connection whole, changes it, and leads its removal through its exports',
  async () => {
    const { page, context, complaints } = await web.open('/admin/connections', {
      scheme: 'dark',
    });
    await page.getByRole('searchbox').fill('old');
    await page.getByRole('link', { name: 'Winter' }).waitFor({ state: 'detached' });
    await page.getByRole('searchbox').fill('');
    expect(await axeFinds(page)).toEqual([]);
    await screenshot(page, 'connections-dark');
    await page.getByRole('link', { name: 'Old shop' }).click();
    await page.getByRole('heading', { level: 1, name: 'Old shop' }).waitFor();
    await page.getByRole('img', { name: /against the limit of 400: at most/ }).waitFor();
    await page.getByRole('link', { name: 'Newsletter' }).waitFor();
    expect(await axeFinds(page)).toEqual([]);
    await screenshot(page, 'connection-dark');

    await page.getByRole('button', { name: 'Add yourself as export user' }).click();
    const become = page.getByRole('dialog', { name: 'Add yourself as export user' });
    await become.getByLabel('Your password').fill(administrator.password);
    await become.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('This connection has no export user').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit connection' });
    await edit.getByRole('radio', { name: 'Contributors too' }).check();
    await edit.getByLabel('Share of the brand’s requests').fill('50');
    await edit.getByLabel('New Omnisend API key').fill('winter-key');
    await edit.getByRole('button', { name: 'Save' }).click();
    await edit.getByText('This key belongs to another Omnisend account').waitFor();
    expect(await axeFinds(page)).toEqual([]);
    await screenshot(page, 'connection-edit-dark', false);
    await edit.getByLabel('New Omnisend API key').fill('second-old-key');
    await edit.getByRole('button', { name: 'Save' }).click();
    await edit.waitFor({ state: 'detached' });
    await page.getByText('At most 200 per minute (50%)').waitFor();

    await page.getByRole('button', { name: 'Remove' }).click();
    const remove = page.getByRole('alertdialog', { name: 'Remove “Old shop”?' });
    const confirm = remove.getByRole('button', { name: 'Remove' });
    await remove.getByRole('radiogroup', { name: 'Newsletter' }).waitFor();
    expect(await confirm.isDisabled()).toBe(true);
    await remove.getByRole('radiogroup', { name: 'All exports' }).getByLabel('Detach connection').check();
    await remove.getByRole('radiogroup', { name: 'Winter campaign' }).getByLabel('Remove').check();
    expect(await axeFinds(page)).toEqual([]);
    await screenshot(page, 'connection-remove-dark', false);
    await confirm.click();
    await page.getByRole('heading', { level: 1, name: 'Connections' }).waitFor();
    await page.getByRole('link', { name: 'Old shop' }).waitFor({ state: 'detached' });
    const { items } = await web.segue.client.exports.list();
    expect(items).toMatchObject([{ name: 'Newsletter', connectionId: null }]);

    await page.getByRole('link', { name: 'Consents' }).click();
    await page.getByRole('row', { name: /^Old shop Old Shop .*2026-11 (?!In force)/ }).waitFor();
    await page.getByText('Connection removed').first().waitFor({ state: 'detached' });
    expect(await axeFinds(page)).toEqual([]);
    await screenshot(page, 'consents-dark');
    expect(complaints).toEqual([]);
    await context.close();
  },
  patience,
);

it(
  'fits a telephone, and is not there for contributors',
  async () => {
    const { page, context, complaints } = await web.open('/admin/connections', {
      ...{ viewport: telephone, language: 'sv' },
    });
    await page.getByRole('link', { name: 'Winter' }).waitFor();
    await expectNoHorizontalScroll(page);
    await screenshot(page, 'connections-telephone');
    await page.getByRole('button', { name: 'Lägg till anslutning' }).click();
    await page.getByRole('menuitem', { name: 'Omnisend' }).click();
    await page.getByText('Genom att skapa den här anslutningen').waitFor();
    expect(await axeFinds(page)).toEqual([]);
    await expectNoHorizontalScroll(page);
    await screenshot(page, 'connection-add-telephone', false);
    await page.getByRole('button', { name: 'Avbryt' }).click();
    await page.getByRole('link', { name: 'Winter' }).click();
    await page.getByRole('heading', { level: 2, name: 'Exportanvändare' }).waitFor();
    await page.getByRole('img', { name: /mot gränsen/ }).waitFor();
    expect(await axeFinds(page)).toEqual([]);
    await expectNoHorizontalScroll(page);
    await screenshot(page, 'connection-telephone');
    expect(complaints).toEqual([]);
    await context.close();

    const other = await web.open('/admin/connections', { as: contributor });
    await other.page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor();
    expect(await other.page.getByRole('link', { name: 'Connections' }).count()).toBe(0);
    await other.context.close();
  },
  patience,
);
