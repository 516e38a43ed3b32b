// The command line: which words there are, and how a command ends. Each command is a file beside this one; those that
// bring a whole server with them are loaded when they are called, so that the others answer at once.
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { faultHelp } from '../../sandbox/fault-help.ts';
import { rejectionKinds } from '../contract/runs.ts';
import { apply } from './apply.ts';
import { verifyAuditLog } from './audit.ts';
import { CommandFailed, exitStatus, explain, statusOf } from './failure.ts';
import { refreshEverything } from './refresh.ts';
import { showRejections } from './rejections.ts';
import { confirmRun, runExport } from './run.ts';
import { showStatus } from './status.ts';
import { processTerminal, type Terminal } from './terminal.ts';

/** Runs one command and sets the exit status of the process: 0 done, 1 failed, 2 wrong words, 130 interrupted. */
export async function main(words: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  // A reader that has seen enough, such as `head`, is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitStatus.done);
    throw error;
  });
  process.exitCode = await runCommand(words, processTerminal(environment));
}

async function runCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await program(terminal).parseAsync(words, { from: 'user' });
    return exitStatus.done;
  } catch (thrown) {
    // Commander has said what was wrong, or shown the help that was asked for.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitStatus.done : exitStatus.usage;
    if (!(thrown instanceof CommandFailed)) for (const line of explain(thrown)) terminal.warn(line);
    return statusOf(thrown);
  }
}

function program(terminal: Terminal): Command {
  const segue = new Command('segue')
    .description(
      'Takes segments of customer profiles to Omnisend: fast, verified, resumable, and never surprising a customer with a message.',
    )
    .exitOverride()
    .showHelpAfterError('(add --help for what there is)')
    .helpCommand('help [command]', 'explain a command')
    .addHelpText(
      'after',
      '\nrun, refresh, status, rejections, token and apply speak to a server: the one that runs with SEGUE_DATA_DIR on this\nmachine, or the one at SEGUE_URL with SEGUE_TOKEN.\n',
    );
  addServerCommands(segue, terminal);
  addExportCommands(segue, terminal);
  addTryingCommands(segue, terminal);
  return segue;
}

function addServerCommands(segue: Command, terminal: Terminal): void {
  segue
    .command('start')
    .description('run the server and the worker, until Ctrl-C')
    .option('--port <number>', 'listen there instead of PORT or 8420', port)
    .action(async (options: { port?: number }) => (await import('./start.ts')).start(options, terminal));
  segue
    .command('worker')
    .description('run one more worker on the same DATABASE_URL and SEGUE_STORAGE_URL, until Ctrl-C')
    .action(async () => (await import('./worker.ts')).worker(terminal));
  segue
    .command('token')
    .description('make tokens for programs')
    .command('create <name>')
    .description('make a token that acts as the first administrator, and show it this once')
    .action(async (name: string) => (await import('./token.ts')).createToken(name, terminal));
}

function addExportCommands(segue: Command, terminal: Terminal): void {
  segue
    .command('apply <file>')
    .description('make or update sources, segments, connections and exports from a YAML file')
    .option('--dry-run', 'only print what would change')
    .action((file: string, options: { dryRun?: boolean }) => apply(file, options, terminal));
  segue
    .command('run <export>')
    .description('run an export, given by its name or id')
    .option('--full', 'send every contact, also those that have not changed')
    .option('--dry-run', 'only print what would be sent')
    .option('--wait', 'show progress to the end; exit status 0 only on success')
    .action((name: string, options: { full?: boolean; dryRun?: boolean; wait?: boolean }) =>
      runExport(name, options, terminal),
    );
  segue
    .command('confirm <run>')
    .description('let a run that is held go on, after a look at its plan')
    .option('--wait', 'show progress to the end; exit status 0 only on success')
    .action((run: string, options: { wait?: boolean }) => confirmRun(run, options, terminal));
  segue
    .command('refresh')
    .description('read all sources, recompute all segments, run the exports that go with it')
    .option('--wait', 'show progress to the end; exit status 0 only on success')
    .action((options: { wait?: boolean }) => refreshEverything(options, terminal));
  segue
    .command('status')
    .description('what runs and what ran')
    .option('--json', 'for programs')
    .action((options: { json?: boolean }) => showStatus(options, terminal));
  segue
    .command('audit')
    .description('the log of who changed what')
    .command('verify')
    .description(
      'whether it is whole; exit status 1 when something was changed, removed or added from outside',
    )
    .action(() => verifyAuditLog(terminal));
  segue
    .command('rejections <run>')
    .description('the rows of a run that were not sent or were turned down, and why')
    .option('--csv', 'all of them, as CSV')
    .addOption(new Option('--kind <kind>', 'which list').choices([...rejectionKinds]).default('rejections'))
    .action((run: string, options: { csv?: boolean; kind: (typeof rejectionKinds)[number] }) =>
      showRejections(run, options, terminal),
    );
}

function addTryingCommands(segue: Command, terminal: Terminal): void {
  segue
    .command('demo')
    .description('try everything with sample customers and a stand-in for Omnisend')
    .option('--profiles <number>', 'how many customers', whole(10, 1_000_000), 5000)
    .option('--exit', 'end afterwards; exit status 0 only if all of it arrived')
    .action(async (options: { profiles: number; exit?: boolean }) =>
      (await import('./demo.ts')).demo(options, terminal),
    );
  segue
    .command('sandbox')
    .description('run the stand-in for Omnisend alone, until Ctrl-C')
    .option('--port <number>', 'listen there', port, 8421)
    .option('--rpm <number>', 'requests a minute that a brand may make', whole(1, 100_000_000), 400)
    .option('--tag-rpm <number>', 'the same for /contacts/tags', whole(1, 100_000_000), 60)
    .option('--latency <ms>', 'hold every answer back this long', whole(0, 600_000), 0)
    .addOption(
      new Option('--tags <reading>', 'what tags of an upsert do to those already there')
        .choices(['merge', 'replace'])
        .default('merge'),
    )
    .option('--fail <rule>', 'let something fail; may be given several times', collect)
    .addHelpText('after', `\n${faultHelp}`)
    .action(async ({ latency, ...options }: SandboxWords) =>
      (await import('./sandbox.ts')).runSandbox({ ...options, latencyMs: latency }, terminal),
    );
}

type SandboxWords = {
  port: number;
  rpm: number;
  tagRpm: number;
  latency: number;
  tags: 'merge' | 'replace';
  fail?: string[];
};

const collect = (value: string, earlier: string[] = []): string[] => [...earlier, value];

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Must be a whole number from ${least} to ${most}.`);
  };
}

const port = whole(0, 65_535);
