// Which server a command speaks to, and as whom. On the server's own machine nothing needs to be set: a running
// server leaves its address and a token of its own in the data directory, readable by its user alone.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Client, createClient } from '../client/client.ts';
import { readConfig } from '../config.ts';
import { isNodeError, SegueError } from '../errors.ts';

const Operator = z.object({ url: z.url(), token: z.string().min(1) });
type Operator = z.infer<typeof Operator>;

export type ServerAddress = { url: string; token: string };

export async function connect(environment: NodeJS.ProcessEnv): Promise<Client> {
  const { url, token } = await findServer(environment);
  return createClient({ baseUrl: url, token });
}

/** Throws `serverUnreachable` or `unauthenticated` when neither the environment nor the data directory say enough. */
export async function findServer(environment: NodeJS.ProcessEnv): Promise<ServerAddress> {
  const url = given(environment.SEGUE_URL);
  const token = given(environment.SEGUE_TOKEN);
  if (token !== undefined) return { url: url ?? 'http://127.0.0.1:8420', token };
  const operator = await readOperator(readConfig(environment).dataDir);
  // The token of this machine's server belongs to that server alone: another address never gets it.
  if (operator !== undefined && (url === undefined || sameOrigin(url, operator.url))) return operator;
  if (url !== undefined) {
    throw new SegueError('unauthenticated', {
      detail: `SEGUE_URL is set to ${url}, and there is no token for that server.`,
      action: 'Set SEGUE_TOKEN to a token made under Settings, or with "segue token create NAME" there.',
    });
  }
  throw new SegueError('serverUnreachable', {
    detail: 'No server runs with this data directory, and neither SEGUE_URL nor SEGUE_TOKEN is set.',
    action:
      'Start one with "segue start"; for a server elsewhere set SEGUE_URL and SEGUE_TOKEN, and for another data directory SEGUE_DATA_DIR.',
  });
}

export async function readOperator(dataDir: string): Promise<Operator | undefined> {
  let text: string;
  try {
    text = await readFile(join(dataDir, 'operator.json'), 'utf8');
  } catch (thrown) {
    if (isNodeError(thrown) && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
  try {
    return Operator.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function sameOrigin(a: string, b: string): boolean {
  return URL.canParse(a) && URL.canParse(b) && new URL(a).origin === new URL(b).origin;
}

function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
