// A context with everything real behind it and neither server nor worker: tests call the engine themselves.
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Config, readConfig, type Tuning } from '../../src/config.ts';
import { type Context, createContext, type Overrides, type OwnedContext } from '../../src/context.ts';
import { type DatabaseKind, makeDatabase } from './database.ts';
import { makeFolder } from './run-folder.ts';

export type ContextOptions = { database?: DatabaseKind; tuning?: Partial<Tuning>; overrides?: Overrides };

/** For the tests of one file or one `describe`. */
export function withContext(options: ContextOptions = {}): { readonly ctx: Context } {
  let owned: OwnedContext | undefined;
  const releases: (() => unknown)[] = [];
  beforeAll(async () => {
    const folder = makeFolder();
    releases.push(() => folder.remove());
    const database = await makeDatabase(options.database);
    releases.push(database.remove);
    const read = readConfig({ SEGUE_DATA_DIR: join(folder.path, 'data'), LOG_LEVEL: 'silent' });
    const tuning = { ...read.tuning, duckMemoryMegabytes: 200, ...options.tuning };
    const config: Config = { ...read, database: database.config, tuning };
    owned = await createContext(config, options.overrides);
    releases.push(owned.close);
  });
  afterAll(async () => {
    for (const release of releases.reverse()) await release();
  });
  return {
    get ctx() {
      if (owned === undefined) throw new Error('The context is there only while tests run.');
      return owned.context;
    },
  };
}
