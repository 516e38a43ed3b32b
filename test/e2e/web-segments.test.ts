// Segments in a real browser: the list, the builder of rules, a segment's own page.
import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import type { Rule } from '../../src/contract/rules.ts';
import {
  axeFinds,
  expectNoHorizontalScroll,
  screenshot,
  tabTo,
  telephone,
  withWeb,
} from '../support/browser.ts';
import type { Segue } from '../support/segue.ts';

const names = ['Alva', 'Björn', 'Cecilia', 'David', 'Ebba', 'Filip', 'Greta', 'Hugo', 'Ines', 'Johan'];
const cities = ['Stockholm', 'Göteborg', 'Oslo', 'Köpenhamn'];
const countries = ['SE', 'SE', 'NO', 'DK'];
const people = Array.from({ length: 240 }, (_, n) => {
  const first = names[n % 10];
  const joined = `20${String(20 + (n % 7)).padStart(2, '0')}-0${1 + (n % 9)}-15`;
  return `${n + 1},${first},person${n + 1}@example.com,${countries[n % 4]},${cities[n % 4]},${n % 50},${n % 5 === 0},${joined}`;
});
const orders = Array.from({ length: 600 }, (_, n) => {
  const status = ['Paid', 'Paid', 'Returned'][n % 3];
  return `${n + 1},${1 + ((n * 7) % 240)},${50 + ((n * 37) % 400)},${status},2026-0${1 + (n % 9)}-10`;
});

const rules: Rule[] = [
  {
    where: {
      all: [
        { attribute: 'Country', op: 'in', value: ['SE', 'NO'] },
        {
          any: [
            { attribute: 'Points', op: 'gte', value: 20 },
            { attribute: 'Vip', op: 'isTrue' },
          ],
        },
        {
          table: 'orders',
          where: { all: [{ attribute: 'Status', op: 'eq', value: 'Paid' }] },
          aggregate: { fn: 'sum', column: 'Amount', op: 'gte', value: 300 },
        },
      ],
    },
  },
  { set: 'except', where: { all: [{ attribute: 'City', op: 'contains', value: 'borg' }] } },
];

const web = withWeb({}, async (segue) => {
  const { client } = segue;
  const profiles = ['CustomerId,FirstName,Email,Country,City,Points,Vip,Joined', ...people];
  segue.putFile('customers.csv', profiles.join('\n'));
  segue.putFile('orders.csv', ['OrderId,Customer,Amount,Status,Day', ...orders].join('\n'));
  const { id } = await client.sources.create({
    name: 'Shop',
    type: 'file',
    tables: [
      { kind: 'profiles', name: 'customers', path: 'customers.csv', key: 'CustomerId' },
      { kind: 'related', name: 'orders', path: 'orders.csv', customerKey: 'Customer' },
    ],
  });
  await segue.ended(await client.sources.refresh(id));
  await makeSegments(segue);
});

async function makeSegments({ client, ended }: Segue): Promise<void> {
  const dynamic = { type: 'dynamic', active: true } as const;
  const made = await client.segments.create({
    ...dynamic,
    name: 'Loyal in the north',
    description: 'For the autumn campaign.',
    tags: ['north', 'campaign'],
    rules,
  });
  const where = (country: string): Rule[] => [
    { where: { all: [{ attribute: 'Country', op: 'eq', value: country }] } },
  ];
  const swedes = await client.segments.create({
    ...dynamic,
    name: 'Swedes',
    tags: ['north'],
    rules: where('SE'),
  });
  const danes = await client.segments.create({ ...dynamic, name: 'Danes', rules: where('DK') });
  for (const { id } of [made, swedes, danes]) await ended(await client.segments.refresh(id));
  // Two more points for the trend.
  for (const points of [40, 10]) {
    const rule: Rule = { where: { all: [{ attribute: 'Points', op: 'gte', value: points }] } };
    await client.segments.update(danes.id, { rules: [...where('DK'), { ...rule, set: 'union' }] });
    await ended(await client.segments.refresh(danes.id));
  }
}

const rowOf = (page: Page | Locator, name: string) => page.getByRole('group', { name, exact: true });
const ruleOf = (page: Page, name: string) => page.getByRole('article', { name });

