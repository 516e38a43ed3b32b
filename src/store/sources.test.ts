import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { databases, withDatabase } from '../../test/support/database.ts';
import { SegmentId, SourceId } from '../contract/ids.ts';
import type { SourceInput, Table } from '../contract/sources.ts';
import { memberTrend, mostPoints } from './member-counts.ts';
import { deleteSegment, findStoredSegment, insertSegment, moveMembers, updateSegment } from './segments.ts';
import { deleteSource, findSource, insertSource, listSources, updateSource } from './sources.ts';
import { allTables, listTables, moveTables, type ReadTable } from './tables.ts';

const newId = () => SourceId.parse(crypto.randomUUID());
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));

const customers: Table = { name: 'customers', kind: 'profiles', path: 'customers.csv', key: 'id' };
const orders: Table = { name: 'orders', kind: 'related', path: 'orders/*.csv', customerKey: 'customer' };
const shop = (tables: Table[] = [customers, orders], name = 'shop'): SourceInput => ({
  name,
  type: 'file',
  tables,
});

const read = (definition: Table, file: string): ReadTable => ({
  definition,
  table: {
    ...{ name: definition.name, kind: definition.kind, file, idColumn: 'id', rows: 7_000_000_000 },
    ...{ columns: [{ name: 'id', type: 'number' }], badLines: 2, badLinesFile: null },
  },
});

describe.each(databases)('sources and tables on %s', (kind) => {
  const made = withDatabase(kind);
  const insert = async (input = shop(), id = newId()) => {
    await made.db.transaction().execute((tx) => insertSource(tx, id, input, at(0)));
    return id;
  };
  /** Points the tables of a source to what was read for them, as it is described now. */
  const move = async (id: SourceId, file = 'a.parquet', definitions?: Table[]) => {
    const tables = definitions ?? (await findSource(made.db, id))?.tables ?? [];
    const moved = tables.map((table) => read(table, `${table.name}/${file}`));
    return made.db.transaction().execute((tx) => moveTables(tx, id, moved, at(9)));
  };
  beforeEach(async () => {
    await made.db.deleteFrom('sources').execute();
  });

  test('a source is kept as it was described', async () => {
    const id = await insert();
    expect(await findSource(made.db, id)).toEqual({
      ...{ id, ...shop(), createdAt: at(0).toISOString(), refreshedAt: null },
    });
    const { items, total } = await listSources(made.db, { limit: 1, offset: 0, q: 'SHO', sort: '-name' });
    expect([items.length, total]).toEqual([1, 1]);
    expect((await listSources(made.db, { limit: 10, offset: 0, q: 's%p' })).total).toBe(0);
  });

  test('names are taken once, and so is the place of the profiles', async () => {
    await insert();
    await expect(insert(shop([{ ...orders, name: 'other' }], 'SHOP'))).rejects.toMatchObject({
      code: 'conflict',
      fields: [{ field: 'name' }],
    });
    const clashing = shop(
      [
        { ...orders, name: 'Orders' },
        { ...customers, name: 'people' },
      ],
      'two',
    );
    await expect(insert(clashing)).rejects.toMatchObject({
      code: 'conflict',
      fields: [{ field: 'tables[0].name' }, { field: 'tables[1].kind' }],
    });
    await expect(insert(shop([orders, orders], 'three'))).rejects.toMatchObject({ code: 'conflict' });
    expect((await listSources(made.db, { limit: 10, offset: 0 })).total).toBe(1);
  });

  test('all tables of a source move together', async () => {
    const id = await insert();
    expect(await move(id)).toBe(true);
    expect(await move(id, 'b.parquet')).toBe(true);
    const tables = await allTables(made.db);
    expect(tables.map(({ name, file, rows }) => [name, file, rows])).toEqual([
      ['customers', 'customers/b.parquet', 7_000_000_000],
      ['orders', 'orders/b.parquet', 7_000_000_000],
    ]);
    expect((await findSource(made.db, id))?.refreshedAt).toBe(at(9).toISOString());
    const { items } = await listTables(made.db, { limit: 10, offset: 0, q: 'ord', sort: '-rows' });
    expect(items).toEqual([
      expect.objectContaining({ name: 'orders', badLines: 2, refreshedAt: at(9).toISOString() }),
    ]);
    expect(items[0]).not.toHaveProperty('file');
  });

  test('what was read for a description that has changed meanwhile does not count', async () => {
    const id = await insert();
    const before = await findSource(made.db, id);
    const changed = [customers, { ...orders, path: 'other/*.csv' }];
    await made.db.transaction().execute((tx) => updateSource(tx, id, { tables: changed }, at(1)));
    expect(await move(id, 'a.parquet', before?.tables)).toBe(true);
    expect((await allTables(made.db)).map(({ name }) => name)).toEqual(['customers']);
    expect((await findSource(made.db, id))?.refreshedAt).toBeNull();
    expect(await move(newId(), 'a.parquet', [customers])).toBe(false);
  });

  test('a table goes with its description, and the profiles can come from elsewhere', async () => {
    const id = await insert();
    await move(id);
    const { key, ...rest } = customers as Extract<Table, { kind: 'profiles' }>;
    const related: Table = { ...rest, kind: 'related', customerKey: key };
    await made.db.transaction().execute((tx) => updateSource(tx, id, { tables: [related] }, at(1)));
    expect(await allTables(made.db)).toEqual([]);
    const other = await insert(shop([{ ...customers, name: 'people' }], 'crm'));
    expect(await move(other)).toBe(true);
    await made.db.transaction().execute((tx) => deleteSource(tx, other));
    expect(await allTables(made.db)).toEqual([]);
  });
});

