// One private PostgreSQL cluster for a run of the tests, started by the first test that needs it. Durability is off:
// the cluster lives for minutes.
import { execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { openDatabase } from '../../src/store/db.ts';
import { prepareDatabase } from './prepare-database.ts';
import { until } from './until.ts';

/** The folder with initdb and postgres, newest first; undefined where PostgreSQL is not installed. */
export function postgresBinaries(): string | undefined {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return undefined;
  const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
  return versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb')));
}

const templateName = 'segue_template';

/** Makes an empty, migrated database; answers with its address and with what drops it again. */
export async function makePostgresDatabase(
  runFolder: string,
): Promise<{ url: string; drop(): Promise<void> }> {
  const server = await clusterUrl(runFolder);
  const name = `segue_test_${crypto.randomUUID().replaceAll('-', '')}`;
  // Copying a template fails while somebody else copies it; PostgreSQL says so and the next try succeeds.
  await until(async () => {
    try {
      await admin(server, `CREATE DATABASE ${name} TEMPLATE ${template(runFolder)}`);
      return true;
    } catch (error) {
      if (error instanceof Error && /being accessed by other users/.test(error.message)) return false;
      throw error;
    }
  });
  return { url: urlOf(server, name), drop: () => admin(server, `DROP DATABASE ${name} WITH (FORCE)`) };
}

/** Called once, when the run ends. */
export async function stopCluster(runFolder: string): Promise<void> {
  const given = process.env.SEGUE_TEST_POSTGRES_URL;
  const ready = join(runFolder, 'postgres.json');
  if (!existsSync(ready)) return;
  if (given !== undefined) return admin(given, `DROP DATABASE IF EXISTS ${template(runFolder)} WITH (FORCE)`);
  const folder = clusterFolder(runFolder);
  const pid = Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0]);
  process.kill(pid, 'SIGINT');
  await until(() => !existsSync(join(folder, 'postmaster.pid')));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** The first caller starts the cluster and makes the template; the others, in whatever process, wait for it. */
async function clusterUrl(runFolder: string): Promise<string> {
  const ready = join(runFolder, 'postgres.json');
  const failed = join(runFolder, 'postgres.failed');
  let first = true;
  try {
    mkdirSync(join(runFolder, 'postgres.starting'));
  } catch {
    first = false;
  }
  if (first) {
    try {
      const url = process.env.SEGUE_TEST_POSTGRES_URL ?? (await startCluster(clusterFolder(runFolder)));
      writeFileSync(`${ready}.new`, url);
      renameSync(`${ready}.new`, ready);
      await makeTemplate(url, template(runFolder));
      writeFileSync(join(runFolder, 'postgres.template'), '');
    } catch (error) {
      writeFileSync(failed, String(error));
      throw error;
    }
  }
  await until(() => existsSync(join(runFolder, 'postgres.template')) || existsSync(failed));
  if (existsSync(failed)) throw new Error(readFileSync(failed, 'utf8'));
  return readFileSync(ready, 'utf8');
}

async function startCluster(folder: string): Promise<string> {
  const bin = postgresBinaries();
  if (bin === undefined) throw new Error('PostgreSQL is not installed: apt-get install postgresql');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // PostgreSQL refuses to run as root.
  const as = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : {};
  if (as.uid !== undefined && as.gid !== undefined) chownSync(folder, as.uid, as.gid);
  const options = [
    '--auth=trust',
    '--username=segue',
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
    '-D',
    folder,
  ];
  execFileSync(join(bin, 'initdb'), options, { ...as, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const port = await freePort();
  const settings = [
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'listen_addresses=127.0.0.1',
  ];
  const log = openSync(join(folder, 'server.log'), 'a');
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', folder, '-k', folder, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...as, cwd: folder, detached: true, stdio: ['ignore', log, log] },
  );
  server.unref();
  const url = `postgres://segue@127.0.0.1:${port}/postgres`;
  await until(() =>
    admin(url, 'SELECT 1').then(
      () => true,
      () => false,
    ),
  );
  return url;
}

/** Beside the run folder, which only its owner may enter: PostgreSQL may run as somebody else. */
function clusterFolder(runFolder: string): string {
  return join(tmpdir(), `${basename(runFolder)}-postgres`);
}

function template(runFolder: string): string {
  return `${templateName}_${basename(runFolder).replaceAll(/\W/g, '').toLowerCase()}`;
}

async function makeTemplate(server: string, name: string): Promise<void> {
  await admin(server, `CREATE DATABASE ${name}`);
  const database = await openDatabase({ kind: 'postgres', url: urlOf(server, name) });
  try {
    await prepareDatabase(database);
  } finally {
    await database.close();
  }
}

async function admin(server: string, statement: string): Promise<void> {
  const database = await openDatabase({ kind: 'postgres', url: server });
  try {
    await database.query(statement);
  } finally {
    await database.close();
  }
}

function urlOf(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}