/** What a rule's card says: alone, and running total; once it has stopped counting. */
async function countsOf(page: Page, rule: string): Promise<string[]> {
  const counts = ruleOf(page, rule).locator('dl');
  await expect.poll(() => counts.getAttribute('aria-busy')).toBe('false');
  return counts.locator('dd').allTextContents();
}

async function buildRules(page: Page): Promise<void> {
  const first = ruleOf(page, 'Rule 1');
  await first.getByRole('combobox', { name: 'Attribute' }).selectOption('Country');
  const country = rowOf(first, 'Country');
  await country.getByRole('combobox', { name: 'Operator' }).selectOption('is one of');
  for (const value of ['SE', 'NO']) {
    await country.getByRole('combobox', { name: 'Add a value' }).fill(value[0] ?? '');
    await page.getByRole('option', { name: value, exact: true }).click();
    await country.getByRole('listitem').filter({ hasText: value }).waitFor();
  }
  await first.getByRole('button', { name: 'Add group' }).click();
  const group = rowOf(first, 'Group').nth(1);
  await group.getByRole('combobox', { name: 'Attribute' }).selectOption('Points');
  await rowOf(group, 'Points').getByRole('combobox', { name: 'Value' }).fill('20');
  await page.keyboard.press('Escape');
  await group.getByRole('button', { name: 'Add condition' }).click();
  await rowOf(group, 'New condition').getByRole('combobox', { name: 'Attribute' }).selectOption('Vip');
  await first.getByRole('button', { name: 'Add related table' }).last().click();
  await page.getByRole('menuitem', { name: 'orders' }).click();
  const related = rowOf(first, 'orders');
  await related.getByRole('combobox', { name: 'What about its rows' }).selectOption('Sum');
  await related.getByRole('combobox', { name: 'Column' }).selectOption('Amount');
  await related.getByRole('textbox', { name: 'Value' }).fill('300');
  await related.getByRole('button', { name: 'Only certain rows' }).click();
  const rows = rowOf(related, 'Of rows where');
  await rows.getByRole('combobox', { name: 'Column' }).selectOption('Status');
  await rowOf(rows, 'Status').getByRole('combobox', { name: 'Value' }).fill('Paid');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Add rule' }).click();
  const second = ruleOf(page, 'Rule 2');
  await page.getByRole('combobox', { name: 'How rule 2 joins' }).selectOption('Except');
  await second.getByRole('combobox', { name: 'Attribute' }).selectOption('City');
  await rowOf(second, 'City').getByRole('combobox', { name: 'Operator' }).selectOption('contains');
  await rowOf(second, 'City').getByRole('combobox', { name: 'Value' }).fill('borg');
  await page.keyboard.press('Escape');
}

