// `segue apply FILE`: makes the server's sources, segments, connections and exports agree with a file. What the file
// does not mention is left alone, so applying twice changes nothing the second time.
import { ClientError } from '../client/client-error.ts';
import { SegueError } from '../errors.ts';
import { carryOut, type Secrets } from './apply/carry-out.ts';
import { type Change, changesBetween, looseEnds } from './apply/changes.ts';
import { differenceText } from './apply/differences.ts';
import type { PlacedDocument } from './apply/placed-document.ts';
import { pathText, readApplyFile } from './apply/read-file.ts';
import { readSecret } from './apply/secrets.ts';
import { readWorld } from './apply/world.ts';
import { CommandFailed, failureLines, UsageError } from './failure.ts';
import { connect } from './find-server.ts';
import type { Terminal } from './terminal.ts';

export async function apply(path: string, options: { dryRun?: boolean }, terminal: Terminal): Promise<void> {
  const { file, document } = await readApplyFile(path);
  const client = await connect(terminal.environment);
  const world = await readWorld(client);
  const loose = looseEnds(file, world);
  if (loose.length > 0) {
    const lines = loose.map(({ path: at, message }) => `${document.at(at)}: ${pathText(at)}: ${message}`);
    throw new UsageError([`${path} names what does not exist. Nothing was changed.`, ...lines].join('\n'));
  }
  const changes = changesBetween(file, world);
  const secrets = await readSecrets(changes, document, terminal.environment);
  const hands = { client, world, say: terminal.say };
  for (const change of changes) {
    for (const line of changeLines(change)) terminal.say(line);
    if (options.dryRun === true) continue;
    await carryOut(change, secrets.get(change) ?? {}, hands).catch((thrown: unknown) => {
      throw placed(thrown, change, document, terminal);
    });
    if (change.kind !== 'connection' || world.connections.get(change.name)?.exportUser !== null) continue;
    terminal.warn(
      `! connection ${change.name} has no export user, so its exports cannot run.\n  An administrator confirms their password for it: exportUser in this file, or "Add yourself as export user" in the app.`,
    );
  }
  terminal.say(summary(changes, options.dryRun === true));
}

function changeLines({ kind, name, action, differences }: Change): string[] {
  if (action === 'add') return [`+ ${kind} ${name}`];
  if (action === 'keep') return [`= ${kind} ${name}  unchanged`];
  return differences.map((difference) => `~ ${kind} ${name}  ${differenceText(difference)}`);
}

function summary(changes: readonly Change[], dryRun: boolean): string {
  const count = (action: Change['action']) => changes.filter((change) => change.action === action).length;
  const counts = `${count('add')} added, ${count('change')} changed, ${count('keep')} unchanged.`;
  return dryRun ? `Dry run, nothing was changed. It would be: ${counts}` : counts;
}

/** All secrets that will be needed, before the first change is made. */
async function readSecrets(
  changes: readonly Change[],
  document: PlacedDocument,
  environment: NodeJS.ProcessEnv,
): Promise<Map<Change, Secrets>> {
  const found = new Map<Change, Secrets>();
  for (const change of changes) {
    if (change.kind !== 'connection' || change.action === 'keep') continue;
    const { apiKey, exportUser } = change.wanted;
    const read = (reference: string, ...path: string[]) =>
      readSecret(reference, environment, document.at([...change.path, ...path]));
    const needsUser = change.action === 'add' || change.differences.some(({ path }) => path === 'exportUser');
    found.set(change, {
      ...(change.action === 'add' ? { apiKey: await read(apiKey, 'apiKey') } : {}),
      ...(exportUser !== undefined && needsUser
        ? { password: await read(exportUser.password, 'exportUser', 'password') }
        : {}),
    });
  }
  return found;
}

/** Says where in the file the server's refusal belongs, and what stands now. */
function placed(thrown: unknown, change: Change, document: PlacedDocument, terminal: Terminal): unknown {
  if (!(thrown instanceof ClientError || thrown instanceof SegueError)) return thrown;
  if (thrown.code === 'serverUnreachable' || thrown.code === 'unauthenticated') return thrown;
  const fields = thrown instanceof ClientError ? thrown.errors : thrown.fields;
  terminal.warn(`${document.at(change.path)}: ${change.kind} ${change.name} was refused.`);
  for (const { field, message } of fields) {
    const path = [...change.path, ...fieldPath(field)];
    terminal.warn(`${document.at(path)}: ${field}: ${message}`);
  }
  const { title, detail, action } = thrown;
  for (const line of failureLines({ title, detail, action })) terminal.warn(`  ${line}`);
  terminal.warn(
    '  What stands above it is done. Mend the file and apply it again: what is done stays as it is.',
  );
  return new CommandFailed();
}

function fieldPath(field: string): (string | number)[] {
  return field
    .split(/[.[\]]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
