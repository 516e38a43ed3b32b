// How a command ends: with which status, and in which words.
import { ClientError } from '../client/client-error.ts';
import { asSegueError, type FieldError } from '../errors.ts';

export const exitStatus = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Wrong words on the command line, or a file that is not what it should be. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The command itself is right, and what it watched did not succeed; everything was said already. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly status: number;

  constructor(status: number = exitStatus.failed) {
    super('The command failed.');
    this.status = status;
  }
}

export type FailureWords = {
  title: string;
  detail: string;
  action: string;
  fields?: readonly FieldError[];
};

/** Three lines: what happened; the particulars and what follows; what to do. */
export function failureLines({ title, detail, action, fields = [] }: FailureWords): string[] {
  const particulars = detail === '' || detail === title ? [] : [`  ${detail}`];
  const places = fields
    .filter(({ message }) => !detail.includes(message))
    .map(({ field, message }) => `  ${field}: ${message}`);
  return [`${title}.`, ...particulars, ...places, `  ${action}`];
}

export function explain(thrown: unknown): string[] {
  if (thrown instanceof UsageError) return thrown.message.split('\n');
  if (thrown instanceof ClientError) return failureLines({ ...wordsOf(thrown), fields: thrown.errors });
  const error = asSegueError(thrown);
  const cause = error.code === 'internal' && thrown instanceof Error ? [`  ${thrown.message}`] : [];
  return [...failureLines({ ...wordsOf(error), fields: error.fields }), ...cause];
}

function wordsOf({ title, detail, action }: FailureWords): FailureWords {
  return { title, detail, action };
}

export function statusOf(thrown: unknown): number {
  if (thrown instanceof CommandFailed) return thrown.status;
  return thrown instanceof UsageError ? exitStatus.usage : exitStatus.failed;
}
