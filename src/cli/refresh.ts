// `segue refresh`: read every source again, recompute the segments, run the exports that go with the refresh.
import type { Task } from '../contract/tasks.ts';
import { CommandFailed, exitStatus, failureLines } from './failure.ts';
import { connect } from './find-server.ts';
import { interruption } from './interruption.ts';
import type { Terminal } from './terminal.ts';
import { statusWords } from './words.ts';

export async function refreshEverything(options: { wait?: boolean }, terminal: Terminal): Promise<void> {
  const client = await connect(terminal.environment);
  const { id } = await client.refresh.start();
  if (options.wait !== true) {
    terminal.say('The refresh has started. Watch it with: segue status');
    return;
  }
  const interrupted = interruption();
  try {
    const seen = new Map<string, string>();
    const task = await client.tasks.wait(id, {
      signal: interrupted.signal,
      onChange: (state) => sayProgress(state, seen, terminal),
    });
    finish(task, terminal);
  } catch (thrown) {
    if (!interrupted.signal.aborted) throw thrown;
    terminal.warn(
      'Stopped watching. The refresh goes on in the server.\n  "segue status" shows how far it is.',
    );
    throw new CommandFailed(exitStatus.interrupted);
  } finally {
    interrupted.release();
  }
}

function sayProgress(task: Task, seen: Map<string, string>, terminal: Terminal): void {
  const progress = task.progress === null ? '' : ` ${task.progress.done} of ${task.progress.total} steps`;
  const line = `${statusWords[task.status]}${progress}`;
  if (seen.get(task.id) === line) return;
  seen.set(task.id, line);
  terminal.say(`Refresh: ${line}`);
}

function finish(task: Task, terminal: Terminal): void {
  if (task.status === 'successful') return;
  if (task.error !== undefined) for (const line of failureLines(task.error)) terminal.warn(line);
  throw new CommandFailed();
}
