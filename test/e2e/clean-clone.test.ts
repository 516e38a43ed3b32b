// The README's two commands on a clean clone: Node, npm and git are all that is there.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { withFolder } from '../support/run-folder.ts';
import { type Ended, root, startProgram } from './run-segue.ts';

const folder = withFolder();
let clone: string;

const inClone = (program: string, ...words: string[]): Promise<Ended> =>
  startProgram(program, words, {}, clone).ended;
const setUp = (...words: string[]) => inClone(process.execPath, 'scripts/set-up.mjs', ...words);

beforeAll(async () => {
  clone = join(folder.path, 'segue');
  const cloned = await startProgram('git', ['clone', '--quiet', root, clone], {}).ended;
  expect(cloned.err).toBe('');
});

describe('a clean clone', () => {
  it('runs the demo to the end, installing and building by itself', async () => {
    const { status, out, err } = await inClone('npm', 'run', 'demo', '--', '--exit', '--profiles', '500');
    expect(err + out).toContain('Compared contact by contact: all ');
    expect(out).toContain('welcome messages: 0; requests refused as too many: 0;');
    expect(out).toMatch(/contacts sent +363 +\d\n/);
    expect(status).toBe(0);
    // Most of it is npm fetching the packages.
  }, 400_000);

  it('has nothing to do at the second start', async () => {
    const before = performance.now();
    expect(await setUp()).toEqual({ status: 0, out: '', err: '' });
    expect(performance.now() - before).toBeLessThan(1500);
  });

  it('sets up for the tests, which then run', async () => {
    expect((await setUp('--tests')).status).toBe(0);
    const { status, out } = await inClone('npx', 'vitest', 'run', 'src/core/pace.test.ts');
    expect(out).toContain('passed');
    expect(status).toBe(0);
  });

  it('stands two set-ups at once, and one that was killed before', async () => {
    await rm(join(clone, 'dist'), { recursive: true });
    const both = await Promise.all([setUp(), setUp()]);
    expect(both.map(({ status }) => status)).toEqual([0, 0]);
    expect(both.filter(({ out }) => out.includes('Building'))).toHaveLength(1);
  });

  it('keeps nothing of what it made in the way of git', async () => {
    expect((await inClone('git', 'status', '--porcelain')).out).toBe('');
  });
});
