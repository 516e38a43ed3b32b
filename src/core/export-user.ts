// Runs happen on behalf of an administrator who confirmed that: the export user of the connection.
import { SegueError } from '../errors.ts';

/** @param since whether there was one, who was removed, disabled or lost the role, or never any */
export function exportUserMissing(connectionName: string, since: 'before' | 'never' = 'never'): SegueError {
  return new SegueError('exportUserMissing', {
    detail:
      since === 'before'
        ? `The export user of the connection "${connectionName}" was removed, disabled, or is no administrator any more, so that nobody answers for its runs. What was sent before is kept.`
        : `The connection "${connectionName}" has no export user, so that nobody answers for its runs. Nothing was sent.`,
    action: `An administrator opens the connection "${connectionName}", chooses "Add yourself as export user" and confirms with their own password; then start the export again.`,
  });
}
