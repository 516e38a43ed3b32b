// The command line against a real server and the stand-in for Omnisend, each in a process or at least a port of its own.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { withFolder } from '../support/run-folder.ts';
import { until } from '../support/until.ts';
import {
  type Environment,
  type RunningServer,
  root,
  segue,
  startProgram,
  startSegue,
  startServer,
} from './run-segue.ts';

const folder = withFolder();
let sandbox: Sandbox;
let server: RunningServer;
let environment: Environment & { SEGUE_DATA_DIR: string };
let file: string;

const password = 'a password for tests';

beforeAll(async () => {
  const setUp = await startProgram(process.execPath, ['scripts/set-up.mjs', '--quiet'], {}).ended;
  expect(setUp).toEqual({ status: 0, out: '', err: '' });
  sandbox = await startSandbox({ rpm: 1_000_000, tagRpm: 1_000_000 });
  environment = {
    SEGUE_DATA_DIR: join(folder.path, 'data'),
    SEGUE_IMPORT_DIRS: join(folder.path, 'import'),
    SEGUE_ADMIN_EMAIL: 'ann@shop.example',
    SEGUE_ADMIN_PASSWORD: password,
    OMNISEND_API_URL: sandbox.url,
    OMNISEND_REQUESTS_PER_MINUTE: '60000',
    OMNISEND_TAG_REQUESTS_PER_MINUTE: '60000',
    OMNISEND_API_KEY: 'key@Test-shop',
    SEGUE_PASSWORD: password,
  };
  await mkdir(join(folder.path, 'import'));
  await writeFiles(2000);
  server = await startServer(environment);
  file = join(folder.path, 'segue.yaml');
  await writeFile(file, await readFile(join(root, 'docs/example.yaml'), 'utf8'));
}, 180_000);

afterAll(async () => {
  const ended = await server.stop();
  await sandbox.close();
  expect(ended.status).toBe(0);
});

async function writeFiles(count: number): Promise<void> {
  const header = 'CustomerId,FirstName,LastName,Email,Street,PostalCode,City,Country,Phone,BirthDate';
  const rows = Array.from({ length: count }, (_, index) => {
    const email = index === 7 ? 'nobody' : `c${index}@shop.example`;
    return `${index + 1},Åsa,O'Brien,${email},Storgatan ${index},"111 22",Umeå,Sverige,,1980-02-03`;
  });
  await writeFile(join(folder.path, 'import', 'customers.csv'), `${[header, ...rows].join('\n')}\n`);
  await writeFile(
    join(folder.path, 'import', 'orders-1.csv'),
    'OrderId,CustomerId,OrderDate\n1,1,2020-01-01\n',
  );
}

describe('segue apply', () => {
  it('says what it would do, and does nothing, in a dry run', async () => {
    const { status, out } = await segue(['apply', file, '--dry-run'], environment);
    expect(out).toContain('+ export Newsletter');
    expect(out).toContain('Dry run, nothing was changed. It would be: 6 added, 1 changed, 0 unchanged.');
    expect(status).toBe(0);
  });

  it('makes everything, and changes nothing the second time', async () => {
    const first = await segue(['apply', file], environment);
    expect(first.err).toBe('');
    expect(first.out).toContain('6 added, 1 changed, 0 unchanged.');
    expect(first.out).toMatch(/^~ schedule {2}schedule\.timeZone: UTC → Europe\/Stockholm$/m);
    expect(first.status).toBe(0);
    const second = await segue(['apply', file], environment);
    expect(second.out).toContain('0 added, 0 changed, 7 unchanged.');
    expect(second.out.match(/^= /gm)).toHaveLength(7);
  });

  it('prints and makes the one change that the file holds', async () => {
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('customer_number: CustomerId', 'number: CustomerId'));
    const { out } = await segue(['apply', file], environment);
    expect(out).toContain('~ export Newsletter  mapping.customProperties.number: (none) → CustomerId');
    expect(out).toContain('0 added, 1 changed, 6 unchanged.');
  });

  it('names line and column of what is wrong, and changes nothing', async () => {
    const wrong = join(folder.path, 'wrong.yaml');
    await writeFile(
      wrong,
      'exports:\n  - name: Other\n    connection: Nowhere\n    segments: [Lapsed]\n    mapping: { email: Email }\n',
    );
    const { status, err } = await segue(['apply', wrong], environment);
    expect(err).toContain(`${wrong}:3:17: exports[0].connection: there is no connection "Nowhere"`);
    expect(status).toBe(2);
  });

  it('names the place of what only the server can know', async () => {
    const wrong = join(folder.path, 'unknown-column.yaml');
    await writeFile(
      wrong,
      'segments:\n  - name: Odd\n    rules:\n      - where:\n          all:\n            - { attribute: ShoeSize, op: gt, value: 40 }\n',
    );
    const { status, err } = await segue(['apply', wrong], environment);
    expect(err).toMatch(/unknown-column\.yaml:6:\d+: .*ShoeSize/);
    expect(status).toBe(1);
  });
});

