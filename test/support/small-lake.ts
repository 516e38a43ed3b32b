// A lake in a folder of its own, for tests, and tables written into it row by row.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Column } from '../../src/contract/columns.ts';
import { type Lake, openLake, quoteName, quoteText } from '../../src/lake/duck.ts';
import type { TableSnapshot } from '../../src/lake/snapshot.ts';
import { openFolderStorage, type Storage } from '../../src/lake/storage.ts';
import type { PlainTable, PlainValue } from './evaluate-rules.ts';

export type SmallLake = {
  root: string;
  storage: Storage;
  lake: Lake;
  write(table: PlainTable, kind: 'profiles' | 'related'): Promise<TableSnapshot>;
  close(): Promise<void>;
};

export async function openSmallLake(): Promise<SmallLake> {
  const root = await mkdtemp(join(tmpdir(), 'segue-lake-'));
  let count = 0;
  const storage = openFolderStorage(root, () => `part-${count++}`);
  const lake = await openLake({
    folders: [root],
    spillFolder: storage.scratch,
    memoryMegabytes: 200,
    threads: 2,
  });
  return {
    root,
    storage,
    lake,
    write: (table, kind) => write(lake, storage, table, kind),
    async close() {
      await lake.close();
      await rm(root, { recursive: true });
    },
  };
}

async function write(
  lake: Lake,
  storage: Storage,
  table: PlainTable,
  kind: 'profiles' | 'related',
): Promise<TableSnapshot> {
  const { name, columns, idColumn, rows } = table;
  const file = `tables/${name.replaceAll('/', '')}.parquet`;
  const selects = rows.map((row) =>
    columns
      .map(
        (column) =>
          `${literal(row[column.name] ?? null, column, column.name === idColumn)} AS ${quoteName(column.name)}`,
      )
      .join(', '),
  );
  await storage.write(file, (path) =>
    lake.use((duck) =>
      duck.run(`COPY (SELECT ${selects.join(' UNION ALL SELECT ')}) TO ${quoteText(path)} (FORMAT parquet)`),
    ),
  );
  return { name, kind, file, idColumn, columns, rows: rows.length };
}

const sqlTypes = {
  text: 'VARCHAR',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

function literal(value: PlainValue, column: Column, isId: boolean): string {
  const type = isId && column.type === 'number' ? 'BIGINT' : sqlTypes[column.type];
  if (value === null) return `CAST(NULL AS ${type})`;
  return `CAST(${quoteText(column.type === 'timestamp' ? String(value).replace(/Z$/, '') : String(value))} AS ${type})`;
}
