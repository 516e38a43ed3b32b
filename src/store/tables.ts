// The current snapshot of every table that was read. A refresh moves the pointers of all tables of a source at once;
// whoever reads the old files meanwhile keeps them until the retention rule takes them.
import type { Column } from '../contract/columns.ts';
import type { SourceId } from '../contract/ids.ts';
import type { Table } from '../contract/sources.ts';
import type { IngestedTable } from '../contract/tables.ts';
import { SegueError } from '../errors.ts';
import type { Db, Tx } from './db.ts';
import { containing, orderOf, type Paging } from './paging.ts';
import type { Schema } from './schema.ts';

/** A table as it lies in storage; `file` and `badLinesFile` are storage keys. */
export type StoredTable = {
  name: string;
  sourceId: SourceId;
  kind: 'profiles' | 'related';
  file: string;
  idColumn: string;
  columns: Column[];
  rows: number;
  badLines: number;
  badLinesFile: string | null;
  refreshedAt: Date;
};

type TableRow = Omit<Schema['tables'], 'columns' | 'rows' | 'bad_lines'> & {
  columns: Column[];
  rows: number;
  bad_lines: number;
};

export async function listTables(db: Db, paging: Paging): Promise<{ items: IngestedTable[]; total: number }> {
  const order = orderOf(
    { name: 'lower(name)', rows: 'rows', refreshedAt: 'refreshed_at' },
    paging.sort,
    'name',
  );
  let found = db.selectFrom('tables');
  if (paging.q !== undefined) found = found.where('name', 'ilike', containing(paging.q));
  const { total } = await found
    .select((select) => select.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await found
    .selectAll()
    .orderBy(order.by, order.direction)
    .orderBy('name')
    .limit(paging.limit)
    .offset(paging.offset)
    .execute();
  return { items: rows.map((row) => toIngested(toStored(row))), total };
}

/** Every table there is: what rules can speak of. */
export async function allTables(db: Db | Tx): Promise<StoredTable[]> {
  const rows = await db.selectFrom('tables').selectAll().orderBy('name').execute();
  return rows.map(toStored);
}

export async function findTable(db: Db, name: string): Promise<StoredTable | null> {
  const row = await db.selectFrom('tables').selectAll().where('name', '=', name).executeTakeFirst();
  return row === undefined ? null : toStored(row);
}

/** The profile table; throws `notIngested` before the first refresh. */
export function profileTableOf(tables: StoredTable[]): StoredTable {
  const table = tables.find(({ kind }) => kind === 'profiles');
  if (table !== undefined) return table;
  throw new SegueError('notIngested', {
    detail: 'The table of profiles has not been read yet.',
    action: 'Add a source with a table of kind "profiles" and refresh it.',
  });
}

/** What a refresh read, and the definition that it followed. */
export type ReadTable = { definition: Table; table: Omit<StoredTable, 'sourceId' | 'refreshedAt'> };

/**
 * Points the tables of the source to what was read, all at once. A definition that was changed or removed meanwhile
 * is passed over: what was read for it is not what the source says now. False when the source itself is gone.
 */
export async function moveTables(tx: Tx, id: SourceId, read: ReadTable[], now: Date): Promise<boolean> {
  const source = await tx
    .selectFrom('sources')
    .select('tables')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (source === undefined) return false;
  const wanted = new Set(source.tables.map((definition) => JSON.stringify(definition)));
  const valid = read.filter(({ definition }) => wanted.has(JSON.stringify(definition)));
  if (valid.length > 0) {
    const names = valid.map(({ table }) => table.name);
    await tx.deleteFrom('tables').where('source_id', '=', id).where('name', 'in', names).execute();
    await tx
      .insertInto('tables')
      .values(valid.map(({ table }) => toRow(id, table, now)))
      .execute();
  }
  if (valid.length === wanted.size) {
    await tx.updateTable('sources').set({ refreshed_at: now }).where('id', '=', id).execute();
  }
  return true;
}

function toRow(source: SourceId, table: ReadTable['table'], now: Date) {
  return {
    name: table.name,
    source_id: source,
    kind: table.kind,
    file: table.file,
    id_column: table.idColumn,
    columns: JSON.stringify(table.columns),
    rows: table.rows,
    bad_lines: table.badLines,
    bad_lines_file: table.badLinesFile,
    refreshed_at: now,
  };
}

export function toIngested(table: StoredTable): IngestedTable {
  const { file, badLinesFile, refreshedAt, ...told } = table;
  return { ...told, refreshedAt: refreshedAt.toISOString() };
}

function toStored(row: TableRow): StoredTable {
  return {
    name: row.name,
    sourceId: row.source_id,
    kind: row.kind,
    file: row.file,
    idColumn: row.id_column,
    columns: row.columns,
    rows: row.rows,
    badLines: row.bad_lines,
    badLinesFile: row.bad_lines_file,
    refreshedAt: row.refreshed_at,
  };
}