describe('segue run', () => {
  it('shows the plan in a dry run, and sends nothing', async () => {
    const { status, out } = await segue(['run', 'Newsletter', '--dry-run'], environment);
    expect(out).toContain('nothing was sent');
    expect(out).toContain('0 unchanged, 1,999 to send, 0 to lose a tag');
    expect(status).toBe(0);
    expect(sandbox.control.contacts()).toHaveLength(0);
  });

  it('waits for the end, and says what happened without naming anybody', async () => {
    const { status, out, err } = await segue(['run', 'newsletter', '--wait'], environment);
    expect(err).toBe('');
    expect(out).toContain('1,999 accepted, 0 turned down');
    expect(out).toContain('1 without a usable address');
    expect(out).not.toContain('@');
    expect(status).toBe(0);
    expect(sandbox.control.contacts()).toHaveLength(1999);
    expect(sandbox.control.contact('c1@shop.example')).toMatchObject({
      lastName: "O'Brien",
      tags: ['Swedish customers'],
    });
  });

  it('knows no export by another name', async () => {
    const { status, err } = await segue(['run', 'Nonsense', '--wait'], environment);
    expect(err).toContain('There is no export "Nonsense".');
    expect(err).toContain('"Newsletter"');
    expect(status).toBe(2);
  });

  it('stops watching at Ctrl-C, while the run goes on', async () => {
    sandbox.control.setFail(['slow:ms=400@POST /batches']);
    const watching = startSegue(['run', 'Newsletter', '--full', '--wait'], environment);
    await until(() => watching.out().includes('Newsletter: '), { what: 'the first line of progress' });
    watching.child.kill('SIGINT');
    const { status, err } = await watching.ended;
    expect(err).toMatch(/Stopped watching\. Run \S+ of "Newsletter" goes on in the server\./);
    expect(status).toBe(130);
    sandbox.control.setFail([]);
    await until(
      async () => (await lastRuns())[0]?.mode === 'full' && (await lastRuns())[0]?.status === 'successful',
    );
  });
});

async function lastRuns(): Promise<{ id: string; mode: string; status: string }[]> {
  const { out } = await segue(['status', '--json'], environment);
  return JSON.parse(out).lastRuns;
}

