// Structured logs on standard output. Values that could hold a person or a secret are never passed in; the
// redaction here is the second lock on that door, not the first.
import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

const hidden = ['email', 'password', 'apiKey', 'token', 'authorization', 'cookie', 'key', 'secret'];

/** @param destination defaults to standard output. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: hidden.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[hidden]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
