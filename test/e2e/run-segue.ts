// Real processes of the real command line, as a person starts them: bin/segue.js on what set-up built.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { until } from '../support/until.ts';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export type Ended = { status: number | null; out: string; err: string };
export type Environment = Record<string, string | undefined>;

export type Started = {
  child: ChildProcess;
  /** Everything on standard output so far. */
  out(): string;
  err(): string;
  ended: Promise<Ended>;
};

/** Without what npm and Vitest put there, so that the command sees what it would see in a person's terminal. */
export function plainEnvironment(more: Environment = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_|NODE_|VITEST|VITE_|TEST$|DEV$|PROD$|MODE$|BASE_URL$|SEGUE_|OMNISEND_|DATABASE_URL$|PORT$|HOST$)/.test(
        name,
      ),
  );
  return { ...Object.fromEntries(own), ...more };
}

export function startProgram(
  program: string,
  words: string[],
  environment: Environment,
  cwd = root,
): Started {
  const child = spawn(program, words, {
    cwd,
    env: plainEnvironment(environment),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout?.on('data', (data: Buffer) => {
    out += data.toString();
  });
  child.stderr?.on('data', (data: Buffer) => {
    err += data.toString();
  });
  const ended = once(child, 'close').then(() => ({ status: child.exitCode, out, err }));
  return { child, out: () => out, err: () => err, ended };
}

export function startSegue(words: string[], environment: Environment): Started {
  return startProgram(process.execPath, [join(root, 'bin', 'segue.js'), ...words], environment);
}

export async function segue(words: string[], environment: Environment): Promise<Ended> {
  return startSegue(words, environment).ended;
}

export type RunningServer = { url: string; token: string; stop(): Promise<Ended> };

/** A server on any free port; ready when it has left its address in the data directory. */
export async function startServer(
  environment: Environment & { SEGUE_DATA_DIR: string },
): Promise<RunningServer> {
  const started = startSegue(['start', '--port', '0'], environment);
  const address = await until(
    () => {
      if (started.child.exitCode !== null)
        throw new Error(`The server ended: ${started.err()}${started.out()}`);
      return readOperator(environment.SEGUE_DATA_DIR);
    },
    { what: 'the server to start' },
  );
  return {
    ...address,
    async stop() {
      started.child.kill('SIGTERM');
      return started.ended;
    },
  };
}

function readOperator(dataDir: string): { url: string; token: string } | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, 'operator.json'), 'utf8'));
  } catch {
    return undefined;
  }
}
