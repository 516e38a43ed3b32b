// `segue token create NAME`: through the running server of this machine, or, when none runs, straight into the
// control database. Whoever may read the data directory may do this.
import { hashOf, newSecret } from '../api/secrets.ts';
import { ClientError } from '../client/client-error.ts';
import { type Config, readConfig } from '../config.ts';
import { createContext } from '../context.ts';
import { TokenId } from '../contract/ids.ts';
import { TokenInput } from '../contract/tokens.ts';
import { createLogger } from '../logger.ts';
import { insertToken } from '../store/tokens.ts';
import { firstAdministrator } from '../store/users.ts';
import { UsageError } from './failure.ts';
import { connect, readOperator } from './find-server.ts';
import type { Terminal } from './terminal.ts';

export async function createToken(name: string, terminal: Terminal): Promise<void> {
  const input = TokenInput.safeParse({ name });
  if (!input.success) {
    throw new UsageError(
      'A token needs a name of 1 to 200 characters.\n  Nothing was made.\n  Example: segue token create nightly',
    );
  }
  const token = (await throughServer(input.data, terminal)) ?? (await intoDatabase(input.data, terminal));
  terminal.say(token);
  terminal.warn(
    'Shown this once: put it into SEGUE_TOKEN where it is needed. It acts as the first administrator.',
  );
}

/** Undefined when no server runs with this data directory and none is named. */
async function throughServer(input: TokenInput, { environment }: Terminal): Promise<string | undefined> {
  const elsewhere = Boolean(environment.SEGUE_URL) || Boolean(environment.SEGUE_TOKEN);
  if (!elsewhere && (await readOperator(readConfig(environment).dataDir)) === undefined) return undefined;
  try {
    return (await (await connect(environment)).tokens.create(input)).token;
  } catch (thrown) {
    // A server that was killed leaves its address behind; nobody answers there.
    if (!elsewhere && thrown instanceof ClientError && thrown.code === 'serverUnreachable') return undefined;
    throw thrown;
  }
}

async function intoDatabase({ name }: TokenInput, { environment }: Terminal): Promise<string> {
  const config: Config = readConfig(environment);
  const { context, close } = await createContext(config, { logger: createLogger('silent') });
  try {
    const administrator = await firstAdministrator(context.db);
    if (administrator === null) {
      throw new UsageError(
        'There is no administrator yet for the token to act as.\n  No token was made.\n  Start the server and set up the first administrator, then try again.',
      );
    }
    const token = newSecret('sgt_');
    await context.db.transaction().execute((tx) =>
      insertToken(tx, {
        id: TokenId.parse(context.newId()),
        name,
        hash: hashOf(token),
        userId: administrator.id,
        createdAt: context.clock.now(),
        expiresAt: null,
      }),
    );
    return token;
  } finally {
    await close();
  }
}