describe.each(databases)('segments on %s', (kind) => {
  const made = withDatabase(kind);
  const rules = [{ where: { all: [{ attribute: 'city', op: 'eq', value: 'Malmö' } as const] } }];
  const insert = async (name: string) => {
    const id = SegmentId.parse(crypto.randomUUID());
    const facts = { name, description: '', type: 'dynamic', rules, active: true } as const;
    await made.db.transaction().execute((tx) => insertSegment(tx, id, { ...facts }, at(0)));
    return id;
  };
  const update = (id: SegmentId, change: Parameters<typeof updateSegment>[2], second: number) =>
    made.db.transaction().execute((tx) => updateSegment(tx, id, change, at(second)));

  test('the last four hundred counts of members are kept, and a segment that is gone gets none', async () => {
    const id = await insert('counted');
    await sql`INSERT INTO member_counts SELECT ${id}::uuid, ${at(0)}::timestamptz + make_interval(secs => n), n
      FROM generate_series(1, 400) AS n`.execute(made.db);
    const move = (second: number, count: number) =>
      made.db
        .transaction()
        .execute((tx) => moveMembers(tx, id, { file: 'm.parquet', count, asOf: at(second) }));
    await move(900, 7);
    await move(900, 8);
    const trend = await memberTrend(made.db, id);
    expect(trend).toHaveLength(mostPoints);
    expect([trend[0]?.members, trend.at(-1)]).toEqual([2, { at: at(900).toISOString(), members: 8 }]);
    await made.db.transaction().execute((tx) => deleteSegment(tx, id));
    await move(901, 9);
    expect(await memberTrend(made.db, id)).toEqual([]);
  });

  test('only rules that say something else make the members out of date', async () => {
    const id = await insert('one');
    await update(id, { name: 'uno', rules: structuredClone(rules) }, 1);
    expect(await findStoredSegment(made.db, id)).toMatchObject({ name: 'uno', rules, rulesChangedAt: at(0) });
    await update(id, { rules: [{ where: { any: [] } }] }, 2);
    expect((await findStoredSegment(made.db, id))?.rulesChangedAt).toEqual(at(2));
  });

  test('a name is taken once, and an export keeps its segments', async () => {
    const id = await insert('two');
    await expect(insert('TWO')).rejects.toMatchObject({ code: 'conflict', fields: [{ field: 'name' }] });
    const row = {
      name: 'letters',
      mapping: '{}',
      schedule: '{}',
      membership: '{}',
      send_welcome_message: false,
    };
    const times = { created_at: at(0), updated_at: at(0) };
    const exportId = crypto.randomUUID() as never;
    await made.db
      .insertInto('exports')
      .values({ id: exportId, ...row, ...times, segment_ids: JSON.stringify([id]) })
      .execute();
    const remove = () => made.db.transaction().execute((tx) => deleteSegment(tx, id));
    await expect(remove()).rejects.toThrow('the export "letters"');
    await made.db.deleteFrom('exports').execute();
    await remove();
    expect(await findStoredSegment(made.db, id)).toBeNull();
  });
});
