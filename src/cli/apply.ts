// `segue apply FILE`: makes the server's sources, segments, connections, exports and schedule agree with a file. What
// the file does not mention is left alone, so applying twice changes nothing the second time. Nobody else applies at
// the same time, and what somebody changes by hand in between is not overwritten.
import type { Client } from '../client/client.ts';
import { carryOut, type Secrets } from './apply/carry-out.ts';
import { type Change, changesBetween, looseEnds } from './apply/changes.ts';
import { differenceText } from './apply/differences.ts';
import { type Lease, withLease, withoutLease } from './apply/lease.ts';
import type { PlacedDocument } from './apply/placed-document.ts';
import { type CheckedFile, pathText, readApplyFile } from './apply/read-file.ts';
import { refusalLines } from './apply/refused.ts';
import { readSecret } from './apply/secrets.ts';
import { readWorld, type World } from './apply/world.ts';
import { CommandFailed, exitStatus, UsageError } from './failure.ts';
import { connect } from './find-server.ts';
import { interruption } from './interruption.ts';
import type { Terminal } from './terminal.ts';

export async function apply(path: string, options: { dryRun?: boolean }, terminal: Terminal): Promise<void> {
  const checked = await readApplyFile(path);
  const client = await connect(terminal.environment);
  const stop = interruption();
  const task = { ...checked, path, client, terminal, signal: stop.signal };
  try {
    if (options.dryRun === true) await bring(task, withoutLease, true);
    else await withLease(client, (lease) => bring(task, lease, false));
  } finally {
    stop.release();
  }
}

type Task = CheckedFile & { path: string; client: Client; terminal: Terminal; signal: AbortSignal };

async function bring(task: Task, lease: Lease, dryRun: boolean): Promise<void> {
  const { file, document, terminal, client, signal } = task;
  const world = await readWorld(client, file);
  requireNoLooseEnds(task, world);
  const changes = changesBetween(file, world);
  const secrets = await readSecrets(changes, document, terminal.environment);
  const hands = { client, world, signal, say: terminal.say };
  for (const change of changes) {
    if (signal.aborted) throw interruptedBefore(change, terminal);
    for (const line of changeLines(change)) terminal.say(line);
    if (dryRun) continue;
    lease.requireHeld();
    await carryOut(change, secrets.get(change) ?? {}, hands).catch((thrown: unknown) => {
      if (signal.aborted) throw interruptedBefore(change, terminal);
      const lines = refusalLines(thrown, change, document, world);
      if (lines === null) throw thrown;
      for (const line of lines) terminal.warn(line);
      throw new CommandFailed();
    });
    if (change.kind !== 'connection' || world.connections.get(change.name)?.exportUser !== null) continue;
    terminal.warn(
      `! connection ${change.name} has no export user, so its exports cannot run.\n  An administrator confirms their password for it: exportUser in this file, or "Add yourself as export user" in the app.`,
    );
  }
  terminal.say(summary(changes, dryRun));
}

function requireNoLooseEnds({ file, document, path }: Task, world: World): void {
  const loose = looseEnds(file, world);
  if (loose.length === 0) return;
  const lines = loose.map(({ path: at, message }) => `${document.at(at)}: ${pathText(at)}: ${message}`);
  throw new UsageError([`${path} names what does not exist. Nothing was changed.`, ...lines].join('\n'));
}

function interruptedBefore({ kind, name }: Change, terminal: Terminal): CommandFailed {
  terminal.warn(
    `Interrupted at ${kind} ${name}. What stands above it is done; apply the file again for the rest.`,
  );
  return new CommandFailed(exitStatus.interrupted);
}

function changeLines({ kind, name, action, differences }: Change): string[] {
  const title = kind === 'schedule' ? kind : `${kind} ${name}`;
  if (action === 'add') return [`+ ${title}`];
  if (action === 'keep') return [`= ${title}  unchanged`];
  return differences.map((difference) => `~ ${title}  ${differenceText(difference)}`);
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
    const { apiKey, apiKeyFrom, exportUser } = change.wanted;
    const read = (reference: string, ...path: string[]) =>
      readSecret(reference, environment, document.at([...change.path, ...path]));
    const differs = (field: string) =>
      change.action === 'add' || change.differences.some(({ path }) => path === field);
    const secrets: Secrets = {};
    // The server reads it by this reference, at each run; nobody reads it here.
    if (apiKeyFrom !== undefined && differs('apiKeyFrom')) secrets.apiKey = apiKeyFrom;
    if (apiKey !== undefined && differs('apiKey')) secrets.apiKey = await read(apiKey, 'apiKey');
    if (exportUser !== undefined && differs('exportUser')) {
      secrets.password = await read(exportUser.password, 'exportUser', 'password');
    }
    found.set(change, secrets);
  }
  return found;
}
