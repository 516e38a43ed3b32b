// The engine with everything real around it (database, DuckDB, the sandbox over HTTP) and no server: a test puts
// profiles and segments in, runs an export to its end, and looks into the sandbox.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSandbox } from '../../sandbox/server.ts';
import { type Config, readConfig, type Tuning } from '../../src/config.ts';
import { type Context, createContext, type OwnedContext } from '../../src/context.ts';
import type { Column } from '../../src/contract/columns.ts';
import type { Limits } from '../../src/contract/connections.ts';
import { type Guards, guardNames } from '../../src/contract/guards.ts';
import { ConnectionId, ExportId, SegmentId, SourceId, UserId } from '../../src/contract/ids.ts';
import type { Mapping, Membership } from '../../src/contract/mapping.ts';
import type { Run, RunMode } from '../../src/contract/runs.ts';
import { connectOmnisend } from '../../src/engine/connect-omnisend.ts';
import { executeRun } from '../../src/engine/execute-run.ts';
import { startRun } from '../../src/engine/start-run.ts';
import { quoteText } from '../../src/lake/duck.ts';
import { createLogger } from '../../src/logger.ts';
import { readRun } from '../../src/store/runs.ts';
import { makeDatabase } from './database.ts';
import { makeFolder } from './run-folder.ts';

type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
type SandboxOptions = NonNullable<Parameters<typeof startSandbox>[0]>;
export type Profile = { id: number; email?: string | null; [attribute: string]: unknown };

const guardsOff = Object.fromEntries(guardNames.map((name) => [name, null]));

/** Pauses short enough for a test, and limits high enough; their proportions stay. */
const quick: Partial<Tuning> = {
  duckMemoryMegabytes: 200,
  retryScale: 0.01,
  brandPauseMilliseconds: 50,
  verifyMilliseconds: 10,
  lookAfterMilliseconds: 300,
  stuckAfterMilliseconds: 1_500,
  omnisendTimeoutMilliseconds: 10_000,
  beatMilliseconds: 50,
};

export type RigOptions = { sandbox?: SandboxOptions; tuning?: Partial<Tuning>; requestsPerMinute?: number };

export type Rig = {
  ctx: Context;
  config: Config;
  sandbox: Sandbox;
  key: string;
  /** Replaces the profile table. */
  putProfiles(profiles: Profile[]): Promise<void>;
  /** A static segment with these members; the same name again replaces them. */
  putSegment(name: string, members: number[]): Promise<SegmentId>;
  addConnection(key: string, limits?: Limits): Promise<ConnectionId>;
  addExport(input: {
    segments: SegmentId[];
    mapping?: Partial<Mapping>;
    membership?: Membership;
    connection?: ConnectionId;
    name?: string;
    /** Off unless given: tests of the engine move whole segments about. */
    guards?: Guards;
  }): Promise<ExportId>;
  start(exportId: ExportId, mode?: RunMode): Promise<Run>;
  /** Starts a run and executes it in this process. */
  run(exportId: ExportId, mode?: RunMode): Promise<Run>;
  execute(run: Run, signal?: AbortSignal): Promise<Run>;
  /** Closes the context and opens another on the same data, as a restart does. */
  reopen(): Promise<void>;
  close(): Promise<void>;
};

