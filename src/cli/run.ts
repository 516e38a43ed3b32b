// `segue run EXPORT`: one export, now.
import type { Client } from '../client/client.ts';
import type { Export, PlanAnswer } from '../contract/exports.ts';
import type { Run } from '../contract/runs.ts';
import { CommandFailed, exitStatus } from './failure.ts';
import { everything, findByName } from './find-by-name.ts';
import { connect } from './find-server.ts';
import { interruption } from './interruption.ts';
import { countLines, resultLines, runErrorLines } from './run-report.ts';
import type { Terminal } from './terminal.ts';
import { watchRun } from './watch-run.ts';
import { counted, duration, statusWords } from './words.ts';

export type RunOptions = { full?: boolean; dryRun?: boolean; wait?: boolean };

export async function runExport(wanted: string, options: RunOptions, terminal: Terminal): Promise<void> {
  const client = await connect(terminal.environment);
  const chosen = findByName('export', wanted, await everything(client.exports.list));
  if (options.dryRun === true) return showPlan(chosen, await client.exports.plan(chosen.id), terminal);
  const run = await client.exports.run(chosen.id, options.full === true ? { mode: 'full' } : {});
  if (options.wait !== true) {
    terminal.say(`Started: run ${run.id} of "${chosen.name}". Watch it with: segue status`);
    return;
  }
  report(await watch(run, chosen.name, client, terminal), chosen.name, terminal);
}

async function watch(run: Run, name: string, client: Client, terminal: Terminal): Promise<Run> {
  const interrupted = interruption();
  try {
    return await watchRun(run, { client, terminal, title: name, signal: interrupted.signal });
  } catch (thrown) {
    if (!interrupted.signal.aborted) throw thrown;
    terminal.warn(
      `Stopped watching. Run ${run.id} of "${name}" goes on in the server.\n  "segue status" shows how far it is.`,
    );
    throw new CommandFailed(exitStatus.interrupted);
  } finally {
    interrupted.release();
  }
}

function report(run: Run, name: string, terminal: Terminal): void {
  terminal.say(`"${name}": ${statusWords[run.status]}`);
  for (const line of resultLines(run)) terminal.say(`  ${line}`);
  if (run.status === 'successful') return;
  for (const line of runErrorLines(run)) terminal.warn(line);
  if (run.status === 'held' && run.hold !== undefined) {
    terminal.warn(`  To let it go on: segue confirm ${run.id} --wait`);
  }
  throw new CommandFailed();
}

/** Lets a run that is held go on. */
export async function confirmRun(id: string, options: { wait?: boolean }, terminal: Terminal): Promise<void> {
  const client = await connect(terminal.environment);
  const run = await client.runs.confirm(id);
  const { name } = await client.exports.get(run.exportId);
  if (options.wait === true) return report(await watch(run, name, client, terminal), name, terminal);
  terminal.say(`Confirmed: run ${run.id} of "${name}" goes on. Watch it with: segue status`);
}

function showPlan(chosen: Export, plan: PlanAnswer, terminal: Terminal): void {
  terminal.say(`"${chosen.name}" would now do this; nothing was sent:`);
  for (const line of countLines(plan.counts)) terminal.say(`  ${line}`);
  const { requests, seconds } = plan.estimate;
  terminal.say(`  about ${counted(requests, 'request')} to Omnisend, ${duration(seconds)}`);
  for (const { count, message } of plan.warnings) {
    terminal.say(`  warning, ${counted(count, 'time')}: ${message}`);
  }
}
