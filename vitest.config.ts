import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

// What stands on the control database is tested on both kinds of it in CI, and by `npm test` where PostgreSQL is
// installed. By hand the embedded one is enough; `SEGUE_TEST_DATABASE=postgres` takes the other. Tests of the control
// plane itself use both always.
const byNpmTest = process.env.npm_lifecycle_event === 'test' && existsSync('/usr/lib/postgresql');
const both = process.env.CI !== undefined || byNpmTest;

const everything = ['src/**/*.test.ts', 'sandbox/**/*.test.ts', 'test/**/*.test.ts', 'web/**/*.test.ts'];

/** They know no control database: running them twice would show nothing new. */
const withoutDatabase = ['sandbox-*', 'adventureworks-*', 'ingest*', 'ledger', 'plan-*', 'segment*'];

const onBoth = {
  projects: [
    { extends: true as const, test: { name: 'embedded', include: everything } },
    {
      extends: true as const,
      test: {
        name: 'postgres',
        include: ['test/integration/**/*.test.ts'],
        exclude: withoutDatabase.map((name) => `test/integration/${name}.test.ts`),
        env: { SEGUE_TEST_DATABASE: 'postgres' },
      },
    },
  ],
};

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    globalSetup: ['test/support/global-setup.ts'],
    ...(both ? onBoth : { include: everything }),
  },
});
