import { SegueError } from '../errors.ts';

/** There is no key at that place, and it will not come by waiting. */
export function keyMissing(
  detail: string,
  { action, message, cause }: { action?: string; message: string; cause?: unknown },
): SegueError {
  return new SegueError('keyMissing', {
    detail: `${detail} Nothing was sent.`,
    ...(action === undefined ? {} : { action }),
    fields: [{ field: 'apiKey', message }],
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The place of the key does not answer for now. */
export function keyUnavailable(detail: string, cause?: unknown): SegueError {
  return new SegueError('keyUnavailable', {
    detail: `${detail} Nothing was sent.`,
    fields: [{ field: 'apiKey', message: 'cannot be read at the moment' }],
    ...(cause === undefined ? {} : { cause }),
  });
}
