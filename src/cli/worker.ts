// `segue worker`: one more pair of hands on the same control database and storage, without a server.
import { readConfig } from '../config.ts';
import { untilStopped } from '../service.ts';
import { UsageError } from './failure.ts';
import { startSegue } from './segue-process.ts';
import type { Terminal } from './terminal.ts';

export async function worker(terminal: Terminal): Promise<void> {
  const config = readConfig(terminal.environment);
  if (config.database.kind === 'embedded') {
    throw new UsageError(
      'A further worker needs a control database that several processes can share.\n  Nothing was started: without DATABASE_URL the embedded database is used, by one process alone.\n  Set DATABASE_URL to a PostgreSQL for the server and for every worker.',
    );
  }
  const { service } = await startSegue(config, { api: false, worker: true }, terminal);
  if (terminal.live) terminal.say('The worker runs. Ctrl-C stops it.');
  await untilStopped(service);
}
