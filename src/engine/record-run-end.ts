// The audit log's entry for a run that has ended, whoever asked for it.
import type { Context } from '../context.ts';
import type { Counts, Status } from '../contract/runs.ts';
import { appendAudit } from '../store/audit.ts';
import type { Tx } from '../store/db.ts';
import type { RunRow } from '../store/runs.ts';

export async function recordRunEnd(
  ctx: Context,
  tx: Tx,
  run: Pick<RunRow, 'id' | 'export_id' | 'trigger'>,
  end: { status: Status; counts: Counts; code?: string },
): Promise<void> {
  await appendAudit(tx, {
    at: ctx.clock.now(),
    actor: { kind: 'system', id: null, name: null },
    action: 'runs.end',
    target: { kind: 'run', id: run.id, name: null },
    after: { exportId: run.export_id, trigger: run.trigger, ...end },
    address: null,
  });
}
