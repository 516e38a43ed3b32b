// What the steps of a plan share: one connection with its temporary tables, the input, and the mapping as SQL.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Mapping } from '../contract/mapping.ts';
import type { RunMode } from '../contract/runs.ts';
import { type Duck, quoteName, quoteText } from './duck.ts';
import type { PlanFields } from './plan-fields.ts';
import type { TableSnapshot } from './snapshot.ts';
import type { Storage } from './storage.ts';

export type PlanInput = {
  /** Files go under `runs/<planId>/`. */
  planId: string;
  profiles: TableSnapshot;
  segments: {
    id: string;
    /** Tag or property name; null when memberships are not shown. */
    name: string | null;
    /** Storage key of a Parquet file with the column `customer_id`, in the type of the profiles' key. */
    members: string;
  }[];
  mapping: Mapping;
  membership: 'tag' | 'property' | 'none';
  sendWelcomeMessage: boolean;
  mode: RunMode;
  /** Storage key of the export's ledger. */
  ledger: string | null;
  /** Ledgers of the other exports of the same brand. */
  otherLedgers: string[];
  now: Date;
};

export type PlanWork = {
  duck: Duck;
  storage: Storage;
  input: PlanInput;
  fields: PlanFields;
  /** `read_parquet(…)` of the profiles; its virtual column `file_row_number` is the number of a profile. */
  profiles: string;
  /** The profiles' key column. */
  key: string;
  /** Columns of bits, one bit for each segment of the export in the order of their names. */
  bits: string[];
  /** Whether contents are compared with a ledger, which needs every contact's fingerprint before any is written. */
  compares: boolean;
  /** Path of a work file. */
  file(name: string): string;
};

/** Bits that one column holds; a signed 64-bit number has room for 63. */
export const bitsPerColumn = 60;

/** `read_parquet` over files that lie ready. */
export function parquet(path: string): string {
  return `read_parquet(${quoteText(path)})`;
}

/** The relation `r` as SQL: the mapped attributes of profiles, with whatever else is asked for. */
export function rawProfiles(work: PlanWork, more: string[]): string {
  const columns = [
    'p.file_row_number AS rid',
    ...work.fields.all.map(({ source, alias }) => `${source} AS ${alias}`),
    ...more,
  ];
  return `SELECT ${columns.join(', ')} FROM ${work.profiles} p`;
}

export const keyColumn = (work: PlanWork) => `p.${quoteName(work.key)}`;

/** Joins the translated words to `r`. */
export function wordJoins({ fields }: PlanWork): string {
  return fields.words
    .map(({ table, field }) => `LEFT JOIN ${table} ON ${table}.raw = ${field.raw}`)
    .join(' ');
}

/** A folder of work files inside the scratch space, gone when `work` is done. */
export async function withWorkFolder<T>(
  storage: Storage,
  name: string,
  work: (file: (name: string) => string) => Promise<T>,
): Promise<T> {
  const folder = join(storage.scratch, name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    return await work((file) => join(folder, file));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Segments in the order of their bits. */
export function byName(a: { name: string | null }, b: { name: string | null }): number {
  return (a.name ?? '') < (b.name ?? '') ? -1 : 1;
}
