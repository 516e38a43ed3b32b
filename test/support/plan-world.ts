// A lake with one profile table and one export, for tests of plans and ledgers: rows in, files out.
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ColumnType } from '../../src/contract/columns.ts';
import { type Lake, openLake, quoteName, quoteText, type Row } from '../../src/lake/duck.ts';
import { mergeLedger, type Outcome } from '../../src/lake/ledger.ts';
import { type Plan, type PlanInput, writePlan } from '../../src/lake/plan.ts';
import type { TableSnapshot } from '../../src/lake/snapshot.ts';
import { openFolderStorage, type Storage } from '../../src/lake/storage.ts';

const duckTypes: Record<ColumnType, string> = {
  text: 'VARCHAR',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
};

export type ProfileRow = Record<string, string | number | boolean | null>;
export type Upsert = {
  row: number;
  email: string;
  customerId: string;
  fingerprint: string;
  contact: Record<string, unknown>;
  tags: string[];
  properties: string[];
  leaving: boolean;
  known: boolean;
};
export type Made = {
  plan: Plan;
  upserts: Upsert[];
  untags: {
    row: number;
    email: string;
    customerId: string;
    tags: string[];
    released: string[];
    gone: boolean;
  }[];
  rejections: Row[];
  duplicates: Row[];
  warnings: Row[];
};

export const allRows = (made: Made): [number, number][] =>
  made.upserts.length === 0 ? [] : [[0, made.upserts.length - 1]];
export const allUntags = (made: Made): [number, number][] =>
  made.plan.untagRows === 0 ? [] : [[0, made.plan.untagRows - 1]];
/** Everything that was to be done is done. */
export const everything = (made: Made): Outcome => ({
  accepted: allRows(made),
  rejected: [],
  unknown: [],
  untagged: allUntags(made),
});

export type PlanWorld = {
  lake: Lake;
  storage: Storage;
  /** Writes a profile table; ids are numbers unless `idType` says otherwise. */
  table(rows: ProfileRow[], columns: Record<string, ColumnType>, idType?: string): Promise<TableSnapshot>;
  members(ids: (string | number)[], idType?: string): Promise<string>;
  plan(input: Partial<PlanInput> & Pick<PlanInput, 'profiles' | 'segments' | 'mapping'>): Promise<Made>;
  merge(made: Made, ledger: string | null, outcome: Outcome, at?: Date): Promise<string | null>;
  rows(key: string, order?: string): Promise<Row[]>;
  close(): Promise<void>;
};

export const now = new Date('2026-08-01T12:00:00Z');

export async function openPlanWorld(): Promise<PlanWorld> {
  const root = await mkdtemp(join(tmpdir(), 'segue-plan-'));
  const storage = openFolderStorage(root, randomUUID);
  const lake = await openLake({
    folders: [root],
    spillFolder: storage.scratch,
    memoryMegabytes: 300,
    threads: 2,
  });
  const write = (key: string, sql: string, list: string) =>
    storage.write(key, (path) =>
      lake.use((duck) => duck.run(`COPY (${sql}) TO ${quoteText(path)} (FORMAT parquet)`, { list })),
    );
  const rows = (key: string, order = '1') =>
    lake.use((duck) =>
      duck.rows(`SELECT * FROM read_parquet(${quoteText(storage.path(key))}) ORDER BY ${order}`),
    );
  return {
    lake,
    storage,
    rows,
    async table(profiles, columns, idType = 'BIGINT') {
      const key = `tables/${randomUUID()}.parquet`;
      const all = {
        id: idType,
        ...Object.fromEntries(Object.entries(columns).map(([name, type]) => [name, duckTypes[type]])),
      };
      const shape = JSON.stringify([Object.fromEntries(Object.keys(all).map((name) => [name, 'VARCHAR']))]);
      const casts = Object.entries(all).map(
        ([name, type]) => `CAST(x.${quoteName(name)} AS ${type}) AS ${quoteName(name)}`,
      );
      await write(
        key,
        `SELECT ${casts.join(', ')} FROM (SELECT unnest(from_json($list, ${quoteText(shape)})) AS x)`,
        JSON.stringify(profiles),
      );
      const typed = Object.entries(columns).map(([name, type]) => ({ name, type }));
      const id = { name: 'id', type: idType === 'VARCHAR' ? ('text' as const) : ('number' as const) };
      return {
        name: 'customers',
        kind: 'profiles',
        file: key,
        idColumn: 'id',
        columns: [id, ...typed],
        rows: profiles.length,
      };
    },
    async members(ids, idType = 'BIGINT') {
      const key = `members/${randomUUID()}.parquet`;
      const sql = `SELECT CAST(x AS ${idType}) AS customer_id FROM (SELECT unnest(from_json($list, '["VARCHAR"]')) AS x)`;
      await write(key, sql, JSON.stringify(ids.map(String)));
      return key;
    },
    async plan(input) {
      const plan = await writePlan(lake, storage, {
        planId: randomUUID(),
        membership: 'tag',
        sendWelcomeMessage: false,
        mode: 'incremental',
        ledger: null,
        otherLedgers: [],
        now,
        ...input,
      });
      const { files } = plan;
      const upserts = (await rows(files.upserts, 'row')).map((row) => ({
        row: Number(row.row),
        email: String(row.email),
        customerId: String(row.customer_id),
        fingerprint: String(row.fingerprint),
        contact: JSON.parse(String(row.body)) as Record<string, unknown>,
        tags: row.tags as string[],
        properties: row.properties as string[],
        leaving: row.leaving === true,
        known: row.known === true,
      }));
      const untags = (await rows(files.untags, 'row')).map((row) => ({
        row: Number(row.row),
        email: String(row.email),
        customerId: String(row.customer_id),
        tags: row.tags as string[],
        released: row.released as string[],
        gone: row.gone === true,
      }));
      return {
        plan,
        upserts,
        untags,
        rejections: await rows(files.rejections, 'customer_id'),
        duplicates: await rows(files.duplicates, 'customer_id'),
        warnings: await rows(files.warnings, 'customer_id, field, code'),
      };
    },
    merge(made, ledger, outcome, at = now) {
      const target = `ledgers/${randomUUID()}.parquet`;
      return mergeLedger(lake, storage, {
        ledger,
        files: made.plan.files,
        outcome,
        runId: 'run',
        at,
        target,
      });
    },
    async close() {
      await lake.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
