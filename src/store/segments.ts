// Segments: their rules, and the pointer to their current members.
import { type Selectable, sql } from 'kysely';
import type { SegmentId } from '../contract/ids.ts';
import type { Rule } from '../contract/rules.ts';
import type { Segment } from '../contract/segments.ts';
import { SegueError } from '../errors.ts';
import type { Db, Tx } from './db.ts';
import { noteMemberCount } from './member-counts.ts';
import { containing, orderOf, type Paging } from './paging.ts';
import type { Schema } from './schema.ts';
import { refusingTakenNames } from './unique-names.ts';

export type SegmentFacts = {
  name: string;
  description: string;
  type: Segment['type'];
  rules: Rule[];
  active: boolean;
  /** None unless given. */
  tags?: string[] | undefined;
};

/** A segment with what the engine needs to compute its members and to tell whether they are still right. */
export type StoredSegment = SegmentFacts & {
  id: SegmentId;
  rulesChangedAt: Date;
  refreshedAt: Date | null;
  /** Storage key. */
  membersFile: string | null;
};

type SegmentRow = Selectable<Schema['segments']>;

export async function listSegments(db: Db, paging: Paging): Promise<{ items: Segment[]; total: number }> {
  const order = orderOf(
    {
      name: 'lower(name)',
      members: 'members',
      type: 'type',
      createdAt: 'created_at',
      updatedAt: 'updated_at',
      refreshedAt: 'refreshed_at',
    },
    paging.sort,
    'name',
  );
  let found = db.selectFrom('segments');
  if (paging.q !== undefined) {
    const pattern = containing(paging.q);
    found = found.where((where) =>
      where.or([
        where('name', 'ilike', pattern),
        where('description', 'ilike', pattern),
        sql<boolean>`EXISTS (SELECT FROM jsonb_array_elements_text(tags) AS tag WHERE tag ILIKE ${pattern})`,
      ]),
    );
  }
  const { total } = await found
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await found
    .selectAll()
    .orderBy(order.by, order.direction)
    .orderBy('id')
    .limit(paging.limit)
    .offset(paging.offset)
    .execute();
  return { items: rows.map(toSegment), total };
}

export async function findSegment(db: Db, id: SegmentId): Promise<Segment | null> {
  const row = await db.selectFrom('segments').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toSegment(row);
}

export async function findStoredSegment(db: Db, id: SegmentId): Promise<StoredSegment | null> {
  const row = await db.selectFrom('segments').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toStored(row);
}

/** All of them, in the order of their names. */
export async function allSegments(db: Db): Promise<StoredSegment[]> {
  const rows = await db.selectFrom('segments').selectAll().orderBy(sql`lower(name)`).execute();
  return rows.map(toStored);
}

/** Keeps a transaction's view of one segment true until it ends. */
export async function holdSegment(tx: Tx, id: SegmentId): Promise<void> {
  await tx.selectFrom('segments').select('id').where('id', '=', id).forUpdate().execute();
}

/** Throws `conflict` when the name is taken. */
export async function insertSegment(tx: Tx, id: SegmentId, facts: SegmentFacts, now: Date): Promise<void> {
  const row = {
    ...facts,
    rules: JSON.stringify(facts.rules),
    tags: JSON.stringify(facts.tags ?? []),
  };
  const times = { rules_changed_at: now, created_at: now, updated_at: now };
  await refusingTakenNames(
    tx
      .insertInto('segments')
      .values({ id, ...row, ...times })
      .execute(),
  );
}

/** Throws `conflict` when the name is taken. Only rules that say something else make the members out of date. */
export async function updateSegment(
  tx: Tx,
  id: SegmentId,
  change: Partial<SegmentFacts>,
  now: Date,
): Promise<void> {
  const { rules, tags, ...rest } = change;
  const text = rules === undefined ? undefined : JSON.stringify(rules);
  const stored =
    text === undefined
      ? {}
      : {
          rules: text,
          rules_changed_at: sql<Date>`CASE WHEN rules = ${text}::jsonb THEN rules_changed_at ELSE ${now} END`,
        };
  await refusingTakenNames(
    tx
      .updateTable('segments')
      .set({
        ...rest,
        ...stored,
        ...(tags === undefined ? {} : { tags: JSON.stringify(tags) }),
        updated_at: now,
      })
      .where('id', '=', id)
      .execute(),
  );
}

/** Throws `conflict`, naming them, while exports use it: their next run would take everybody's tag away. */
export async function deleteSegment(tx: Tx, id: SegmentId): Promise<void> {
  const users = await tx
    .selectFrom('exports')
    .select('name')
    .where(sql<boolean>`segment_ids @> ${JSON.stringify([id])}::jsonb`)
    .where('removed_at', 'is', null)
    .orderBy('name')
    .execute();
  if (users.length > 0) {
    const names = users.map(({ name }) => `"${name}"`).join(', ');
    throw new SegueError('conflict', {
      detail: `The segment is used by ${users.length === 1 ? 'the export' : 'the exports'} ${names}. Nothing was changed.`,
      action: 'Take it out of these exports first, or set it inactive.',
    });
  }
  await tx.deleteFrom('segments').where('id', '=', id).execute();
}

/**
 * Points the segment to new members.
 * @param members.asOf the moment before the rules and tables were read that they were computed from: a change after
 * it makes them out of date at once.
 */
export async function moveMembers(
  tx: Tx,
  id: SegmentId,
  members: { file: string; count: number; asOf: Date },
): Promise<void> {
  await tx
    .updateTable('segments')
    .set({ members: members.count, members_file: members.file, refreshed_at: members.asOf })
    .where('id', '=', id)
    .execute();
  await noteMemberCount(tx, id, members.count, members.asOf);
}

function toSegment(row: SegmentRow): Segment {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    type: row.type,
    rules: row.rules,
    active: row.active,
    tags: row.tags,
    members: row.members,
    refreshedAt: row.refreshed_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

function toStored(row: SegmentRow): StoredSegment {
  return {
    id: row.id,
    name: row.name,
    description: row.description,
    type: row.type,
    rules: row.rules,
    active: row.active,
    tags: row.tags,
    rulesChangedAt: row.rules_changed_at,
    refreshedAt: row.refreshed_at,
    membersFile: row.members_file,
  };
}
