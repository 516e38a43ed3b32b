import { createLogger } from '../../src/logger.ts';
import { openQueue } from '../../src/queue/queue.ts';
import type { Database } from '../../src/store/db.ts';
import { migrate } from '../../src/store/migrate.ts';

/** What a first start does to a new database, done once for the template of all tests: it takes a second or two. */
export async function prepareDatabase(database: Database): Promise<void> {
  await migrate(database.db);
  const logger = createLogger('silent');
  const queue = await openQueue({ query: database.query, logger, pollMilliseconds: 60_000 });
  await queue.close();
}
