// Calls to /contacts/tags of a run: planned ─▶ sent ─▶ done. Addresses are not kept here, only rows of the plan.
// A call that was under way when its process died goes again: adding or removing a tag twice changes nothing.
import { sql } from 'kysely';
import type { RunId } from '../contract/ids.ts';
import type { Db, Tx } from './db.ts';

export type TagAction = 'add' | 'remove';
export type TagCall = {
  number: number;
  action: TagAction;
  rows: number[];
  tags: string[];
  state: 'planned' | 'sent' | 'done';
};

export async function planTagCalls(
  tx: Tx,
  runId: RunId,
  action: TagAction,
  calls: { rows: number[]; tags: string[] }[],
): Promise<void> {
  if (calls.length === 0) return;
  await sql`
    INSERT INTO tag_calls (run_id, number, action, rows, tags, state)
    SELECT ${runId}::uuid, c.ordinality - 1, ${action}, c.value -> 'rows', c.value -> 'tags', 'planned'
    FROM jsonb_array_elements(${JSON.stringify(calls)}::jsonb) WITH ORDINALITY AS c
    ON CONFLICT DO NOTHING`.execute(tx);
}

export async function readTagCalls(db: Db | Tx, runId: RunId, action: TagAction): Promise<TagCall[]> {
  const rows = await db
    .selectFrom('tag_calls')
    .select(['number', 'action', 'rows', 'tags', 'state'])
    .where('run_id', '=', runId)
    .where('action', '=', action)
    .orderBy('number')
    .execute();
  return rows;
}

export async function setTagCallState(
  db: Db,
  runId: RunId,
  call: Pick<TagCall, 'number' | 'action'>,
  state: 'sent' | 'done',
  at: Date,
): Promise<void> {
  await db
    .updateTable('tag_calls')
    .set(state === 'sent' ? { state, sent_at: at } : { state })
    .where('run_id', '=', runId)
    .where('action', '=', call.action)
    .where('number', '=', call.number)
    .execute();
}
