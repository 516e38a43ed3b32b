// `segue sandbox`: the local stand-in for Omnisend, until Ctrl-C.
import type { SandboxOptions } from '../../sandbox/options.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { interrupted, interruption } from './interruption.ts';
import { listening } from './listening.ts';
import type { Terminal } from './terminal.ts';

export async function runSandbox(options: SandboxOptions, terminal: Terminal): Promise<void> {
  const stop = interruption();
  const sandbox = await listening(options.port ?? 0, () => startSandbox(options));
  const page = sandbox.url.replace(/\/api$/, '/');
  terminal.say(`The sandbox answers as Omnisend at ${sandbox.url}`);
  terminal.say(`  Let Segue use it: OMNISEND_API_URL=${sandbox.url} segue start`);
  terminal.say(`  Any API key works, except those beginning with "wrong". Numbers: ${page}`);
  terminal.say(`  Its contacts: ${page}sandbox/contacts`);
  await interrupted(stop);
  await sandbox.close();
}
