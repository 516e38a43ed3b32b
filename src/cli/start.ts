// `segue start`: server, worker and web app in one process, until Ctrl-C.
import { readConfig } from '../config.ts';
import { interrupted, interruption } from './interruption.ts';
import { listening } from './listening.ts';
import { startSegue } from './segue-process.ts';
import type { Terminal } from './terminal.ts';

export async function start(options: { port?: number }, terminal: Terminal): Promise<void> {
  const stop = interruption();
  const read = readConfig(terminal.environment);
  const config =
    options.port === undefined ? read : { ...read, server: { ...read.server, port: options.port } };
  const segue = await listening(config.server.port, () => startSegue(config, { terminal }));
  if (terminal.live) terminal.say(`Segue runs at ${segue.url ?? 'no address'}. Ctrl-C stops it.`);
  await interrupted(stop);
  if (terminal.live) terminal.say('Stopping; work under way continues at the next start.');
  await segue.stop();
}
