// `segue start`: server, worker and web app in one process, until Ctrl-C.
import { readConfig } from '../config.ts';
import { untilStopped } from '../service.ts';
import { startSegue } from './segue-process.ts';
import type { Terminal } from './terminal.ts';

export async function start(options: { port?: number }, terminal: Terminal): Promise<void> {
  const read = readConfig(terminal.environment);
  const port = options.port ?? read.server.port;
  const config = { ...read, server: { ...read.server, port } };
  const { service, url } = await startSegue(config, { api: true, worker: true }, terminal);
  if (terminal.live) terminal.say(`Segue runs at ${url}. Ctrl-C stops it.`);
  await untilStopped(service);
}
