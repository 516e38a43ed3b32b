// Sources as people described them: which files, and what each table of them is. What was read from them is in tables.ts.
import { sql } from 'kysely';
import type { SourceId } from '../contract/ids.ts';
import type { Source, SourceInput, Table } from '../contract/sources.ts';
import { type FieldError, SegueError } from '../errors.ts';
import type { Db, Tx } from './db.ts';
import { containing, orderOf, type Paging } from './paging.ts';
import type { Schema } from './schema.ts';
import { refusingTakenNames } from './unique-names.ts';

type SourceRow = Omit<Schema['sources'], 'tables'> & { tables: Table[] };

export async function listSources(db: Db, paging: Paging): Promise<{ items: Source[]; total: number }> {
  const order = orderOf(
    { name: 'lower(name)', createdAt: 'created_at', refreshedAt: 'refreshed_at' },
    paging.sort,
    'name',
  );
  let found = db.selectFrom('sources');
  if (paging.q !== undefined) found = found.where('name', 'ilike', containing(paging.q));
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
  return { items: rows.map(toSource), total };
}

/** All of them, in the order of their names; for a refresh of everything. */
export async function allSources(db: Db): Promise<Source[]> {
  const rows = await db.selectFrom('sources').selectAll().orderBy(sql`lower(name)`).execute();
  return rows.map(toSource);
}

export async function findSource(db: Db, id: SourceId): Promise<Source | null> {
  const row = await db.selectFrom('sources').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? null : toSource(row);
}

/** Throws `conflict` when its name or a table's is taken, or there is a profile table already. */
/** Keeps a transaction's view of one source true until it ends. */
export async function holdSource(tx: Tx, id: SourceId): Promise<void> {
  await tx.selectFrom('sources').select('id').where('id', '=', id).forUpdate().execute();
}

export async function insertSource(tx: Tx, id: SourceId, input: SourceInput, now: Date): Promise<void> {
  await refuseTakenTables(tx, id, input.tables);
  const row = {
    ...{ id, name: input.name, type: input.type, tables: JSON.stringify(input.tables) },
    ...{ created_at: now, updated_at: now },
  };
  await refusingTakenNames(tx.insertInto('sources').values(row).execute());
}

/** Tables that are no longer part of the source go at once; new and changed ones are read at the next refresh. */
export async function updateSource(
  tx: Tx,
  id: SourceId,
  change: Partial<SourceInput>,
  now: Date,
): Promise<void> {
  const { tables, ...rest } = change;
  if (tables !== undefined) {
    await refuseTakenTables(tx, id, tables);
    await removeGoneTables(tx, id, tables);
  }
  const stored = tables === undefined ? {} : { tables: JSON.stringify(tables) };
  await refusingTakenNames(
    tx
      .updateTable('sources')
      .set({ ...rest, ...stored, updated_at: now })
      .where('id', '=', id)
      .execute(),
  );
}

/** With the tables that were read from it; their files are removed later, when nobody can be reading them. */
export async function deleteSource(tx: Tx, id: SourceId): Promise<void> {
  await tx.deleteFrom('sources').where('id', '=', id).execute();
}

/** What is there no more, and what is of another kind now: another source may be the one with the profiles. */
async function removeGoneTables(tx: Tx, id: SourceId, tables: Table[]): Promise<void> {
  const present = await tx
    .selectFrom('tables')
    .select(['name', 'kind'])
    .where('source_id', '=', id)
    .execute();
  const gone = present
    .filter(({ name, kind }) => !tables.some((table) => table.name === name && table.kind === kind))
    .map(({ name }) => name);
  if (gone.length > 0) await tx.deleteFrom('tables').where('name', 'in', gone).execute();
}

async function refuseTakenTables(tx: Tx, id: SourceId, tables: Table[]): Promise<void> {
  // Until the transaction ends nobody else adds or changes sources, so that what was compared stays true.
  await sql`LOCK TABLE sources IN SHARE ROW EXCLUSIVE MODE`.execute(tx);
  const others = await tx.selectFrom('sources').select(['name', 'tables']).where('id', '!=', id).execute();
  const seen = new Map<string, string>();
  let profiles: string | undefined;
  for (const { name, tables: theirs } of others) {
    for (const table of theirs) {
      seen.set(table.name.toLowerCase(), `the source "${name}"`);
      if (table.kind === 'profiles') profiles = `the table "${table.name}" of the source "${name}"`;
    }
  }
  const fields: FieldError[] = [];
  for (const [index, table] of tables.entries()) {
    const taken = seen.get(table.name.toLowerCase());
    if (taken !== undefined) {
      fields.push({ field: `tables[${index}].name`, message: `is a table of ${taken} already` });
    }
    seen.set(table.name.toLowerCase(), 'this source');
    if (table.kind !== 'profiles') continue;
    if (profiles !== undefined) {
      fields.push({ field: `tables[${index}].kind`, message: `the profiles come from ${profiles}` });
    }
    profiles = `the table "${table.name}" of this source`;
  }
  if (fields.length === 0) return;
  const said = fields.map(({ field, message }) => `${field}: ${message}`).join('; ');
  throw new SegueError('conflict', {
    detail: `Every table needs a name of its own, and one table holds the profiles. ${said}. Nothing was changed.`,
    fields,
  });
}

function toSource(row: SourceRow): Source {
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    tables: row.tables,
    createdAt: row.created_at.toISOString(),
    refreshedAt: row.refreshed_at?.toISOString() ?? null,
  };
}
