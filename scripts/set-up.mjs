// Makes a checkout ready to run: packages installed, sources built. Plain Node without packages, since it runs
// before there are any. When nothing is to be done it only compares two hashes, so every start may call it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const oldestNode = [20, 19, 0];
const packagesStamp = join(root, 'node_modules', '.segue-packages');
const buildStamp = join(root, 'dist', '.segue-build');
const built = ['src', 'sandbox', 'bench', 'web'];
const buildSettings = ['tsconfig.json', 'tsconfig.build.json', 'vite.config.ts', 'package-lock.json'];

const flags = new Set(process.argv.slice(2));
const say = (text) => {
  if (!flags.has('--quiet')) process.stdout.write(`${text}\n`);
};
const fail = (text) => {
  process.stderr.write(`${text}\n`);
  process.exit(1);
};

class SetUpFailed extends Error {}

checkFlags();
checkNode();
try {
  if (!packagesAreCurrent() || !buildIsCurrent()) await setUp();
  if (flags.has('--tests')) {
    const { provideTestNeeds } = await import('./test-needs.mjs');
    await locked('test-needs', () => provideTestNeeds({ say, fail }));
  }
} catch (error) {
  if (error.code === 'EACCES' || error.code === 'EROFS') {
    fail(
      `This checkout may not be written by this user (${error.path}).\nNothing was started. Clone it as the user who runs it.`,
    );
  }
  if (!(error instanceof SetUpFailed)) throw error;
  fail(error.message);
}

function checkFlags() {
  for (const flag of flags) {
    if (flag !== '--quiet' && flag !== '--tests') {
      process.stderr.write(`Unknown option ${flag}. Usage: node scripts/set-up.mjs [--quiet] [--tests]\n`);
      process.exit(2);
    }
  }
}

function checkNode() {
  const have = process.versions.node.split('.').map(Number);
  const differing = oldestNode.findIndex((part, index) => have[index] !== part);
  if (differing === -1 || have[differing] > oldestNode[differing]) return;
  fail(
    `Segue needs Node ${oldestNode.join('.')} or later, and this is Node ${process.versions.node}.\n` +
      'Nothing was changed. Install a newer Node (for example with nvm: nvm install), then start again.',
  );
}

async function setUp() {
  await locked('set-up', () => {
    if (!packagesAreCurrent()) installPackages();
    if (!buildIsCurrent()) build();
  });
}

async function locked(name, work) {
  const { withFolderLock } = await import('./folder-lock.mjs');
  mkdirSync(join(root, '.setup'), { recursive: true });
  const onWait = () => say('Another set-up is at work here; waiting for it …');
  await withFolderLock(join(root, '.setup', `${name}.lock`), onWait, work);
}

// Packages

function packagesAreCurrent() {
  const wanted = packagesHash();
  if (read(packagesStamp) === wanted) return true;
  if (!installedEqualsLock()) return false;
  // Somebody ran npm themselves: nothing to install, only to remember.
  writeFileSync(packagesStamp, wanted);
  return true;
}

function packagesHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(`${process.platform} ${process.arch} ${process.versions.modules}`)
    .digest('hex');
}

function installedEqualsLock() {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (installed === undefined) return false;
  const wanted = readPackages(join(root, 'package-lock.json')) ?? {};
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    return installed[path] === undefined ? optional === true : installed[path].version === version;
  });
}

function readPackages(file) {
  const text = read(file);
  return text === undefined ? undefined : JSON.parse(text).packages;
}

function installPackages() {
  say('Installing packages …');
  // Development packages hold the compiler: they are needed even where NODE_ENV is production.
  run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], 'Installing the packages failed');
  writeFileSync(packagesStamp, packagesHash());
}

// Build

function buildIsCurrent() {
  return read(buildStamp) === sourcesHash();
}

function sourcesHash() {
  const hash = createHash('sha256');
  const files = [
    ...buildSettings.map((name) => join(root, name)),
    ...built.flatMap((name) => sources(join(root, name))),
  ];
  for (const file of files)
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

function sources(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sources(path);
      return /\.(tsx?|json|html|css|svg)$/.test(entry.name) && !entry.name.endsWith('.test.ts') ? [path] : [];
    });
}

// Built beside `dist` and then moved there: a build that fails leaves the old one whole, and no output of a
// source that is gone stays behind.
function build() {
  say('Building …');
  const hash = sourcesHash();
  const fresh = join(root, `dist-${process.pid}`);
  const old = join(root, `dist-${process.pid}-old`);
  try {
    const compiler = join(root, 'node_modules', 'typescript-7', 'bin', 'tsc');
    run(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', fresh], 'Building failed');
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    const quiet = ['--logLevel', 'warn'];
    run(
      process.execPath,
      [vite, 'build', '--outDir', join(fresh, 'web'), ...quiet],
      'Building the web app failed',
    );
    writeFileSync(join(fresh, '.segue-build'), hash);
    if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), old);
    renameSync(fresh, join(root, 'dist'));
  } finally {
    rmSync(fresh, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

function run(program, words, failure) {
  const ran = spawnSync(program, words, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32' && program === 'npm',
  });
  if (ran.status === 0) return;
  const output = [ran.stdout, ran.stderr, ran.error?.message].filter(Boolean).join('\n').trim();
  throw new SetUpFailed(
    `${failure}:\n${output}\nNothing was started. Mend what is said above, then start again.`,
  );
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
