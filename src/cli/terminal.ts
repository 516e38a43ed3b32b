// Where a command writes and what it knows of its surroundings; the tests give another one.

export type Terminal = {
  /** Results: standard output. */
  say(line: string): void;
  /** Text as it is, without a line end: standard output. */
  write(text: string): Promise<void>;
  /** What went wrong or is worth knowing beside the result: standard error. */
  warn(line: string): void;
  /** Somebody is watching: lines may be drawn over. */
  live: boolean;
  environment: NodeJS.ProcessEnv;
};

export function processTerminal(environment: NodeJS.ProcessEnv): Terminal {
  return {
    say: (line) => process.stdout.write(`${line}\n`),
    write: (text) =>
      new Promise((resolve, reject) => {
        process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
      }),
    warn: (line) => process.stderr.write(`${line}\n`),
    live: process.stdout.isTTY === true && environment.CI === undefined,
    environment,
  };
}
