// `npm run bench [-- PART…]`: measures what the README promises, prints a table with the ratio to each target, and
// writes bench/results.json. Not part of the tests: times on a shared machine are figures, not verdicts.
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Line, printTable, ratio } from './report.ts';
import { measureSandbox } from './sandbox-load.ts';
import { measureIdle, measureMemory, measureMillion, measurePace } from './scale.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const parts: Record<string, () => Promise<Line[]>> = {
  async sandbox() {
    const { requestsPerSecond } = await measureSandbox();
    return [
      {
        what: 'sandbox: batch requests a second',
        measured: requestsPerSecond,
        unit: '/s',
        bound: 1500,
        side: 'atLeast',
      },
    ];
  },
  idle: () => measureIdle(30),
  million: async () => (await measureMillion(1_000_000)).lines,
  pace: () => measurePace(100_000),
  async memory() {
    const one = await measureMemory(1_000_000);
    const five = await measureMemory(5_000_000);
    return [
      { what: 'memory at 1,000,000 profiles', measured: one, unit: 'MB', bound: 1000, side: 'atMost' },
      {
        what: 'memory at 5,000,000 against 1,000,000 profiles',
        measured: five / one,
        unit: '×',
        bound: 1.3,
        side: 'atMost',
      },
    ];
  },
};

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !Object.hasOwn(parts, name));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
const lines: Line[] = [];
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`measuring ${name} …`);
  const measured = await measure();
  lines.push(...measured);
  printTable(measured);
}
if (wanted.length === 0) {
  console.log('\nAll of it:');
  printTable(lines);
}
const machine = {
  cores: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 1e9),
  node: process.version,
};
const file = join(root, 'bench', 'results.json');
const measured = lines.map((line) => ({ ...line, ratio: Number(ratio(line).toFixed(3)) }));
// Parts measured earlier stay until they are measured again.
const earlier = await readFile(file, 'utf8').then(
  (text) => (JSON.parse(text) as { lines: Line[] }).lines,
  () => [],
);
const kept = earlier.filter(({ what }) => !measured.some((line) => line.what === what));
await writeFile(file, `${JSON.stringify({ machine, lines: [...kept, ...measured] }, null, 2)}\n`);
