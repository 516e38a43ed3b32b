import { parseArgs } from 'node:util';
import { faultHelp } from './fault-help.ts';
import type { Reading, SandboxOptions } from './options.ts';
import { startSandbox } from './server.ts';

/** The sandbox as a process of its own, for tests and measurements: `node dist/sandbox/main.js --port 8421`. */

const usage = `Usage: node dist/sandbox/main.js [--port 8421] [--host 127.0.0.1] [--rpm 400] [--tag-rpm 60] [--latency MS]
  [--tags merge|replace] [--properties merge|replace] [--batch-delay MS] [--batch-order newest|oldest] [--seed N]
  [--fail RULE]…

${faultHelp}
`;

class UsageError extends Error {}

function whole(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw new UsageError(`--${name} must be a whole number, not "${text}"`);
  return Number(text);
}

function oneOf<Choice extends string>(
  name: string,
  text: string | undefined,
  choices: readonly Choice[],
): Choice | undefined {
  if (text === undefined) return undefined;
  const chosen = choices.find((choice) => choice === text);
  if (chosen === undefined) throw new UsageError(`--${name} must be ${choices.join(' or ')}, not "${text}"`);
  return chosen;
}

const readings: readonly Reading[] = ['merge', 'replace'];

/** Options left out keep the sandbox's own defaults. */
function given<Options extends object>(
  options: Options,
): { [Name in keyof Options]?: Exclude<Options[Name], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Options]?: Exclude<Options[Name], undefined> };
}

function readOptions(): SandboxOptions | 'help' {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      port: text,
      host: text,
      rpm: text,
      'tag-rpm': text,
      latency: text,
      tags: text,
      properties: text,
      'batch-delay': text,
      'batch-order': text,
      seed: text,
      fail: { type: 'string', multiple: true },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return 'help';
  return given({
    port: whole('port', values.port) ?? 8421,
    host: values.host,
    rpm: whole('rpm', values.rpm),
    tagRpm: whole('tag-rpm', values['tag-rpm']),
    latencyMs: whole('latency', values.latency),
    tags: oneOf('tags', values.tags, readings),
    properties: oneOf('properties', values.properties, readings),
    batchDelayMs: whole('batch-delay', values['batch-delay']),
    batchOrder: oneOf('batch-order', values['batch-order'], ['newest', 'oldest']),
    seed: whole('seed', values.seed),
    fail: values.fail,
  });
}

async function run(): Promise<void> {
  const options = readOptions();
  if (options === 'help') {
    process.stdout.write(usage);
    return;
  }
  const sandbox = await startSandbox(options);
  process.stdout.write(`sandbox listening on ${sandbox.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      sandbox.close().then(() => process.exit(0));
    });
  }
}

run().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
