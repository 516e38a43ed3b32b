// One step of a longer piece of work on screen: a line that turns while it lasts and stays when it is done.
import { Listr } from 'listr2';
import type { Terminal } from './terminal.ts';

export type StepReport = {
  /** What is going on, drawn over the last such line; shown to watchers only. */
  progress(line: string): void;
  /** What the step's line says once it is done. */
  done(title: string): void;
  /** The same for a step that ended, and not well. */
  failed(title: string): void;
};

export async function step<T>(
  title: string,
  terminal: Terminal,
  work: (report: StepReport) => Promise<T>,
): Promise<T> {
  return terminal.live ? liveStep(title, work) : plainStep(title, terminal, work);
}

async function liveStep<T>(title: string, work: (report: StepReport) => Promise<T>): Promise<T> {
  const ended: { result?: { value: T }; error?: unknown } = {};
  const list = new Listr(
    [
      {
        title,
        task: async (_context, task) => {
          let failure: string | undefined;
          const report: StepReport = {
            progress: (line) => {
              task.output = line;
            },
            done: (line) => {
              task.title = line;
            },
            failed: (line) => {
              failure = line;
            },
          };
          try {
            ended.result = { value: await work(report) };
          } catch (thrown) {
            ended.error = thrown;
            throw new Error(title);
          }
          if (failure === undefined) return;
          task.title = failure;
          throw new Error(failure);
        },
      },
    ],
    {
      registerSignalListeners: false,
      exitOnError: false,
      rendererOptions: { collapseErrors: false, showErrorMessage: false },
    },
  );
  await list.run();
  if (ended.result === undefined) throw ended.error;
  return ended.result.value;
}

async function plainStep<T>(
  title: string,
  terminal: Terminal,
  work: (report: StepReport) => Promise<T>,
): Promise<T> {
  let line = title;
  const say = (text: string) => {
    line = text;
  };
  const value = await work({ progress: () => undefined, done: say, failed: say });
  terminal.say(line);
  return value;
}
