// PostgreSQL inside the process: the control database when DATABASE_URL is not set. One connection exists, so that
// whoever holds it (a statement, a whole transaction) holds the database; everybody else waits in line.
import { fdatasyncSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { createPgliteFolder } from './pglite-init.ts';

/** What PGlite and `pg` have in common once opened; db.ts builds the rest on it. */
export type Connections = {
  /** What Kysely draws connections from. */
  pool: PostgresPool;
  /** One statement, or several without values, outside any transaction. */
  query(text: string, values?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
  close(): Promise<void>;
};

/** A transaction that waits for the connection it holds itself would wait for ever; it gets an error instead. */
const longestWaitMilliseconds = 60_000;

const int8 = 20;
const numeric = 1700;

/** Opens the database in `dir`, making it first if there is none. The caller holds the lock of the data directory. */
export async function openPglite(dir: string, longestWait = longestWaitMilliseconds): Promise<Connections> {
  await createPgliteFolder(dir);
  const pglite = await PGlite.create({
    fs: new DurableFolder(dir),
    // Without -F, and with fsync as the way to sync, a commit is on the disk when it answers (see DurableFolder).
    // The default of 128 MB of shared buffers would be taken from the memory of the process at once.
    startParams: [
      ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
      ...['-c', 'wal_sync_method=fsync'],
      ...['-c', 'shared_buffers=8MB'],
      ...['-c', 'TimeZone=UTC'],
    ],
    parsers: { [int8]: Number, [numeric]: Number },
  });
  const line = createLine(longestWait);
  const run = async (text: string, values: readonly unknown[] = []) => {
    // Only the simple protocol, which takes no values, allows several statements in one text.
    if (values.length === 0) return (await pglite.exec(text)).at(-1) ?? { rows: [], affectedRows: 0 };
    return pglite.query<Record<string, unknown>>(text, [...values]);
  };
  return {
    pool: {
      async connect() {
        const release = await line.enter();
        return asClient(run, release);
      },
      end: async () => {},
    },
    async query(text, values) {
      const release = await line.enter();
      try {
        return { rows: (await run(text, values)).rows as Record<string, unknown>[] };
      } finally {
        release();
      }
    },
    async close() {
      const release = await line.enter();
      try {
        await pglite.close();
      } finally {
        release();
      }
    },
  };
}

type Run = (text: string, values?: readonly unknown[]) => Promise<{ rows: unknown[]; affectedRows?: number }>;

function asClient(run: Run, release: () => void): PostgresPoolClient {
  const query = async (text: string, values: readonly unknown[]) => {
    const { rows, affectedRows } = await run(text, values);
    // PGlite tells how many rows changed, but not by which command; Kysely only asks whether it was a changing one.
    return { command: 'UPDATE' as const, rowCount: affectedRows ?? 0, rows };
  };
  return { query, release } as PostgresPoolClient;
}

type Line = { enter(): Promise<() => void> };

/** First come, first served; `enter` answers with what lets the next one in. */
function createLine(longestWait: number): Line {
  let last: Promise<void> = Promise.resolve();
  return {
    async enter() {
      const before = last;
      let leave = () => {};
      const mine = new Promise<void>((resolve) => {
        leave = resolve;
      });
      last = before.then(() => mine);
      await waitFor(before, leave, longestWait);
      return leave;
    },
  };
}

async function waitFor(turn: Promise<void>, leave: () => void, longestWait: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      // Whoever gives up must not keep the others waiting once its turn comes.
      leave();
      reject(
        new Error(
          'A statement waited too long for the embedded database. Most likely a transaction is open that awaits a ' +
            'statement outside itself: use the transaction object for everything between its beginning and its end.',
        ),
      );
    }, longestWait);
  });
  try {
    await Promise.race([turn, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

type Stream = { nfd: number };
type StreamOperations = { fsync?: (stream: Stream) => number };

/**
 * The folder on disk, with a sync that does something: the file system that PGlite brings ignores fsync, so that a
 * commit would survive the death of the process but not a loss of power (docs/decisions/embedded-database.md).
 */
class DurableFolder extends NodeFS {
  override async init(...args: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...args);
    const addSync = (module: { NODEFS: unknown }) => {
      const operations = (module.NODEFS as { stream_ops: StreamOperations }).stream_ops;
      operations.fsync = (stream) => {
        fdatasyncSync(stream.nfd);
        return 0;
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [addSync, ...(emscriptenOpts.preRun ?? [])] } };
  }
}
