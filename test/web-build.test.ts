// What the web app is built of: its types are those of the server, and its first view is small.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { apiTypes } from '../scripts/api-types.mjs';
import { describeApi } from '../src/api/server.ts';
import { systemClock } from '../src/clock.ts';
import { createLogger } from '../src/logger.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const mostBytes = 250 * 1024;

it('types the API as the server describes it', async () => {
  const document = await describeApi({
    logger: createLogger('silent'),
    clock: systemClock,
    newId: () => 'nothing',
  });
  const committed = readFileSync(join(root, 'web/api/schema.d.ts'), 'utf8');
  expect(committed === (await apiTypes(document)), 'Run `npm run api-types` and commit the file.').toBe(true);
});

type Chunk = { file: string; imports?: string[]; dynamicImports?: string[] };

it.skipIf(!existsSync(join(root, 'dist/web/index.html')))(
  'shows its first view with 250 KB of script',
  () => {
    const folder = join(root, 'dist/web');
    const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8')) as Record<
      string,
      Chunk
    >;
    const first = new Set<string>();
    const need = (name: string) => {
      if (first.has(name)) return;
      first.add(name);
      for (const imported of manifest[name]?.imports ?? []) need(imported);
    };
    // What index.html loads, the words of one language, and the page that is there first.
    for (const name of ['index.html', 'i18n/sv.ts', 'pages/home.tsx']) {
      expect(manifest, name).toHaveProperty([name]);
      need(name);
    }
    const sizes = [...first]
      .map((name) => manifest[name]?.file ?? '')
      .filter((file) => file.endsWith('.js'))
      .map((file) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(
      total,
      `${Math.round(total / 1024)} KB: load the rest later, with lazy() or import()`,
    ).toBeLessThanOrEqual(mostBytes);
  },
);
