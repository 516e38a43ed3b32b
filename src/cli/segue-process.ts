// A Segue in this process, with its log where the command wants it.
import type { Config } from '../config.ts';
import { createLogger } from '../logger.ts';
import { createService, type Roles, type Service } from '../service.ts';
import { listening } from './listening.ts';
import { plainLog } from './plain-log.ts';
import type { Terminal } from './terminal.ts';

export type RunningSegue = { service: Service; url: string | undefined };

/** Started, or nothing left behind. */
export async function startSegue(config: Config, roles: Roles, terminal: Terminal): Promise<RunningSegue> {
  const logger = terminal.live
    ? createLogger(config.logLevel, plainLog(terminal))
    : createLogger(config.logLevel);
  const service = await createService({ config, roles, overrides: { logger } });
  try {
    const { url } = await listening(config.server.port, () => service.start());
    return { service, url };
  } catch (error) {
    await service.destroy();
    throw error;
  }
}
