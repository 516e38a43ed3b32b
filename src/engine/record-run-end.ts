// What follows in the same transaction from a run that has ended or is held, whoever asked for it: an export that was
// taken back is gone, people are told, and the audit log has an entry.
import type { Context } from '../context.ts';
import type { FurtherAction } from '../contract/audit.ts';
import type { Counts, Status } from '../contract/runs.ts';
import { appendAudit } from '../store/audit.ts';
import type { Tx } from '../store/db.ts';
import { exportNameOf } from '../store/run-history.ts';
import type { RunRow } from '../store/runs.ts';
import { settleTakeBack } from './take-back.ts';
import { tellOfRun } from './tell.ts';

export async function recordRunEnd(
  ctx: Context,
  tx: Tx,
  run: Pick<RunRow, 'id' | 'export_id' | 'trigger' | 'mode'>,
  end: { status: Status; counts: Counts; code?: string },
): Promise<void> {
  await settleTakeBack(tx, run, { status: end.status, at: ctx.clock.now() });
  await tellOfRun(ctx, tx, run, end);
  // The last step, since the log takes one writer at a time.
  await appendAudit(tx, {
    at: ctx.clock.now(),
    actor: { kind: 'system', id: null, name: null },
    action: 'runs.end' satisfies FurtherAction,
    target: { kind: 'run', id: run.id, name: await exportNameOf(tx, run.id) },
    after: { exportId: run.export_id, trigger: run.trigger, ...end },
    address: null,
  });
}
