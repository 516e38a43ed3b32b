// A PostgreSQL server as control database, for several processes or machines.
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { isNodeError, SegueError } from '../errors.ts';
import type { Connections } from './pglite.ts';

const int8 = 20;
const numeric = 1700;

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === int8 || oid === numeric) return Number;
    return pg.types.getTypeParser(oid, format);
  },
};

/** Connects and asks once, so that a wrong address is told at start. Throws `databaseUnreachable`. */
export async function openPostgres(url: string): Promise<Connections> {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'segue',
    options: '-c TimeZone=UTC',
    max: 10,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    types,
  });
  // A connection that breaks while nobody uses it is replaced at the next use; without a listener it would end Node.
  pool.on('error', () => {});
  // So would one that breaks between two statements of a transaction; the next statement tells.
  pool.on('connect', (client) => client.on('error', () => {}));
  const tell = <T>(work: Promise<T>) => work.catch((error) => Promise.reject(asUnreachable(error, url)));
  const query: Connections['query'] = (text, values) =>
    tell(values === undefined || values.length === 0 ? pool.query(text) : pool.query(text, [...values])).then(
      (answer) => (Array.isArray(answer) ? (answer.at(-1) ?? { rows: [] }) : answer),
    );
  try {
    await query('SELECT 1');
  } catch (error) {
    await pool.end();
    throw error;
  }
  const asClient = (client: pg.PoolClient): PostgresPoolClient =>
    ({
      query: (text: string, values: readonly unknown[]) =>
        tell(client.query(text, [...values])).then(lastAnswer),
      release: () => client.release(),
    }) as PostgresPoolClient;
  const wrapped: PostgresPool = {
    connect: async () => asClient(await tell(pool.connect())),
    end: async () => {},
  };
  return { pool: wrapped, query, close: () => pool.end() };
}

/** Several statements in one text give several answers; the last one counts. */
function lastAnswer(answer: pg.QueryResult | pg.QueryResult[]): pg.QueryResult | undefined {
  return Array.isArray(answer) ? answer.at(-1) : answer;
}

// Classes of SQLSTATE: 08 connection, 28 sign-in, 3D no such database, 57P going down or starting, 53 out of means.
const unreachable = /^(08|28|3D|57P|53)/;
const broken = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EPIPE',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

function asUnreachable(error: unknown, url: string): unknown {
  const code = isNodeError(error) ? error.code : undefined;
  const lost =
    error instanceof Error && /Connection terminated|timeout exceeded|not queryable/i.test(error.message);
  if (!lost && !(code !== undefined && (unreachable.test(code) || broken.has(code)))) return error;
  const { hostname, port, pathname } = new URL(url);
  return new SegueError('databaseUnreachable', {
    // The address without its user and password.
    detail: `PostgreSQL at ${hostname}:${port || '5432'}${pathname} does not answer${code ? ` (${code})` : ''}.`,
    cause: error,
  });
}
