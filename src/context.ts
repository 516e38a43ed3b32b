// The only place where adapters are made. Everything above takes the context; tests put their own parts into it.
import { randomUUID } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from './clock.ts';
import type { Config, StorageConfig } from './config.ts';
import { SegueError } from './errors.ts';
import { createIdentityProvider, type IdentityProvider } from './identity/provider.ts';
import { lockDataDir } from './lake/data-lock.ts';
import { type Lake, openLake } from './lake/duck.ts';
import { openFolderStorage, type Storage } from './lake/storage.ts';
import { createLogger, type Logger } from './logger.ts';
import { type Mail, openMail } from './mail/mail.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createOmnisend, type Omnisend } from './omnisend/client.ts';
import { openQueue, type Queue } from './queue/queue.ts';
import { createSignals, type Signals } from './signals.ts';
import { type Db, openDatabase } from './store/db.ts';
import { migrate } from './store/migrate.ts';
import { openSecretBox, type SecretBox } from './store/secret-box.ts';
import { openVault, type Vault } from './vault/vault.ts';
import { createWebhooks, type Webhooks } from './webhook/webhook.ts';

export type Context = {
  config: Config;
  logger: Logger;
  clock: Clock;
  /** From 0 up to 1, for jitter and samples; never for secrets. */
  random: () => number;
  /** A UUID. */
  newId: () => string;
  db: Db;
  queue: Queue;
  storage: Storage;
  lake: Lake;
  secrets: SecretBox;
  metrics: Metrics;
  omnisend: Omnisend;
  /** Null when the installation has no mail server. */
  mail: Mail | null;
  webhooks: Webhooks;
  /** Keys that are kept outside. */
  vault: Vault;
  /** Null when people sign in with passwords alone. */
  identity: IdentityProvider | null;
  /** This process's own name in leases. */
  worker: string;
  signals: Signals;
};

/** Parts that a test brings itself. */
export type Overrides = Partial<Pick<Context, 'logger' | 'clock' | 'random' | 'newId' | 'worker'>>;

export type OwnedContext = { context: Context; close(): Promise<void> };

type Release = () => unknown;

/** The last moment that a Date can hold. */
const endOfTime = 8_640_000_000_000_000;

/**
 * Opens everything, bottom up. What fails in between is thrown after what was opened before it has been released:
 * `dataDirInUse`, `databaseUnreachable`, `secretKeyWrong`, `configInvalid`.
 */
export async function createContext(config: Config, overrides: Overrides = {}): Promise<OwnedContext> {
  const releases: Release[] = [];
  const close = async () => {
    for (const release of releases.splice(0).reverse()) await release();
  };
  try {
    return { context: await openAll(config, overrides, (release) => releases.push(release)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openAll(
  config: Config,
  overrides: Overrides,
  onClose: (release: Release) => void,
): Promise<Context> {
  const newId = overrides.newId ?? randomUUID;
  const logger = overrides.logger ?? createLogger(config.logLevel);
  const worker = overrides.worker ?? `${process.pid}-${newId().slice(0, 8)}`;
  // First of all what can be refused without having touched anything.
  const folder = folderOf(config.storage);
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  if (config.database.kind === 'embedded') {
    const lock = await lockDataDir(config.dataDir);
    onClose(() => lock.release());
  }
  const secrets = await openSecretBox(config.secretKey);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const storage = openFolderStorage(folder, newId);
  // With the lock in hand, whatever lies in the scratch space belongs to a process that is dead.
  if (config.database.kind === 'embedded') await storage.clearScratch(new Date(endOfTime));
  const spillFolder = join(storage.scratch, `spill-${worker}`);
  await mkdir(spillFolder, { recursive: true, mode: 0o700 });
  onClose(() => rm(spillFolder, { recursive: true, force: true }));
  const lake = await openLake({
    folders: [storage.root],
    spillFolder,
    memoryMegabytes: config.tuning.duckMemoryMegabytes,
    threads: config.tuning.duckThreads,
  });
  onClose(() => lake.close());
  const database = await openDatabase(config.database);
  onClose(() => database.close());
  const applied = await migrate(database.db);
  if (applied.length > 0) logger.info({ migrations: applied }, 'the control database was migrated');
  const { pollMilliseconds } = config.tuning;
  const queue = await openQueue({ query: database.query, logger, pollMilliseconds });
  onClose(() => queue.close());
  const omnisend = createOmnisend({
    baseUrl: config.omnisend.apiUrl,
    timeoutMilliseconds: config.tuning.omnisendTimeoutMilliseconds,
    connections: config.tuning.omnisendConnections,
  });
  onClose(() => omnisend.close());
  return {
    ...{ config, logger, newId, worker, secrets, storage, lake, queue, omnisend },
    mail: config.mail === null ? null : openMail(config.mail),
    webhooks: createWebhooks({ ...config.webhooks, timeoutMilliseconds: 10_000 }),
    clock: overrides.clock ?? systemClock,
    random: overrides.random ?? Math.random,
    vault: openVault({
      ...config.keys,
      ownFolders: [config.dataDir, folder],
      timeoutMilliseconds: config.tuning.keyVaultMilliseconds,
    }),
    identity: config.oidc === null ? null : createIdentityProvider(config.oidc),
    db: database.db,
    metrics: createMetrics(queue.depths),
    signals: createSignals(),
  };
}

function folderOf(storage: StorageConfig): string {
  if (storage.kind === 'folder') return storage.path;
  const field = 'SEGUE_STORAGE_URL';
  throw new SegueError('configInvalid', {
    detail: `${field} names ${storage.kind === 'azure' ? 'Azure Blob Storage' : 'S3'}: this version stores in a folder only (file:).`,
    action: `Set ${field} to file:///path, or leave it out. Several machines can share a folder on a network disk.`,
    fields: [{ field, message: 'must begin with file:' }],
  });
}
