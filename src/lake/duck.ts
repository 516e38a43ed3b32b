// The one holder of DuckDB. The instance that queries snapshots may touch the storage folder and nothing else, and
// its configuration is locked; only the instance made for reading a source may also look into the import folders.
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';
import { asLakeError } from './duck-errors.ts';

export type LakeOptions = {
  /** Folders that statements may read and write. */
  folders: string[];
  /** Where sorts and joins spill, inside one of `folders`. */
  spillFolder: string;
  /** Memory of DuckDB's buffers, in megabytes; the process around it comes on top. */
  memoryMegabytes: number;
  threads: number;
};

/** Values bound to a statement: `$name` in the SQL, by name. */
export type Params = Record<string, DuckDBValue>;
export type Row = Record<string, unknown>;

export type Lake = {
  /** Lends a connection for as long as `work` runs; temporary tables live that long. */
  use<T>(work: (duck: Duck) => Promise<T>): Promise<T>;
  /** A connection of the caller's own, for answers that are read bit by bit; give it back with `release`. */
  lend(): Promise<{ duck: Duck; release(): void }>;
  close(): Promise<void>;
};

export type Duck = {
  run(sql: string, params?: Params): Promise<void>;
  /** All rows of an answer that is known to be small, as plain JSON values (64-bit integers as numbers). */
  rows(sql: string, params?: Params): Promise<Row[]>;
  /** The first row, or undefined. */
  row(sql: string, params?: Params): Promise<Row | undefined>;
  /** The rows of a large answer, some thousands at a time, never all of them in memory. */
  stream(sql: string, params?: Params): AsyncIterable<Row[]>;
  /** The driver's own connection, for functions and appenders. */
  readonly connection: DuckDBConnection;
};

export async function openLake(options: LakeOptions): Promise<Lake> {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: String(options.threads),
    memory_limit: `${options.memoryMegabytes}MB`,
  });
  await lockDown(instance, options);
  let closed = false;
  const connect = async () => {
    if (closed) throw new Error('The lake is closed.');
    return instance.connect();
  };
  return {
    async use(work) {
      const connection = await connect();
      try {
        return await work(asDuck(connection));
      } finally {
        connection.closeSync();
      }
    },
    async lend() {
      const connection = await connect();
      return { duck: asDuck(connection), release: () => connection.closeSync() };
    },
    async close() {
      if (closed) return;
      closed = true;
      instance.closeSync();
    },
  };
}

async function lockDown(instance: DuckDBInstance, options: LakeOptions): Promise<void> {
  const connection = await instance.connect();
  try {
    const settings = [
      `temp_directory = ${quoteText(options.spillFolder)}`,
      'autoinstall_known_extensions = false',
      'autoload_known_extensions = false',
      'preserve_insertion_order = false',
      "TimeZone = 'UTC'",
      `allowed_directories = [${options.folders.map(quoteText).join(', ')}]`,
      'enable_external_access = false',
      'lock_configuration = true',
    ];
    for (const setting of settings) await connection.run(`SET ${setting}`);
  } finally {
    connection.closeSync();
  }
}

function asDuck(connection: DuckDBConnection): Duck {
  const rows = async (sql: string, params?: Params) => {
    const reader = await connection.runAndReadAll(sql, params).catch(rethrow);
    return reader.getRowObjects().map(plainRow);
  };
  return {
    connection,
    async run(sql, params) {
      await connection.run(sql, params).catch(rethrow);
    },
    rows,
    async *stream(sql, params) {
      const result = await connection.stream(sql, params).catch(rethrow);
      const names = result.deduplicatedColumnNames();
      for (;;) {
        const chunk = await result.fetchChunk().catch(rethrow);
        if (!chunk || chunk.rowCount === 0) return;
        yield chunk.getRowObjects(names).map(plainRow);
      }
    },
    async row(sql, params) {
      return (await rows(sql, params))[0];
    },
  };
}

function rethrow(thrown: unknown): never {
  throw asLakeError(thrown);
}

function plainRow(row: Record<string, DuckDBValue>): Row {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: DuckDBValue): unknown {
  if (typeof value === 'bigint') {
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER
      ? Number(value)
      : String(value);
  }
  if (value === null || typeof value !== 'object') return value;
  if ('items' in value && Array.isArray(value.items)) return value.items.map(plainValue);
  return String(value);
}

/** The one place where an identifier enters SQL. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text literal, for the places where DuckDB takes no parameter (file names, settings). */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
