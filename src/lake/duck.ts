// The one holder of DuckDB. The instance that queries snapshots may touch the storage folder and nothing else, and
// its configuration is locked; only the instance made for reading a source may also look into the import folders.
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from '@duckdb/node-api';

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
  close(): Promise<void>;
};

export type Duck = {
  run(sql: string, params?: Params): Promise<void>;
  /** All rows of an answer that is known to be small, as plain JSON values (64-bit integers as numbers). */
  rows(sql: string, params?: Params): Promise<Row[]>;
  /** The first row, or undefined. */
  row(sql: string, params?: Params): Promise<Row | undefined>;
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
  return {
    async use(work) {
      if (closed) throw new Error('The lake is closed.');
      const connection = await instance.connect();
      try {
        return await work(asDuck(connection));
      } finally {
        connection.closeSync();
      }
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
    const reader = await connection.runAndReadAll(sql, params);
    return reader.getRowObjects().map(plainRow);
  };
  return {
    connection,
    async run(sql, params) {
      await connection.run(sql, params);
    },
    rows,
    async row(sql, params) {
      return (await rows(sql, params))[0];
    },
  };
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
