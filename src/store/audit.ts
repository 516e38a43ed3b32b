// The audit log. `appendAudit` belongs at the end of the transaction of the change: it waits for whoever appends
// before it, and the next waits until this transaction has ended.
import { sql } from 'kysely';
import type { AuditActorKind, AuditEntry, AuditQuery, AuditVerdict } from '../contract/audit.ts';
import type { UserId } from '../contract/ids.ts';
import { beginning, changedFields, follow, hashAfter, masked } from '../core/audit-chain.ts';
import type { Db, Tx } from './db.ts';

type Facts = Record<string, unknown>;

export type Happening = {
  at: Date;
  actor: { kind: AuditActorKind; id: UserId | null; name: string | null };
  action: string;
  target: { kind: string; id: string | null; name: string | null };
  /** Whole states are fine: only fields that differ are kept. No secrets. */
  before?: Facts | null;
  after?: Facts | null;
  address: string | null;
};

const pageSize = 1000;

export async function appendAudit(tx: Tx, happening: Happening): Promise<void> {
  const head = await tx
    .selectFrom('audit_head')
    .select(['entries', 'hash'])
    .forUpdate()
    .executeTakeFirstOrThrow();
  const { at, action, target, address } = happening;
  const actor = { ...happening.actor, name: masked(happening.actor.name) };
  const changes = changedFields(happening.before ?? null, happening.after ?? null);
  const number = head.entries + 1;
  const named = { ...target, name: masked(target.name) };
  const whole = { number, at: at.toISOString(), actor, action, target: named, ...changes, address };
  const hash = hashAfter(head.hash, whole);
  const text = (facts: Facts | null) => (facts === null ? null : JSON.stringify(facts));
  await tx
    .insertInto('audit')
    .values({
      ...{ number, at, action, address, hash },
      actor_kind: actor.kind,
      actor_id: actor.id,
      actor_name: actor.name,
      target_kind: named.kind,
      target_id: named.id,
      target_name: named.name,
      before: text(changes.before),
      after: text(changes.after),
    })
    .execute();
  await tx.updateTable('audit_head').set({ entries: number, hash }).execute();
}

/** The latest first. */
export async function listAudit(db: Db, query: AuditQuery): Promise<{ items: AuditEntry[]; total: number }> {
  const { actor, target, action, from, to } = query;
  let found = db.selectFrom('audit');
  if (actor !== undefined) found = found.where('actor_id', '=', actor as UserId);
  if (target !== undefined) {
    found = found.where((where) =>
      where.or([where('target_id', '=', target), where('target_kind', '=', target)]),
    );
  }
  if (action !== undefined) found = found.where('action', '=', action);
  if (from !== undefined) found = found.where('at', '>=', new Date(from));
  if (to !== undefined) found = found.where('at', '<', new Date(to));
  const { total } = await found
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await found
    .selectAll()
    .orderBy('number', 'desc')
    .limit(query.limit)
    .offset(query.offset)
    .execute();
  return { items: rows.map(toEntry), total };
}

/** Goes over the whole log, a page at a time; entries appended meanwhile are left for the next time. */
export async function verifyAudit(db: Db): Promise<AuditVerdict> {
  // One statement, one moment: the head and the last entry belong together.
  const head = await db
    .selectFrom('audit_head')
    .select(['entries', 'hash', sql<number | null>`(SELECT max(number) FROM audit)`.as('last')])
    .executeTakeFirst();
  // Somebody removed the head: nothing says any more where the log ends.
  if (head === undefined) return { entries: 0, intact: false, brokenAt: 1 };
  let link = beginning;
  while (link.number < head.entries) {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('number', '>', link.number)
      .where('number', '<=', head.entries)
      .orderBy('number')
      .limit(pageSize)
      .execute();
    const { to, brokenAt } = follow(link, rows.map(toEntry));
    if (brokenAt !== null) return { entries: head.entries, intact: false, brokenAt };
    if (rows.length === 0) return { entries: head.entries, intact: false, brokenAt: link.number + 1 };
    link = to;
  }
  const surplus = (head.last ?? 0) > head.entries;
  if (surplus) return { entries: head.entries, intact: false, brokenAt: head.entries + 1 };
  if (link.hash !== head.hash) return { entries: head.entries, intact: false, brokenAt: head.entries };
  return { entries: head.entries, intact: true };
}

type Row = Pick<AuditEntry, 'number' | 'action' | 'before' | 'after' | 'address' | 'hash'> & {
  at: Date;
  actor_kind: AuditActorKind;
  actor_id: UserId | null;
  actor_name: string | null;
  target_kind: string;
  target_id: string | null;
  target_name: string | null;
};

function toEntry(row: Row): AuditEntry {
  const { number, action, before, after, address, hash } = row;
  return {
    ...{ number, action, before, after, address, hash },
    at: row.at.toISOString(),
    actor: { kind: row.actor_kind, id: row.actor_id, name: row.actor_name },
    target: { kind: row.target_kind, id: row.target_id, name: row.target_name },
  };
}
