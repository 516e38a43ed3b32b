// Every failure that somebody sees is a SegueError: a stable code, what happened, what follows, what to do.
import type { ErrorCode } from './contract/error-codes.ts';
import { errorCodes } from './contract/error-codes.ts';

export type FieldError = { field: string; message: string };

export type SegueErrorOptions = {
  /** What happened, with the particulars. Never personal data, never a secret. */
  detail: string;
  /** What a person can do about it; the code's own advice unless given. */
  action?: string;
  fields?: FieldError[];
  /** The thing as it stands now, for somebody who may see it. */
  current?: { etag: string; value: object };
  cause?: unknown;
};

/** The one error class of the house; `code` decides status, retry and words (see contract/error-codes.ts). */
export class SegueError extends Error {
  override readonly name = 'SegueError';
  readonly code: ErrorCode;
  readonly detail: string;
  readonly action: string;
  readonly fields: FieldError[];
  readonly current: { etag: string; value: object } | undefined;

  constructor(code: ErrorCode, options: SegueErrorOptions) {
    super(`${code}: ${options.detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
    this.action = options.action ?? errorCodes[code].action;
    this.fields = options.fields ?? [];
    this.current = options.current;
  }

  get title(): string {
    return errorCodes[this.code].title;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }

  /** Whether the same call may succeed later without a person doing anything. */
  get passing(): boolean {
    return errorCodes[this.code].passing;
  }
}

/** Whatever was thrown, as a SegueError: an unexpected one becomes `internal` and keeps its cause. */
export function asSegueError(thrown: unknown): SegueError {
  if (thrown instanceof SegueError) return thrown;
  if (isNodeError(thrown) && thrown.code === 'ENOSPC') {
    return new SegueError('diskFull', { detail: 'There is no space left on the disk.', cause: thrown });
  }
  return new SegueError('internal', {
    detail: 'Something failed that Segue did not foresee.',
    cause: thrown,
  });
}

export function isNodeError(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && typeof (thrown as NodeJS.ErrnoException).code === 'string';
}
