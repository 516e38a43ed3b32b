// The web app in a real browser: Debian's Chromium, a real server behind it, nothing in between.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AxeResults } from 'axe-core';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { administrator, type Segue, type SegueOptions, startSegue } from './segue.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const screenshots = join(root, 'test-results', 'screenshots');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const desktop = { width: 1280, height: 800 } as const;
export const telephone = { width: 360, height: 740 } as const;

export type Language = 'en' | 'sv';
const locales = { en: 'en-GB', sv: 'sv-SE' } as const satisfies Record<Language, string>;

export type OpenOptions = {
  language?: Language;
  viewport?: { width: number; height: number };
  scheme?: 'light' | 'dark';
  /** Signed in as the administrator unless said; null for nobody. */
  as?: { email: string; password: string } | null;
  more?: BrowserContextOptions;
};

/** A page, and what must stay empty while it is used. */
export type Opened = { page: Page; context: BrowserContext; complaints: string[] };

export type Web = {
  readonly segue: Segue;
  readonly browser: Browser;
  /** A new browser session at this path. Closed when the file ends, or with `context.close()`. */
  open(path: string, options?: OpenOptions): Promise<Opened>;
};

/** One server and one browser for a file of tests. `prepare` puts data there before the first test. */
export function withWeb(options: SegueOptions = {}, prepare?: (segue: Segue) => Promise<void>): Web {
  let segue: Segue | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (!existsSync(join(root, 'dist', 'web', 'index.html'))) {
      throw new Error('The web app is not built: node scripts/set-up.mjs --tests, or npx vite build.');
    }
    [segue, browser] = await Promise.all([
      startSegue(options),
      chromium.launch({
        executablePath: process.env.SEGUE_TEST_CHROMIUM ?? '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
      }),
    ]);
    await prepare?.(segue);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await segue?.close();
  });
  const here = <T>(thing: T | undefined): T => {
    if (thing === undefined) throw new Error('The browser is there only while tests run.');
    return thing;
  };
  return {
    get segue() {
      return here(segue);
    },
    get browser() {
      return here(browser);
    },
    open: (path, opening = {}) => open(here(browser), here(segue).url, path, opening),
  };
}

async function open(browser: Browser, url: string, path: string, options: OpenOptions): Promise<Opened> {
  const { language = 'en', viewport = desktop, scheme = 'light', as = administrator, more = {} } = options;
  const context = await browser.newContext({
    baseURL: url,
    locale: locales[language],
    timezoneId: 'Europe/Stockholm',
    colorScheme: scheme,
    viewport,
    reducedMotion: 'reduce',
    ...more,
  });
  context.setDefaultTimeout(30_000);
  if (as !== null) {
    const { email, password } = as;
    const answer = await context.request.post('/api/session', {
      data: { email, password },
      headers: { origin: url },
    });
    if (!answer.ok()) throw new Error(`Nobody was signed in: ${await answer.text()}`);
  }
  const page = await context.newPage();
  const complaints = listen(page, url);
  await page.goto(path);
  return { page, context, complaints };
}

/** Violations of the content security policy, errors of scripts, and requests to anywhere else. */
function listen(page: Page, url: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    const text = message.text();
    // The browser reports every refused call; that a call is refused is for the test to judge.
    if (message.type() === 'error' && !/^Failed to load resource/.test(text)) complaints.push(text);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`) && !/^(data|blob):/.test(request.url()))
      complaints.push(request.url());
  });
  return complaints;
}

/** The page has its heading, and everything that it loads is there. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForFunction(() => document.querySelector('.fui-Skeleton') === null);
}

/** What axe finds, as lines; an empty list is what a test expects. Debuggers are above the page's policy, and so is this. */
export async function axeFinds(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = (await page.evaluate(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )) as AxeResults;
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${impact}): ${target.join(' ')}: ${failureSummary}`),
  );
}

/** Kept as an artifact of the test run: test-results/screenshots/NAME.png. */
export async function screenshot(page: Page, name: string, fullPage = true): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), fullPage });
}

export async function expectNoHorizontalScroll(page: Page): Promise<void> {
  const [content, window] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    document.documentElement.clientWidth,
  ]);
  expect(content).toBeLessThanOrEqual(window ?? 0);
}

/** Puts the focus on what `name` names by pressing Tab alone. */
export async function tabTo(page: Page, role: Parameters<Page['getByRole']>[0], name: string): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true });
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (await wanted.evaluateAll((found) => found.includes(document.activeElement as never))) return;
  }
  throw new Error(`80 presses of Tab did not reach the ${role} "${name}".`);
}
