// The floors of the house, and who holds which library. What fails here names the import and how to mend it.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** From the ground up; a module is a folder of src, or a file that stands in src itself. */
const floors: readonly (readonly string[])[] = [
  ['contract'],
  ['errors', 'logger', 'clock', 'signals', 'metrics', 'client', 'oidc-config'],
  ['core', 'config'],
  ['store', 'lake', 'omnisend', 'queue', 'mail', 'webhook', 'vault', 'identity'],
  ['context'],
  ['engine'],
  ['api', 'jobs'],
  ['service'],
  ['cli'],
];

/** Library (or what begins like it) → the modules that may use it. */
const holders: Record<string, readonly string[]> = {
  fastify: ['api'],
  '@fastify/': ['api'],
  '@node-rs/argon2': ['api'],
  pg: ['store'],
  '@electric-sql/pglite': ['store'],
  kysely: ['store', 'queue', 'api'],
  '@duckdb/': ['lake'],
  'pg-boss': ['queue'],
  undici: ['omnisend', 'webhook'],
  nodemailer: ['mail'],
  '@azure/': ['vault'],
  'openid-client': ['identity'],
  pino: ['logger'],
  'prom-client': ['metrics'],
  'libphonenumber-js': ['core', 'lake'],
  'i18n-iso-countries': ['core', 'lake'],
  commander: ['cli'],
  listr2: ['cli'],
  yaml: ['cli'],
};

/** Things of the language that are as good as a library. */
const tools: { what: string; pattern: RegExp; modules: readonly string[] }[] = [
  { what: 'process.env', pattern: /\bprocess\.env\b/, modules: ['config', 'cli'] },
  { what: 'outgoing HTTP (fetch)', pattern: /(?<![.\w])fetch\(/, modules: ['client', 'omnisend'] },
  { what: 'console', pattern: /\bconsole\.\w+\(/, modules: ['cli'] },
];

type Source = { path: string; module: string; text: string; imports: string[] };

const sourcesIn = (folder: string): Source[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/\.test\.ts$/.test(name))
    .map((name) => {
      const path = join(folder, name);
      const text = readFileSync(join(root, path), 'utf8');
      return { path, module: moduleOf(path), text, imports: importsOf(text) };
    });

/** `src/store/db.ts` → store, `src/errors.ts` → errors, `sandbox/server.ts` → sandbox. */
function moduleOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  return top === 'src' ? second.replace(/\.ts$/, '') : top;
}

function importsOf(text: string): string[] {
  const statements =
    /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(?\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(statements)].map((match) => match[1] ?? match[2] ?? '');
}

const target = (source: Source, imported: string) =>
  relative(root, join(root, dirname(source.path), imported)).replaceAll('\\', '/');
const floorOf = (module: string) => floors.findIndex((modules) => modules.includes(module));

const house = sourcesIn('src');

test('every module stands on a floor', () => {
  const homeless = [...new Set(house.map(({ module }) => module))].filter((module) => floorOf(module) < 0);
  expect(homeless, 'Give these a floor in this test and in the picture of docs/architecture.md.').toEqual([]);
});

test('imports go downwards, never sideways', () => {
  const wrong = house.flatMap((source) =>
    source.imports
      .filter((imported) => imported.startsWith('.'))
      .map((imported) => target(source, imported))
      .filter((path) => !isAllowed(source, path))
      .map((path) => `${source.path} imports ${path}`),
  );
  expect(
    wrong,
    'A file may use its own module and lower floors only. Move what both need to a floor below both, or hand it in as a parameter.',
  ).toEqual([]);
});

function isAllowed(source: Source, path: string): boolean {
  const to = moduleOf(path);
  if (to === source.module) return true;
  // The command line starts the stand-in for Omnisend; nobody else knows of it.
  if (to === 'sandbox') return source.module === 'cli';
  return floorOf(to) >= 0 && floorOf(to) < floorOf(source.module);
}

test('the sandbox shares nothing with the house, so that one cannot hide the mistake of the other', () => {
  const wrong = sourcesIn('sandbox').flatMap((source) =>
    source.imports
      .filter((imported) => imported.startsWith('.'))
      .map((imported) => target(source, imported))
      .filter((path) => moduleOf(path) !== 'sandbox')
      .map((path) => `${source.path} imports ${path}`),
  );
  expect(wrong, 'Write it again inside sandbox/.').toEqual([]);
});

/** Pure tables that say who may do what, and what is allowed when: whoever draws a button asks them. */
const tablesForButtons = ['src/core/permissions.ts', 'src/core/transitions.ts'];

test('the web app knows the house by its client, its contract and what decides about buttons', () => {
  const wrong = sourcesIn('web').flatMap((source) =>
    source.imports
      .filter((imported) => imported.startsWith('.'))
      .map((imported) => target(source, imported))
      .filter((path) => !['web', 'client', 'contract'].includes(moduleOf(path)))
      .filter((path) => !tablesForButtons.includes(path))
      .map((path) => `${source.path} imports ${path}`),
  );
  expect(wrong, 'Ask the server for it, or move what both need into src/contract.').toEqual([]);
});

test('the web app takes types alone from the contract, whose schemas a browser need not load', () => {
  const wrong = sourcesIn('web').filter(({ text }) =>
    /import\s+(?!type\b)[^'";]*from\s*['"][^'"]*src\/contract\//.test(text),
  );
  expect(
    wrong.map(({ path }) => path),
    'Write "import type"; the server checks values.',
  ).toEqual([]);
});

test('each library has its holder', () => {
  const wrong = house.flatMap((source) =>
    source.imports.flatMap((imported) => {
      const held = Object.entries(holders).find(([library]) => isOf(library, imported));
      if (held === undefined || held[1].includes(source.module)) return [];
      return [`${source.path} imports ${imported}, which belongs to ${held[1].join(' and ')}`];
    }),
  );
  expect(wrong, 'Ask the holder: give it a function that does what you need, and call that.').toEqual([]);
});

function isOf(library: string, imported: string): boolean {
  return library.endsWith('/')
    ? imported.startsWith(library)
    : imported === library || imported.startsWith(`${library}/`) || imported.startsWith(`${library}-type-`);
}

test('the environment, outgoing HTTP and the terminal have their holders', () => {
  const wrong = house.flatMap(({ path, module, text }) =>
    tools
      .filter(({ pattern, modules }) => !modules.includes(module) && pattern.test(withoutComments(text)))
      .map(({ what, modules }) => `${path} uses ${what}, which belongs to ${modules.join(' and ')}`),
  );
  expect(
    wrong,
    'Take it from the configuration, the client or the logger, which come with the context.',
  ).toEqual([]);
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}