export async function openRig(options: RigOptions = {}): Promise<Rig> {
  const sandbox = await startSandbox({
    rpm: 1_000_000,
    tagRpm: 1_000_000,
    batchDelayMs: 5,
    ...options.sandbox,
  });
  const folder = makeFolder();
  const database = await makeDatabase();
  const base = readConfig({
    SEGUE_DATA_DIR: join(folder.path, 'data'),
    OMNISEND_API_URL: sandbox.url,
    OMNISEND_REQUESTS_PER_MINUTE: String(options.requestsPerMinute ?? 1_000_000),
    OMNISEND_TAG_REQUESTS_PER_MINUTE: String(options.requestsPerMinute ?? 1_000_000),
    LOG_LEVEL: process.env.SEGUE_TEST_LOG ?? 'silent',
  });
  const config: Config = {
    ...base,
    database: database.config,
    tuning: { ...base.tuning, ...quick, ...options.tuning },
  };
  let owned: OwnedContext = await createContext(config, { logger: createLogger(config.logLevel) });
  const key = 'key-of-a-shop';
  const at = () => owned.context.clock.now();
  const id = () => owned.context.newId();
  const userId = UserId.parse(id());
  await owned.context.db
    .insertInto('users')
    .values({
      id: userId,
      email: 'admin@example.com',
      name: 'Admin',
      role: 'administrator',
      password_hash: null,
      created_at: at(),
      updated_at: at(),
    })
    .execute();
  const sourceId = SourceId.parse(id());
  await owned.context.db
    .insertInto('sources')
    .values({
      id: sourceId,
      name: 'shop',
      type: 'file',
      tables: '[]',
      created_at: at(),
      updated_at: at(),
      refreshed_at: at(),
    })
    .execute();
  let connectionId: ConnectionId | undefined;
  let counter = 0;

  /** Rows as a Parquet file in the storage, their types as DuckDB reads them from JSON. */
  async function putParquet(keyOfFile: string, rows: unknown[], columns: string): Promise<void> {
    const { storage, lake } = owned.context;
    const json = join(storage.scratch, `${id()}.json`);
    await writeFile(json, rows.map((row) => JSON.stringify(row)).join('\n'));
    await storage.write(keyOfFile, (path) =>
      lake.use((duck) =>
        duck.run(
          `COPY (SELECT * FROM read_json(${quoteText(json)}, format = 'newline_delimited', columns = {${columns}})) TO ${quoteText(path)} (FORMAT parquet)`,
        ),
      ),
    );
  }

  const rig: Rig = {
    get ctx() {
      return owned.context;
    },
    config,
    sandbox,
    key,
    async putProfiles(profiles) {
      const names = [...new Set(profiles.flatMap((profile) => Object.keys(profile)))];
      const columns: Column[] = names.map((name) => {
        const sample = profiles
          .map((profile) => profile[name])
          .find((value) => value !== null && value !== undefined);
        return {
          name,
          type: typeof sample === 'number' ? 'number' : typeof sample === 'boolean' ? 'boolean' : 'text',
        };
      });
      const sqlTypes = { number: 'DOUBLE', boolean: 'BOOLEAN', text: 'VARCHAR' } as Record<
        Column['type'],
        string
      >;
      const spec = columns.map(
        ({ name, type }) => `${quoteText(name)}: '${name === 'id' ? 'BIGINT' : sqlTypes[type]}'`,
      );
      const file = `tables/${id()}.parquet`;
      await putParquet(file, profiles, spec.join(', '));
      const facts = { file, columns: JSON.stringify(columns), rows: profiles.length, refreshed_at: at() };
      await owned.context.db
        .insertInto('tables')
        .values({
          name: 'customers',
          source_id: sourceId,
          kind: 'profiles',
          id_column: 'id',
          bad_lines: 0,
          bad_lines_file: null,
          ...facts,
        })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(facts))
        .execute();
    },
    async putSegment(name, members) {
      const file = `members/${id()}.parquet`;
      await putParquet(
        file,
        members.map((customer) => ({ customer_id: customer })),
        "'customer_id': 'BIGINT'",
      );
      const { db } = owned.context;
      const old = await db.selectFrom('segments').select('id').where('name', '=', name).executeTakeFirst();
      const facts = { members: members.length, members_file: file, refreshed_at: at(), updated_at: at() };
      if (old !== undefined) {
        await db.updateTable('segments').set(facts).where('id', '=', old.id).execute();
        return old.id;
      }
      const segmentId = SegmentId.parse(id());
      await db
        .insertInto('segments')
        .values({
          id: segmentId,
          name,
          description: '',
          type: 'static',
          rules: '[]',
          active: true,
          rules_changed_at: at(),
          created_at: at(),
          ...facts,
        })
        .execute();
      return segmentId;
    },
    async addConnection(apiKey, limits = {}) {
      const brand = await connectOmnisend(owned.context, apiKey);
      const connection = ConnectionId.parse(id());
      await owned.context.db
        .insertInto('connections')
        .values({
          id: connection,
          type: 'omnisend',
          display_name: `connection ${++counter}`,
          brand_id: brand.id,
          api_key_sealed: owned.context.secrets.seal(apiKey, `connection:${connection}`),
          shared_with_contributors: false,
          export_user_id: userId,
          consent_by: userId,
          consent_by_name: 'Admin',
          consent_at: at(),
          limits: JSON.stringify(limits),
          created_at: at(),
          updated_at: at(),
        })
        .execute();
      return connection;
    },
    async addExport(input) {
      connectionId ??= await rig.addConnection(key);
      const exportId = ExportId.parse(id());
      await owned.context.db
        .insertInto('exports')
        .values({
          id: exportId,
          name: input.name ?? `export ${++counter}`,
          connection_id: input.connection ?? connectionId,
          segment_ids: JSON.stringify(input.segments),
          mapping: JSON.stringify({ email: 'email', ...input.mapping }),
          schedule: JSON.stringify({ mode: 'off' }),
          membership: JSON.stringify(input.membership ?? { as: 'tag' }),
          send_welcome_message: false,
          ledger_file: null,
          ledger_brand_id: null,
          guards: JSON.stringify(input.guards ?? guardsOff),
          created_at: at(),
          updated_at: at(),
        })
        .execute();
      return exportId;
    },
    start: (exportId, mode = 'incremental') =>
      startRun(owned.context, { exportId, mode, trigger: 'manual', requestedBy: userId }),
    async run(exportId, mode = 'incremental') {
      return rig.execute(await rig.start(exportId, mode));
    },
    async execute(run, signal = new AbortController().signal) {
      await executeRun(owned.context, run.id, signal);
      return readRun(owned.context.db, run.id);
    },
    async reopen() {
      await owned.close();
      owned = await createContext(config, { logger: createLogger(config.logLevel) });
    },
    async close() {
      await owned.close();
      await sandbox.close();
      await database.remove();
      folder.remove();
    },
  };
  return rig;
}

/** `count` plain profiles with ids from 1. */
export function someProfiles(
  count: number,
  change: (id: number) => Partial<Profile> = () => ({}),
): Profile[] {
  return Array.from({ length: count }, (_, i) => ({
    id: i + 1,
    email: `person${i + 1}@example.com`,
    firstName: `Åsa ${i + 1}`,
    ...change(i + 1),
  }));
}

export const ids = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
