import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

// What stands on the control database is tested on both kinds of it in CI, and by `npm test` where PostgreSQL is
// installed. By hand the embedded one is enough; `SEGUE_TEST_DATABASE=postgres` takes the other. Tests of the control
// plane itself use both always.
const byNpmTest = process.env.npm_lifecycle_event === 'test' && existsSync('/usr/lib/postgresql');
const both = process.env.CI !== undefined || byNpmTest;

const everything = ['src/**/*.test.ts', 'sandbox/**/*.test.ts', 'test/**/*.test.ts', 'web/**/*.test.ts'];

/**
 * Both databases speak one SQL, so that most files show nothing new on the second one. These do: every changing call,
 * edits and sign-ins at once, clocks and leases, and runs that are taken up, stopped and lost.
 */
const alsoOnPostgres = [
  'api-audit',
  'api-edits',
  'api-guessing',
  'cancel-task',
  'clocks',
  'lost-ground',
  'run-life',
  'service',
  'work-on-task',
];

const onBoth = {
  projects: [
    { extends: true as const, test: { name: 'embedded', include: everything } },
    {
      extends: true as const,
      test: {
        name: 'postgres',
        include: alsoOnPostgres.map((name) => `test/integration/${name}.test.ts`),
        env: { SEGUE_TEST_DATABASE: 'postgres' },
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