describe('looking at what happened', () => {
  it('tells what ran, for people and for programs', async () => {
    const { out } = await segue(['status'], environment);
    expect(out).toContain('Nothing runs.');
    expect(out).toMatch(/Newsletter +successful +1,999 accepted, 0 turned down/);
    expect((await lastRuns()).map(({ status }) => status)).toEqual(['successful', 'successful']);
  });

  it('lists who was not sent and why, also as CSV', async () => {
    const [run] = await lastRuns();
    const list = await segue(['rejections', run?.id ?? ''], environment);
    expect(list.out).toMatch(/1 rejection:\n +8 +nobody +emailInvalid/);
    const csv = await segue(['rejections', run?.id ?? '', '--csv'], environment);
    expect(csv.out.split(/\r?\n/)[0]).toBe('customerId,email,reason,code,detail');
    expect(csv.out).toContain('emailInvalid');
    expect(csv.status).toBe(0);
  });

  it('refuses what is no id of a run', async () => {
    expect((await segue(['rejections', 'latest'], environment)).status).toBe(2);
  });

  it('refreshes everything and waits for it', async () => {
    const { status, out, err } = await segue(['refresh', '--wait'], environment);
    expect(err).toBe('');
    expect(out).toContain('Refresh: successful');
    expect(status).toBe(0);
  });
});

describe('finding the server', () => {
  it('makes a token on the server’s machine, which works from elsewhere', async () => {
    const made = await segue(['token', 'create', 'nightly'], environment);
    expect(made.out).toMatch(/^sgt_\S+\n$/);
    const elsewhere = {
      SEGUE_URL: server.url,
      SEGUE_TOKEN: made.out.trim(),
      SEGUE_DATA_DIR: join(folder.path, 'none'),
    };
    expect((await segue(['status'], elsewhere)).status).toBe(0);
  });

  it('says that a token is wrong', async () => {
    const { status, err } = await segue(['status'], { SEGUE_URL: server.url, SEGUE_TOKEN: 'sgt_wrong' });
    expect(err).toContain('Not signed in');
    expect(status).toBe(1);
  });

  it('never sends the token of this machine elsewhere', async () => {
    const { status, err } = await segue(['status'], { ...environment, SEGUE_URL: 'http://127.0.0.1:9' });
    expect(err).toContain('there is no token for that server');
    expect(status).toBe(1);
  });

  it('says that no server is there', async () => {
    const nobody = await segue(['status'], { SEGUE_DATA_DIR: join(folder.path, 'none') });
    expect(nobody.err).toContain('The Segue server does not answer.');
    expect(nobody.err).toContain('segue start');
    const silent = await segue(['status'], { SEGUE_URL: 'http://127.0.0.1:9', SEGUE_TOKEN: 'x' });
    expect(silent.err).toContain('There is no answer from http://127.0.0.1:9.');
    expect([nobody.status, silent.status]).toEqual([1, 1]);
  });

  it('says that the data directory is in use', async () => {
    const { status, err } = await segue(['start', '--port', '0'], environment);
    expect(err).toContain('The data directory is in use');
    expect(status).toBe(1);
  });
});

describe('the words themselves', () => {
  it('explains itself', async () => {
    const { status, out } = await segue(['--help'], {});
    for (const command of [
      'start',
      'worker',
      'demo',
      'sandbox',
      'apply',
      'run',
      'refresh',
      'status',
      'rejections',
      'token',
    ]) {
      expect(out).toMatch(new RegExp(`^  ${command} `, 'm'));
    }
    expect(status).toBe(0);
  });

  it('tells a wrong word from a failure', async () => {
    const [unknown, missing, wrong] = await Promise.all([
      segue(['sned'], {}),
      segue(['run'], {}),
      segue(['demo', '--profiles', 'many'], {}),
    ]);
    expect([unknown.status, missing.status, wrong.status]).toEqual([2, 2, 2]);
    expect(wrong.err).toContain('Must be a whole number');
  });

  it('refuses a further worker on the embedded database', async () => {
    const { status, err } = await segue(['worker'], { SEGUE_DATA_DIR: join(folder.path, 'none') });
    expect(err).toContain('Set DATABASE_URL');
    expect(status).toBe(2);
  });

  it('runs the sandbox until it is asked to stop', async () => {
    const started = startSegue(
      ['sandbox', '--port', '0', '--tags', 'replace', '--fail', '503:every=100'],
      {},
    );
    await until(() => started.out().includes('The sandbox answers'));
    started.child.kill('SIGTERM');
    expect((await started.ended).status).toBe(0);
  });
});
