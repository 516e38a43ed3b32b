// `segue demo`: sample customers, a stand-in for Omnisend, and a whole Segue, used through its public API alone. The
// end compares what arrived with what should have, contact by contact.
import type { Export } from '../contract/exports.ts';
import type { Counts, Run } from '../contract/runs.ts';
import { changeSome } from './demo/changes.ts';
import { type Comparison, compareContacts } from './demo/compare.ts';
import { type Customer, makeCustomers } from './demo/customers.ts';
import { expectedContacts, expectedInvalid } from './demo/expected.ts';
import { writeFiles } from './demo/files.ts';
import { type DemoPlace, openPlace } from './demo/place.ts';
import {
  addContributor,
  makeExport,
  readSource,
  refreshAll,
  runOnce,
  showPlan,
  signIn,
} from './demo/story.ts';
import { CommandFailed, exitStatus } from './failure.ts';
import { type Interruption, interrupted, interruption } from './interruption.ts';
import { runErrorLines } from './run-report.ts';
import { step } from './steps.ts';
import type { Terminal } from './terminal.ts';
import { lasted } from './watch-run.ts';
import { columns, counted, number } from './words.ts';

export type DemoOptions = { profiles: number; exit?: boolean };

export async function demo(options: DemoOptions, terminal: Terminal): Promise<void> {
  const stop = interruption();
  const place = await step('Starting the sandbox and Segue', terminal, async (report) => {
    const opened = await openPlace(terminal);
    report.done(
      `Segue runs at ${opened.url}; the sandbox takes Omnisend's place and allows ${number(opened.requestsPerMinute)} requests a minute`,
    );
    return opened;
  });
  try {
    const told = await orInterrupted(tell(place, options.profiles, terminal), stop);
    if (told === undefined) throw new CommandFailed(exitStatus.interrupted);
    if (options.exit === true) return finish(told);
    terminal.say('');
    terminal.say(`Look around: ${place.url}/api/docs`);
    terminal.say(`  sign in as ${place.email} with the password ${place.password},`);
    terminal.say(`  or as the contributor ${place.contributor.email} with ${place.contributor.password}`);
    terminal.say('  Ctrl-C ends the demo and removes its files.');
    await interrupted(stop);
    finish(told);
  } finally {
    await place.close();
  }
}

type Told = { allArrived: boolean };

function finish({ allArrived }: Told): void {
  if (!allArrived) throw new CommandFailed();
}

function orInterrupted(work: Promise<Told>, stop: Interruption): Promise<Told | undefined> {
  // What is under way when somebody interrupts fails on the closing server; nobody waits for it any more.
  work.catch(() => undefined);
  return Promise.race([work, interrupted(stop).then(() => undefined)]);
}

async function tell(place: DemoPlace, profiles: number, terminal: Terminal): Promise<Told> {
  const today = new Date(new Date().toISOString().slice(0, 10));
  const customers = makeCustomers(profiles, today);
  await writeFiles(place.importDir, customers);
  await signIn(place, terminal);
  await readSource(place, terminal);
  const chosen = await makeExport(place, terminal);
  await addContributor(place, terminal);
  await showPlan(place, chosen, terminal);
  const first = await runOnce(place, chosen, 'First run', terminal);
  const expected = expectedContacts(customers, today);
  const afterFirst = compareContacts(expected, new Set(), place.sandbox.control.contacts());
  const changed = changeSome(customers, today);
  await writeFiles(place.importDir, changed.customers);
  await refreshAll(place, 'A day later: a few customers changed, the files were read again', terminal);
  const second = await runOnce(place, chosen, 'Second run', terminal);
  const expectedNow = expectedContacts(changed.customers, today);
  const afterSecond = compareContacts(expectedNow, changed.left, place.sandbox.control.contacts());
  const accident = await cutInHalf(place, chosen, changed.customers, terminal);
  const afterAccident = compareContacts(expectedNow, changed.left, place.sandbox.control.contacts());
  const findings = [
    ...accident,
    ...afterAccident.findings,
    ...countFindings(first, expected.size, expectedInvalid(customers, today), 'first run'),
    ...countFindings(second, changed.sent, expectedInvalid(changed.customers, today), 'second run'),
    ...afterFirst.findings,
    ...afterSecond.findings,
  ];
  await summarise(place, { first, second, afterSecond, findings }, terminal);
  return { allArrived: findings.length === 0 };
}

