// The web app's shell in a real browser: sign-in, navigation, languages, narrow screens, the keyboard, the policy.
import { expect, it } from 'vitest';
import {
  axeFinds,
  expectNoHorizontalScroll,
  screenshot,
  tabTo,
  telephone,
  withWeb,
} from '../support/browser.ts';
import { administrator } from '../support/segue.ts';

const web = withWeb();

const labels = {
  en: {
    ...{ signIn: 'Sign in', email: 'Email', password: 'Password' },
    navigation: 'Main navigation',
    links: [
      ...['Home', 'Sources and tables', 'Exports', 'Segments'],
      ...['Connections', 'Permissions', 'System', 'Audit log'],
    ],
  },
  sv: {
    ...{ signIn: 'Logga in', email: 'E-post', password: 'Lösenord' },
    navigation: 'Huvudnavigering',
    links: [
      ...['Hem', 'Källor och tabeller', 'Exporter', 'Segment'],
      ...['Anslutningar', 'Behörigheter', 'System', 'Granskningslogg'],
    ],
  },
} as const;

it.each(['en', 'sv'] as const)('signs in and shows the shell (%s)', async (language) => {
  const words = labels[language];
  const { page, context, complaints } = await web.open('/admin/audit', { language, as: null });
  await page.getByRole('heading', { level: 1, name: words.signIn }).waitFor();
  expect(await axeFinds(page)).toEqual([]);
  await screenshot(page, `sign-in-${language}-light`);
  await page.getByRole('textbox', { name: words.email }).fill(administrator.email);
  await page.getByRole('textbox', { name: words.password }).fill('wrong');
  await page.getByRole('button', { name: words.signIn }).click();
  await page.getByRole('alert').waitFor();
  await page.getByRole('textbox', { name: words.password }).fill(administrator.password);
  await page.getByRole('button', { name: words.signIn }).click();
  // Back to where one wanted to go.
  await page.getByRole('heading', { level: 1, name: words.links[7] }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/admin/audit');
  const navigation = page.getByRole('navigation', { name: words.navigation });
  expect(await navigation.getByRole('link').allTextContents()).toEqual(words.links);
  expect(await page.title()).toBe(`${words.links[7]} · Segue`);
  expect(await page.locator('html').getAttribute('lang')).toBe(language);
  expect(await axeFinds(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});

it('moves the focus to the heading of the page that was chosen, by keyboard alone', async () => {
  const { page, context } = await web.open('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
  await tabTo(page, 'link', 'Segments');
  await page.keyboard.press('Enter');
  const heading = page.getByRole('heading', { level: 1, name: 'Segments' });
  await heading.waitFor();
  await expect.poll(() => heading.evaluate((it) => it === document.activeElement)).toBe(true);
  await context.close();
});

it('changes language and appearance at once, and signs out', async () => {
  // Somebody of their own: the language is kept with the account, and other tests read English.
  const anna = { email: 'anna@example.com', password: 'anna has a password' };
  await web.segue.client.users.create({ ...anna, name: 'Anna', role: 'administrator' });
  const { page, context, complaints } = await web.open('/', { as: anna });
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitemradio', { name: 'Svenska' }).click();
  await page.getByRole('heading', { level: 1, name: 'Hem' }).waitFor();
  await page.keyboard.press('Escape');
  expect(await axeFinds(page)).toEqual([]);
  await page.getByRole('button', { name: /^Konto/ }).click();
  await page.getByRole('menuitem', { name: 'Logga ut' }).click();
  await page.getByRole('heading', { level: 1, name: 'Logga in' }).waitFor();
  await screenshot(page, 'sign-in-sv-dark');
  expect(await axeFinds(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});

it('fits a telephone, where the navigation is a drawer that gives the focus back', async () => {
  const { page, context, complaints } = await web.open('/', { viewport: telephone });
  const opener = page.getByRole('button', { name: 'Open navigation' });
  await opener.waitFor();
  await expectNoHorizontalScroll(page);
  await opener.click();
  await page.getByRole('dialog').getByRole('link', { name: 'System' }).waitFor();
  await screenshot(page, 'navigation-telephone', false);
  expect(await axeFinds(page)).toEqual([]);
  // Escape is heard where the focus is, and not while the drawer slides in.
  const isInside = () => document.activeElement?.closest('[role=dialog]') !== null;
  await expect.poll(() => page.evaluate(isInside)).toBe(true);
  const pressEscape = async () => {
    await page.keyboard.press('Escape');
    return page.getByRole('dialog').count();
  };
  await expect.poll(pressEscape, { interval: 500 }).toBe(0);
  await expect.poll(() => opener.evaluate((it) => it === document.activeElement)).toBe(true);
  await opener.click();
  await page.getByRole('dialog').getByRole('link', { name: 'System' }).click();
  await page.getByRole('heading', { level: 1, name: 'System' }).waitFor();
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

it('fits a window at 200 % zoom, in high contrast', async () => {
  // 1280 × 800 at twice the size has room for half of each.
  const { page, context, complaints } = await web.open('/', {
    viewport: { width: 640, height: 400 },
    more: { forcedColors: 'active' },
  });
  for (const address of [
    '/',
    '/sources',
    '/segments',
    '/exports',
    '/admin/connections',
    '/admin/system',
    '/profile',
  ]) {
    await page.goto(web.segue.url + address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expectNoHorizontalScroll(page);
  }
  await screenshot(page, 'profile-zoomed-high-contrast', false);
  expect(await axeFinds(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await context.close();
});

it('shows a viewer what a viewer may see', async () => {
  const viewer = { email: 'vera@example.com', password: 'vera has a password' };
  await web.segue.client.users.create({ ...viewer, name: 'Vera', role: 'viewer' });
  const { page, context } = await web.open('/', { as: viewer });
  const navigation = page.getByRole('navigation', { name: 'Main navigation' });
  await navigation.waitFor();
  expect(await navigation.getByRole('link').allTextContents()).toEqual([
    ...['Home', 'Sources and tables', 'Exports', 'Segments', 'System'],
  ]);
  for (const address of ['/admin/connections', '/admin/permissions', '/admin/audit']) {
    await page.goto(web.segue.url + address);
    await page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor();
  }
  await context.close();
});

it('says so when the server does not answer, and recovers by itself', async () => {
  const { page, context } = await web.open('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await context.setOffline(true);
  await page.getByText('No connection to the server').waitFor();
  await context.setOffline(false);
  await page.getByText('No connection to the server').waitFor({ state: 'detached' });
  await context.close();
});

it('answers every page address with the app, assets for ever, and the API never with a page', async () => {
  const get = (path: string, accept = 'text/html') => fetch(web.segue.url + path, { headers: { accept } });
  const page = await get('/segments/anything');
  expect([page.status, page.headers.get('cache-control')]).toEqual([200, 'no-store']);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self' 'nonce-[\w-]{22}';/);
  expect(policy).not.toContain('unsafe');
  const text = await page.text();
  expect(text).not.toMatch(/__SEGUE|<script(?![^>]*src=)/);
  const asset = /src="(\/assets\/[^"]+\.js)"/.exec(text)?.[1] ?? '';
  const script = await get(asset);
  expect(script.headers.get('cache-control')).toContain('immutable');
  expect(script.headers.get('content-encoding')).toMatch(/^(br|gzip)$/);
  for (const missing of ['/api/nothing', '/assets/nothing.js', '/assets/%2e%2e%2findex.html']) {
    expect((await get(missing)).headers.get('content-type'), missing).toContain('application/problem+json');
  }
  expect((await get('/segments', 'application/json')).status).toBe(404);
});
