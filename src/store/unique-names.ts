// PostgreSQL's unique indexes decide whether a name is taken; here their refusal gets words.
import { SegueError } from '../errors.ts';

/** Index → the field of the request that it guards, and what is taken. */
const guarded: Record<string, { field: string; taken: string }> = {
  users_email: { field: 'email', taken: 'Another user has this e-mail address.' },
  connections_display_name: { field: 'displayName', taken: 'Another connection has this name.' },
  exports_name: { field: 'name', taken: 'Another export has this name.' },
  segments_name: { field: 'name', taken: 'Another segment has this name.' },
  sources_name: { field: 'name', taken: 'Another source has this name.' },
  webhooks_name: { field: 'name', taken: 'Another webhook has this name.' },
};

/** Does the work; throws `conflict`, naming the field, when a name in it is taken. */
export async function refusingTakenNames<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    const { code, constraint } = thrown as { code?: unknown; constraint?: unknown };
    const guard = code === '23505' && typeof constraint === 'string' ? guarded[constraint] : undefined;
    if (guard === undefined) throw thrown;
    throw new SegueError('conflict', {
      detail: `${guard.taken} Nothing was changed.`,
      fields: [{ field: guard.field, message: 'is taken' }],
      cause: thrown,
    });
  }
}
