// Segments: their members computed into a file, counted for a preview, and read back with their attributes.
import type { Rule } from '../contract/rules.ts';
import type { Preview } from '../contract/segments.ts';
import type { Cell } from '../contract/tables.ts';
import { csvLine } from '../core/csv-line.ts';
import { assertRules } from '../core/rules.ts';
import { asCell, asCells, cellsSql } from './cells.ts';
import { type Duck, type Lake, type Params, quoteName, quoteText } from './duck.ts';
import { type CompiledSegment, compileRuleMatches, compileSegment } from './segment-sql.ts';
import { segmentTables } from './segment-tables.ts';
import type { MemberSnapshot, TableSnapshot } from './snapshot.ts';
import type { Storage } from './storage.ts';
import { lookUpTextReadings } from './text-readings.ts';

export type SegmentOptions = {
  rules: readonly Rule[];
  /** The current snapshots: one of kind `profiles`, any number of kind `related`. */
  tables: readonly TableSnapshot[];
  now: Date;
};

/**
 * Writes the members of a segment (one column `customer_id`, sorted, each once) to the storage key `file`. Throws
 * `notIngested`, `ruleInvalid`, `ruleTypeMismatch`, `snapshotCorrupt`, `diskFull`.
 *
 * `inLast` means after `now` less the span (months and years by the calendar), up to and including `now`; a date
 * without a time is its midnight in UTC.
 */
export async function evaluateSegment(
  lake: Lake,
  storage: Storage,
  options: SegmentOptions & { file: string },
): Promise<MemberSnapshot> {
  const { file } = options;
  return lake.use(async (duck) => {
    const { sql, params } = await compile(duck, storage, options, compileSegment);
    let members = 0;
    await storage.write(file, async (temporary) => {
      const copied = await duck.row(
        `COPY (${sql} ORDER BY customer_id) TO ${quoteText(temporary)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000)`,
        params,
      );
      members = Number(copied?.Count);
    });
    return { file, members };
  });
}

/**
 * How many profiles the rules find, all together and each of them, and some of the profiles with all attributes: one
 * pass over the tables, as it runs while somebody edits the rules. Throws like `evaluateSegment`.
 */
export async function previewMembers(
  lake: Lake,
  storage: Storage,
  options: SegmentOptions & { sample?: number },
): Promise<Preview> {
  return lake.use(async (duck) => {
    const { sql, params } = await compile(duck, storage, options, compileRuleMatches);
    const last = options.rules.length - 1;
    const counts = options.rules.flatMap((_, at) =>
      [`m${at}`, `t${at}`].map((flag) => `count(*) FILTER (${flag}) AS ${flag}`),
    );
    await duck.run(
      `CREATE TEMP TABLE preview AS
       SELECT min(customer_id, ${Math.trunc(options.sample ?? 20)}) FILTER (t${last}) AS chosen, ${counts.join(', ')} FROM (${sql})`,
      params,
    );
    const { profiles } = segmentTables(storage, options.tables);
    const id = quoteName(profiles.idColumn);
    const counted = await duck.row('SELECT * EXCLUDE (chosen) FROM preview');
    const rows = await duck.rows(
      `WITH chosen AS (SELECT unnest(chosen) AS customer_id FROM preview)
       SELECT ${cellsSql(profiles.columns, 'p')} FROM chosen JOIN ${profiles.from} AS p ON p.${id} = chosen.customer_id
       ORDER BY chosen.customer_id`,
    );
    const rules = options.rules.map((_, at) => ({
      count: Number(counted?.[`m${at}`]),
      total: Number(counted?.[`t${at}`]),
    }));
    return { count: rules[last]?.total ?? 0, sample: rows.map(asCells), rules };
  });
}

async function compile(
  duck: Duck,
  storage: Storage,
  options: SegmentOptions,
  compiler: typeof compileSegment,
): Promise<CompiledSegment> {
  const { rules, now } = options;
  const tables = segmentTables(storage, options.tables);
  assertRules(rules, tables);
  return compiler(rules, tables, { now, dateOrders: await lookUpTextReadings(duck, rules, tables) });
}

export type MembersOptions = {
  /** Storage key of a segment's members. */
  members: string;
  /** The current profile table. */
  profiles: TableSnapshot;
};

/**
 * A page of members in the order of their ids, with the attributes they have now. Somebody who has left the profile
 * table since is listed with the id alone. `q` keeps those whose id it is, or who have it in a text. `total` counts
 * what there is over all pages.
 */
export async function readMembers(
  lake: Lake,
  storage: Storage,
  options: MembersOptions & { limit: number; offset: number; q?: string | undefined },
): Promise<{ items: Record<string, Cell>[]; total: number }> {
  const { idColumn, sql, params, counting } = membersSql(storage, options);
  return lake.use(async (duck) => {
    const counted = await duck.row(counting, params);
    const rows = await duck.rows(
      `${sql} ORDER BY "segue id" LIMIT ${Math.trunc(options.limit)} OFFSET ${Math.trunc(options.offset)}`,
      params,
    );
    const items = rows.map(({ 'segue id': id, ...row }) => ({ ...asCells(row), [idColumn]: asCell(id) }));
    return { items, total: Number(counted?.n) };
  });
}

/** All members as CSV with a header, in pieces; the id comes first. */
export async function* membersCsv(
  lake: Lake,
  storage: Storage,
  options: MembersOptions,
): AsyncGenerator<string> {
  const { idColumn, sql, columns, params } = membersSql(storage, options);
  const names = columns.map(({ name }) => name).filter((name) => name !== idColumn);
  const { duck, release } = await lake.lend();
  try {
    yield csvLine([idColumn, ...names]);
    for await (const rows of duck.stream(`${sql} ORDER BY "segue id"`, params)) {
      const lines = rows.map((row) =>
        csvLine([row['segue id'], ...names.map((name) => row[name])].map(csvCell)),
      );
      yield lines.join('');
    }
  } finally {
    release();
  }
}

function csvCell(value: unknown): string | number | null {
  const cell = asCell(value);
  return typeof cell === 'boolean' ? String(cell) : cell;
}

function membersSql(storage: Storage, options: MembersOptions & { q?: string | undefined }) {
  const { columns, idColumn, from } = segmentTables(storage, [options.profiles]).profiles;
  const members = `read_parquet(${quoteText(storage.path(options.members))})`;
  const q = options.q?.trim() ?? '';
  const texts = columns.filter(({ type }) => type === 'text').map(({ name }) => `p.${quoteName(name)}`);
  const wanted = [
    'lower(CAST(m.customer_id AS VARCHAR)) = lower($q)',
    ...texts.map((x) => `contains(lower(${x}), lower($q))`),
  ];
  // Members may be older than the profiles, when ids were of another type.
  const sql = `SELECT m.customer_id AS "segue id", ${cellsSql(columns, 'p')}
    FROM ${members} AS m LEFT JOIN ${from} AS p ON CAST(p.${quoteName(idColumn)} AS VARCHAR) = CAST(m.customer_id AS VARCHAR)
    ${q === '' ? '' : `WHERE ${wanted.join(' OR ')}`}`;
  const params: Params = q === '' ? {} : { q };
  const counting = `SELECT count(*) AS n FROM ${q === '' ? members : `(${sql})`}`;
  return { sql, counting, params, columns, idColumn };
}