/** Half of the customers are missing from the file, as after a broken nightly job: nobody may lose a tag for that. */
async function cutInHalf(
  place: DemoPlace,
  chosen: Export,
  customers: readonly Customer[],
  terminal: Terminal,
): Promise<string[]> {
  await writeFiles(place.importDir, customers.slice(0, customers.length / 2));
  await refreshAll(place, 'By accident the next file holds half of the customers', terminal);
  const run = await runOnce(place, chosen, 'Third run', terminal);
  terminal.say(`  Held. ${run.error?.detail ?? ''}`);
  await writeFiles(place.importDir, customers);
  return run.status === 'held' ? [] : [`the run with half of the customers was not held: ${run.status}`];
}

/** What the run says of itself against what is known of the customers. */
function countFindings(run: Run, upserts: number, invalid: number, which: string): string[] {
  const { counts } = run;
  return [
    run.status === 'successful' ? '' : `the ${which} ended as ${run.status}: ${runErrorLines(run).join(' ')}`,
    counts.upserts === upserts ? '' : `the ${which} sent ${counts.upserts} contacts, not ${upserts}`,
    counts.accepted === upserts
      ? ''
      : `in the ${which} ${counts.accepted} of ${upserts} contacts were accepted`,
    counts.invalid === invalid
      ? ''
      : `the ${which} found ${counts.invalid} unusable addresses, not ${invalid}`,
  ].filter((finding) => finding !== '');
}

const shownCounts: readonly (readonly [string, (counts: Counts) => number])[] = [
  ['contacts sent', ({ upserts }) => upserts],
  ['accepted', ({ accepted }) => accepted],
  ['turned down', ({ rejected }) => rejected],
  ['unchanged, not sent', ({ unchanged }) => unchanged],
  ['tags taken off', ({ untags }) => untags],
  ['no usable address', ({ invalid }) => invalid],
  ['duplicates folded', ({ duplicates }) => duplicates],
  ['fields left out', ({ warnings }) => warnings],
  ['requests', ({ requests }) => requests],
];

type Outcome = { first: Run; second: Run; afterSecond: Comparison; findings: string[] };

async function summarise(
  place: DemoPlace,
  { first, second, afterSecond, findings }: Outcome,
  terminal: Terminal,
): Promise<void> {
  const numbers = place.sandbox.control.numbers();
  terminal.say('');
  terminal.say('What reached the sandbox');
  const runs = [first, second];
  const rows = [
    ['', 'first run', 'second run'],
    ...shownCounts.map(([name, count]) => [name, ...runs.map(({ counts }) => number(count(counts)))]),
    ['took', ...runs.map(lasted)],
  ];
  for (const line of columns(rows)) terminal.say(`  ${line}`);
  for (const line of await reasons(place, first)) terminal.say(`  ${line}`);
  terminal.say(
    `  welcome messages: ${number(numbers.welcomeMessages)}; requests refused as too many: ${number(numbers.refused429)}; most in any minute: ${number(numbers.largestWindow)} of ${number(place.requestsPerMinute)}`,
  );
  if (findings.length === 0) {
    terminal.say(
      `  Compared contact by contact: all ${number(afterSecond.compared)} are there, as they should be.`,
    );
    return;
  }
  terminal.say(`  NOT as it should be, ${counted(findings.length, 'finding')}:`);
  for (const [finding, times] of tally(findings)) terminal.say(`    ${number(times)} × ${finding}`);
}

async function reasons({ client }: DemoPlace, run: Run): Promise<string[]> {
  const { items, total } = await client.runs.rejections(run.id, { limit: 1000 });
  const counts = tally(items.map(({ code, reason }) => `${code}: ${reason}`));
  return total === 0 ? [] : [...counts].map(([reason, times]) => `not sent, ${number(times)} × ${reason}`);
}

function tally(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