it('builds nested rules with a related table, counts them as the API does, and saves them', async () => {
  const { page, context, complaints } = await web.open('/segments');
  await page.getByRole('button', { name: 'New segment' }).click();
  await page.getByRole('heading', { level: 1, name: 'New segment' }).waitFor();
  // Nothing is saved, and everything that is missing is said where it is missing.
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Give the segment a name.').waitFor();
  await page.getByText('Fill in this condition, or remove it.').waitFor();
  await page.getByRole('textbox', { name: 'Name' }).fill('Built by hand');
  await buildRules(page);
  const expected = await web.segue.client.segments.preview({ rules });
  expect(expected.count).toBeGreaterThan(0);
  const totals = expected.rules.map(({ count, total }) => [String(count), String(total)]);
  await expect.poll(() => countsOf(page, 'Rule 1')).toEqual(totals[0]);
  await expect.poll(() => countsOf(page, 'Rule 2')).toEqual(totals[1]);
  await page.getByText(`${expected.count} profiles`).waitFor();
  expect(await page.getByRole('table', { name: 'Sample of members' }).getByRole('row').count()).toBe(9);
  expect(await axeFinds(page)).toEqual([]);
  await page.evaluate(() => window.scrollTo(0, 0));
  await screenshot(page, 'segment-builder-light');

  // What the server turns down is said at the condition that it is about.
  const value = rowOf(page, 'Points').getByRole('combobox', { name: 'Value' });
  await rowOf(page, 'Points').getByRole('combobox', { name: 'Operator' }).selectOption('is between');
  await rowOf(page, 'Points').getByRole('combobox', { name: 'From' }).fill('30');
  await rowOf(page, 'Points').getByRole('combobox', { name: 'To', exact: true }).fill('20');
  await rowOf(page, 'Points').getByText('the first value must not be after the second').waitFor();
  for (let undone = 0; undone < 2; undone += 1) await page.getByRole('button', { name: 'Undo' }).click();
  expect(await value.inputValue()).toBe('20');

  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { level: 1, name: 'Built by hand' }).waitFor();
  const [made] = (await web.segue.client.segments.list({ q: 'Built by hand' })).items;
  expect(made?.rules).toEqual(rules);
  await page.getByText('“Built by hand” was refreshed').last().waitFor();
  await page.getByText(`${expected.count} rows`).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

it('moves conditions by keyboard and pointer, undoes, and asks before input is lost', async () => {
  const { page, context, complaints } = await web.open('/segments/new');
  await page.getByRole('heading', { level: 1, name: 'New segment' }).waitFor();
  const rule = ruleOf(page, 'Rule 1');
  const order = () =>
    rule
      .locator('select[aria-label="Attribute"]')
      .evaluateAll((all) => all.map((each) => (each as HTMLSelectElement).value));
  const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  // By keyboard alone: letters choose in a list, Tab goes on.
  await tabTo(page, 'combobox', 'Attribute');
  await page.keyboard.type('Country');
  await expect.poll(() => order()).toEqual(['Country']);
  await tabTo(page, 'combobox', 'Value');
  await page.keyboard.type('DK');
  await page.keyboard.press('Escape');
  await page.getByText('60 profiles').waitFor();
  await tabTo(page, 'button', 'Add condition');
  await page.keyboard.press('Enter');
  // The focus has gone to the new condition.
  await expect.poll(() => focused()).toBe('Attribute');
  await page.keyboard.type('Vip');
  await tabTo(page, 'button', 'Add group');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused()).toBe('Attribute');
  await page.keyboard.type('Points');
  await expect.poll(() => order()).toEqual(['Country', 'Vip', 'Points']);

  await page.getByRole('button', { name: 'Move or remove Vip' }).focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(() => order()).toEqual(['Vip', 'Country', 'Points']);
  await page.getByText('Vip moved to place 1 of 3.').waitFor();
  const menu = page.getByRole('button', { name: 'Move or remove Vip' });
  await expect.poll(() => menu.evaluate((it) => it === document.activeElement)).toBe(true);
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.press('Alt+ArrowRight');
  await page.getByText('Vip moved to place 1 of 2.').waitFor();
  await expect.poll(() => order()).toEqual(['Country', 'Vip', 'Points']);
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Move out of its group' }).waitFor();
  await screenshot(page, 'segment-builder-menu', false);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect.poll(() => order()).toEqual(['Country', 'Vip', 'Points']);
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(() => order()).toEqual(['Vip', 'Country', 'Points']);

  // By pointer, into the group.
  const box = (locator: Locator) => locator.boundingBox();
  const grip = await box(rowOf(page, 'Country').locator('[data-grip]'));
  await page.mouse.move((grip?.x ?? 0) + 6, (grip?.y ?? 0) + 12);
  await page.mouse.down();
  await page.mouse.move((grip?.x ?? 0) + 20, (grip?.y ?? 0) + 40, { steps: 4 });
  const slot = page.locator('[data-slot]').last();
  await slot.waitFor();
  const inGroup = rowOf(page, 'Group').nth(1).locator('[data-slot]').last();
  const target = await box(inGroup);
  await page.mouse.move((target?.x ?? 0) + 60, (target?.y ?? 0) + 6, { steps: 6 });
  await page.mouse.up();
  await expect.poll(() => order()).toEqual(['Vip', 'Points', 'Country']);

  await page.getByRole('link', { name: 'Segments' }).first().click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Keep editing' }).click();
  await page.getByRole('heading', { level: 1, name: 'New segment' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('heading', { level: 1, name: 'Segments' }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});

it('lists segments: search, tags, several at once, a copy', async () => {
  const { page, context, complaints } = await web.open('/segments');
  const grid = page.getByRole('grid', { name: 'Segments' });
  await grid.getByRole('link', { name: 'Danes' }).waitFor();
  await grid.getByRole('img', { name: /^Members of Danes over time: 60 to / }).waitFor();
  expect(await axeFinds(page)).toEqual([]);
  await screenshot(page, 'segments-light');
  await page.getByRole('searchbox').fill('campaign');
  await expect.poll(() => grid.getByRole('link').allTextContents()).toEqual(['Loyal in the north']);
  await page.getByRole('searchbox').fill('');
  await page.getByRole('button', { name: 'Tags' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'north' }).click();
  await page.keyboard.press('Escape');
  await expect.poll(() => grid.getByRole('link').allTextContents()).toEqual(['Loyal in the north', 'Swedes']);
  await grid.getByRole('checkbox', { name: 'Select all' }).click();
  await page.getByRole('button', { name: 'Deactivate' }).click();
  await page.getByText('2 segments changed').last().waitFor();
  await expect.poll(() => grid.getByText('Inactive').count()).toBe(2);
  await page.getByRole('button', { name: 'Activate', exact: true }).click();
  await expect.poll(() => grid.getByText('Inactive').count()).toBe(0);
  await page.getByRole('button', { name: 'Add tags' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByRole('combobox', { name: 'Tags' }).fill('Q4');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Add tags' }).click();
  await expect.poll(() => grid.getByText('Q4').count()).toBe(2);
  await screenshot(page, 'segments-selected', false);
  await grid.getByRole('button', { name: 'More actions for Swedes' }).click();
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await grid.getByRole('link', { name: 'Swedes (copy)' }).waitFor();
  await grid.getByRole('button', { name: 'More actions for Swedes (copy)' }).click();
  await page.getByRole('menuitem', { name: 'Refresh' }).click();
  await page.getByText('“Swedes (copy)” was refreshed').last().waitFor();
  await grid.getByRole('button', { name: 'More actions for Swedes (copy)' }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await expect.poll(() => grid.getByRole('link', { name: 'Swedes (copy)' }).count()).toBe(0);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    grid
      .getByRole('button', { name: 'More actions for Swedes' })
      .click()
      .then(() => page.getByRole('menuitem', { name: 'Download CSV' }).click()),
  ]);
  expect(file.suggestedFilename()).toMatch(/^members-.*\.csv$/);
  expect(complaints).toEqual([]);
  await context.close();
});

it('says all of it in Swedish, in the dark, and on a telephone', async () => {
  const [segment] = (await web.segue.client.segments.list({ q: 'Loyal' })).items;
  const danes = (await web.segue.client.segments.list({ q: 'Danes' })).items[0];
  const { page, context, complaints } = await web.open('/segments', { language: 'sv', scheme: 'dark' });
  await page.getByRole('grid', { name: 'Segment' }).getByRole('link', { name: 'Danes' }).waitFor();
  await screenshot(page, 'segments-sv-dark');
  expect(await axeFinds(page)).toEqual([]);
  await page.goto(`/segments/${segment?.id}`);
  await page.getByRole('heading', { level: 1, name: 'Loyal in the north' }).waitFor();
  await page
    .getByText('summan av Amount i orders är minst 300, av rader för vilka', { exact: false })
    .waitFor();
  await page.getByRole('grid', { name: 'Medlemmar i Loyal in the north' }).waitFor();
  await page
    .getByText(/av detta/)
    .first()
    .waitFor();
  await screenshot(page, 'segment-sv-dark');
  expect(await axeFinds(page)).toEqual([]);
  await page.getByRole('button', { name: 'Redigera' }).click();
  await page.getByRole('heading', { level: 1, name: 'Redigera Loyal in the north' }).waitFor();
  await page.getByRole('table', { name: 'Exempel på medlemmar' }).waitFor();
  await screenshot(page, 'segment-builder-sv-dark');
  expect(await axeFinds(page)).toEqual([]);

  await page.setViewportSize(telephone);
  await expectNoHorizontalScroll(page);
  await screenshot(page, 'segment-builder-telephone');
  expect(await axeFinds(page)).toEqual([]);
  await page.goto('/segments');
  await page.getByRole('link', { name: 'Danes' }).waitFor();
  await expectNoHorizontalScroll(page);
  await screenshot(page, 'segments-telephone');
  await page.goto(`/segments/${danes?.id}`);
  await page.getByRole('img', { name: /^Medlemmar i Danes över tid/ }).waitFor();
  await page.getByRole('grid').waitFor();
  await expectNoHorizontalScroll(page);
  await screenshot(page, 'segment-telephone', false);
  await page.getByRole('button', { name: 'Visa som tabell' }).click();
  await page.getByRole('table', { name: /^Medlemmar i Danes/ }).waitFor();
  expect(complaints).toEqual([]);
  await context.close();
});
