// What the tests need beside npm's packages. On Debian as root it is installed; elsewhere a sentence says what to do.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const needs = [
  {
    what: 'the programs of a PostgreSQL server (initdb, postgres)',
    why: 'the suite runs on PostgreSQL as well as on the embedded database',
    debianPackage: 'postgresql',
    otherwise: 'or set SEGUE_TEST_POSTGRES_URL to a server where the tests may make databases',
    present: () => Boolean(process.env.SEGUE_TEST_POSTGRES_URL) || postgresFolders().some(hasInitdb),
  },
  {
    what: 'the browser Chromium',
    why: 'the web app is tested in a real browser',
    debianPackage: 'chromium',
    otherwise: 'or set SEGUE_TEST_CHROMIUM to its program',
    present: () => existsSync(process.env.SEGUE_TEST_CHROMIUM ?? '/usr/bin/chromium'),
  },
  {
    what: 'the Liberation fonts',
    why: 'a browser without any font draws no letters',
    debianPackage: 'fonts-liberation',
    otherwise: 'or set SEGUE_TEST_CHROMIUM, where a desktop has its own fonts',
    present: () =>
      Boolean(process.env.SEGUE_TEST_CHROMIUM) || existsSync('/usr/share/fonts/truetype/liberation'),
  },
];

// Where test/support/postgres.ts looks for them.
function postgresFolders() {
  const debian = '/usr/lib/postgresql';
  return existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : [];
}

function hasInitdb(folder) {
  return existsSync(join(folder, 'initdb'));
}

/**
 * @param {{ say: (text: string) => void, fail: (text: string) => never }} out
 */
export function provideTestNeeds({ say, fail }) {
  const missing = needs.filter((need) => !need.present());
  if (missing.length === 0) return;
  const packages = missing.map((need) => need.debianPackage);
  const sentence = missing.map((need) => `${need.what}: ${need.why}`).join('; ');
  if (!canInstall()) {
    fail(
      `The tests need ${sentence}.\nInstall it with your system's packages (on Debian: apt-get install ${packages.join(' ')}), ${missing.map((need) => need.otherwise).join('; ')}, and start again.`,
    );
  }
  say(`Installing ${packages.join(', ')} with apt-get …`);
  apt(['update'], fail);
  apt(['install', '-y', '--no-install-recommends', ...packages], fail);
  const still = missing.filter((need) => !need.present());
  if (still.length > 0) {
    fail(
      `apt-get installed ${packages.join(', ')}, but these were not found: ${still.map((need) => need.what).join('; ')}.`,
    );
  }
}

function canInstall() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

function apt(words, fail) {
  const options = ['-q', '-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Options::=--force-confold'];
  const ran = spawnSync('/usr/bin/apt-get', [...options, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_MODE: 'a' },
  });
  if (ran.status !== 0)
    fail(`apt-get ${words.join(' ')} failed:\n${ran.stdout ?? ''}${ran.stderr ?? ''}${ran.error ?? ''}`);
}
