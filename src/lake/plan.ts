// The plan of a run: everything that it will send or take away, worked out and written down before the first request.
// Its steps are SQL over narrow rows (plan-contacts.ts, plan-diff.ts) and one wide pass that writes the contacts
// (plan-upserts.ts); the same input gives the same files.
import type { Counts, SentSplit, Warning } from '../contract/runs.ts';
import { checkMapping } from '../core/mapping-check.ts';
import { SegueError } from '../errors.ts';
import type { Duck, Lake } from './duck.ts';
import { asLedger, openLedger } from './ledger-file.ts';
import { makeContacts } from './plan-contacts.ts';
import { compareWithLedger, makeMemberships } from './plan-diff.ts';
import { planFields } from './plan-fields.ts';
import { writeDuplicates, writeRejections, writeUntags, writeWarnings } from './plan-lists.ts';
import { asPlan, readRowsFrom } from './plan-reader.ts';
import { writeUpserts } from './plan-upserts.ts';
import { bitsPerColumn, type PlanInput, type PlanWork, parquet, withWorkFolder } from './plan-work.ts';
import type { Storage } from './storage.ts';

export type { PlanInput } from './plan-work.ts';

/** Storage keys of what a plan consists of. */
export type PlanFiles = {
  upserts: string;
  untags: string;
  rejections: string;
  duplicates: string;
  warnings: string;
};

export type Plan = {
  files: PlanFiles;
  counts: Pick<
    Counts,
    'members' | 'invalid' | 'duplicates' | 'contacts' | 'unchanged' | 'upserts' | 'untags' | 'warnings'
  >;
  upsertRows: number;
  /** Rows of the untags file that need a request; they come first. */
  untagRows: number;
  warnings: Warning[];
};

/**
 * Writes the plan's files under `runs/<planId>/`.
 * @throws mappingInvalid, ledgerCorrupt, snapshotCorrupt, diskFull
 */
export async function writePlan(lake: Lake, storage: Storage, input: PlanInput): Promise<Plan> {
  const problems = checkMapping(input.mapping, input.profiles.columns);
  if (problems.length > 0) {
    throw new SegueError('mappingInvalid', {
      detail: problems.map(({ message }) => message).join(' '),
      fields: problems,
    });
  }
  if (input.profiles.columns.some(({ name }) => name.toLowerCase() === 'file_row_number')) {
    throw new SegueError('mappingInvalid', {
      detail: 'The profile table has a column "file_row_number", a name that the lake needs for itself.',
      action: 'Rename the column in the source, and refresh it.',
    });
  }
  const ledger = input.ledger === null ? null : storage.path(input.ledger);
  return lake.use(async (duck) => {
    if (ledger !== null) await openLedger(duck, ledger);
    return planWith(duck, storage, input, ledger);
  });
}

function planWith(duck: Duck, storage: Storage, input: PlanInput, ledger: string | null): Promise<Plan> {
  const columns = Math.max(1, Math.ceil(input.segments.length / bitsPerColumn));
  return withWorkFolder(storage, `plan-${input.planId}`, (file) =>
    plan(
      {
        duck,
        storage,
        input,
        fields: planFields(input.mapping, input.profiles, input.now),
        profiles: parquet(storage.path(input.profiles.file)),
        key: input.profiles.idColumn,
        bits: Array.from({ length: columns }, (_, index) => `m${index}`),
        compares: ledger !== null,
        file,
      },
      ledger,
    ),
  );
}

async function plan(work: PlanWork, ledger: string | null): Promise<Plan> {
  const { storage, input } = work;
  const contacts = await makeContacts(work);
  await makeMemberships(work);
  if (ledger !== null) await asLedger(() => compareWithLedger(work, ledger));
  const key = (name: string) => `runs/${input.planId}/${name}.parquet`;
  const files: PlanFiles = {
    upserts: key('upserts'),
    untags: key('untags'),
    rejections: key('rejections'),
    duplicates: key('duplicates'),
    warnings: key('warnings'),
  };
  const written = <T>(name: keyof PlanFiles, write: (target: string) => Promise<T>) =>
    writing(storage, files[name], write);
  const upserts = await written('upserts', (target) => writeUpserts(work, ledger, target));
  const untags = await written('untags', (target) => asLedger(() => writeUntags(work, ledger, target)));
  await written('rejections', (target) => asLedger(() => writeRejections(work, ledger, target)));
  await written('duplicates', (target) => writeDuplicates(work, contacts.duplicates, target));
  const { count, warnings } = await written('warnings', (target) => writeWarnings(work, target));
  return {
    files,
    counts: {
      ...contacts,
      unchanged: contacts.contacts - (upserts.rows - upserts.leaving),
      upserts: upserts.rows,
      untags: untags.contacts,
      warnings: count,
    },
    upsertRows: upserts.rows,
    untagRows: untags.rows,
    warnings,
  };
}

/** `storage.write` with what the writing has to say. */
async function writing<T>(storage: Storage, key: string, write: (target: string) => Promise<T>): Promise<T> {
  const said: T[] = [];
  await storage.write(key, async (target) => {
    said.push(await write(target));
  });
  return said[0] as T;
}

/** How many contacts of a plan are new to its export, and how many are known to it and changed. */
export async function splitUpserts(lake: Lake, storage: Storage, files: PlanFiles): Promise<SentSplit> {
  const row = await lake.use((duck) =>
    asPlan(() =>
      duck.row(
        `SELECT count(*) FILTER (NOT known) AS new, count(*) FILTER (known) AS changed FROM ${parquet(storage.path(files.upserts))}`,
      ),
    ),
  );
  return { new: Number(row?.new), changed: Number(row?.changed) };
}

/** The first contacts of a plan, exactly as they would be sent, tags inside. */
export async function sampleContacts(
  lake: Lake,
  storage: Storage,
  files: PlanFiles,
  size: number,
): Promise<Record<string, unknown>[]> {
  const sample = (duck: Duck) => readRowsFrom(duck, storage.path(files.upserts), `row < ${size}`, true);
  const rows = await lake.use(sample);
  return rows.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
}
