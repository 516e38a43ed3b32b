import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

// What stands on the control database is tested on both kinds of it in CI, and by `npm test` where PostgreSQL is
// installed. By hand the embedded one is enough; `SEGUE_TEST_DATABASE=postgres` takes the other. Tests of the control
// plane itself use both always.
const byNpmTest = process.env.npm_lifecycle_event === 'test' && existsSync('/usr/lib/postgresql');
const both = process.env.CI !== undefined || byNpmTest;

const everything = ['src/**/*.test.ts', 'sandbox/**/*.test.ts', 'test/**/*.test.ts', 'web/**/*.test.ts'];

/**
 * Both databases speak one SQL, so that most files show nothing new on the second one; they run on PostgreSQL, which
 * is the faster one. These show something on the embedded one as well: every changing call, edits and sign-ins at
 * once, and runs that are taken up, stopped and lost. So do the tests of the real command line.
 */
const alsoEmbedded = ['api-audit', 'api-edits', 'api-guessing', 'lost-ground', 'run-life'];
const onlyEmbedded = ['test/e2e/{clean-clone,commands,kills}.test.ts'];

const onBoth = {
  projects: [
    {
      extends: true as const,
      test: {
        name: 'postgres',
        include: everything,
        exclude: onlyEmbedded,
        env: { SEGUE_TEST_DATABASE: 'postgres' },
      },
    },
    {
      extends: true as const,
      test: {
        name: 'embedded',
        include: [...onlyEmbedded, ...alsoEmbedded.map((name) => `test/integration/${name}.test.ts`)],
      },
    },
  ],
};

export default defineConfig({
  test: {
    // Far above what anything takes: a machine that is busy with something else is no failure.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: ['test/support/global-setup.ts'],
    ...(both ? onBoth : { include: everything }),
  },
});
