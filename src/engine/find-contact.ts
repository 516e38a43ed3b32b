// One address through all exports: what each is known to hold of it, and what became of it in every run whose files
// are kept. The address itself goes to the lake alone; nothing here logs it or names it in an error.
import type { Context } from '../context.ts';
import type { ContactFate, ContactQuery, FoundContact, HeldContact } from '../contract/contacts.ts';
import { type RunId, RunId as RunIdSchema } from '../contract/ids.ts';
import { reasonOf, rejectionCodes } from '../contract/rejection-codes.ts';
import { fateOfUntag, fateOfUpsert } from '../core/contact-fate.ts';
import { SegueError } from '../errors.ts';
import { findTraces, soughtAddress, type Traces } from '../lake/find-contact.ts';
import {
  type PlannedRun,
  plannedRuns,
  searchedExports,
  type UntagState,
  type UpsertState,
  untagStates,
  upsertStates,
} from '../store/contact-fates.ts';

/** A month of hourly runs of one export; of more runs the latest are looked into. */
const mostRuns = 1000;

/** Throws `notFound` for an export that is not there; `planCorrupt`, `ledgerCorrupt`. */
export async function findContact(ctx: Context, query: ContactQuery): Promise<FoundContact> {
  const exports = await searchedExports(ctx.db, query.exportId);
  if (query.exportId !== undefined && exports.length === 0) {
    throw new SegueError('notFound', { detail: `There is no export ${query.exportId}.` });
  }
  const ids = exports.map(({ id }) => id);
  const runs = await keptRuns(ctx, await plannedRuns(ctx.db, ids, mostRuns));
  const address = await soughtAddress(ctx.lake, query.email);
  const traces = await findTraces(ctx.lake, ctx.storage, filesOf(runs, exports), address);
  const states = await statesOf(ctx, runs, traces);
  const items = exports.map(({ id, name, ledgerFile }) => {
    const held = heldIn(traces, ledgerFile);
    const fates = runs
      .filter(({ exportId }) => exportId === id)
      .flatMap((run) => fatesIn(run, traces, states, held));
    return { exportId: id, exportName: name, held, fates };
  });
  return { items: items.filter(({ held, fates }) => held !== null || fates.length > 0) };
}

/** Files of runs that ended long ago are removed, one by one. */
async function keptRuns(ctx: Context, runs: PlannedRun[]): Promise<PlannedRun[]> {
  const kept: PlannedRun[] = [];
  for (const run of runs) {
    const { files, ledger } = run.plan;
    const keys = [files.upserts, files.untags, files.rejections, files.duplicates, ledger];
    const there = await Promise.all(keys.map((key) => key === null || ctx.storage.exists(key)));
    if (there.every((each) => each)) kept.push(run);
  }
  return kept;
}

function filesOf(
  runs: PlannedRun[],
  exports: { ledgerFile: string | null }[],
): Record<keyof Traces, string[]> {
  const named = (keys: (string | null)[]) => keys.filter((key) => key !== null);
  const plans = runs.map(({ plan }) => plan);
  return {
    upserts: plans.map(({ files }) => files.upserts),
    untags: plans.map(({ files }) => files.untags),
    rejections: plans.map(({ files }) => files.rejections),
    duplicates: plans.map(({ files }) => files.duplicates),
    ledgers: named([...plans.map(({ ledger }) => ledger), ...exports.map(({ ledgerFile }) => ledgerFile)]),
  };
}

type States = { upserts: Map<RunId, UpsertState>; untags: Map<RunId, UntagState> };

async function statesOf(ctx: Context, runs: PlannedRun[], traces: Traces): Promise<States> {
  const runOf = (name: 'upserts' | 'untags') => new Map(runs.map(({ id, plan }) => [plan.files[name], id]));
  const rowsIn = (name: 'upserts' | 'untags') => {
    const ids = runOf(name);
    return traces[name].flatMap(({ file, row }) => {
      const runId = ids.get(file);
      return runId === undefined ? [] : [{ runId, row }];
    });
  };
  const upserts = await upsertStates(ctx.db, rowsIn('upserts'));
  const untags = await untagStates(ctx.db, rowsIn('untags'));
  return {
    upserts: new Map(upserts.map((state) => [state.runId, state])),
    untags: new Map(untags.map((state) => [state.runId, state])),
  };
}

function heldIn({ ledgers }: Traces, ledgerFile: string | null): HeldContact | null {
  const found = ledgers.find(({ file }) => file === ledgerFile);
  if (found === undefined) return null;
  const { state, tags, sentAt, runId } = found;
  return { state, tags, sentAt, runId: RunIdSchema.parse(runId) };
}

type Said = Omit<ContactFate, 'runId' | 'at'>;

function fatesIn(run: PlannedRun, traces: Traces, states: States, held: HeldContact | null): ContactFate[] {
  const { files, ledger } = run.plan;
  const said: Said[] = [
    ...upsertIn(run, traces, states, held),
    ...untagIn(run, traces, states),
    ...traces.rejections.filter(({ file }) => file === files.rejections).map(rejection),
  ];
  // Known from an earlier run, and nothing to do about it.
  if (said.length === 0 && traces.ledgers.some(({ file }) => file === ledger))
    said.push({ fate: 'unchanged' });
  for (const { kept } of traces.duplicates.filter(({ file }) => file === files.duplicates)) {
    said.push({ fate: 'duplicate', ...about('duplicate', `kept: ${kept}`) });
  }
  return said.map((one) => ({ runId: run.id, at: run.at.toISOString(), ...one }));
}

function upsertIn(run: PlannedRun, traces: Traces, states: States, held: HeldContact | null): Said[] {
  const { files, membership, tagsInside } = run.plan;
  const planned = traces.upserts.find(({ file }) => file === files.upserts);
  const state = states.upserts.get(run.id);
  if (planned === undefined || state === undefined) return [];
  const fate = fateOfUpsert({
    leaving: planned.leaving,
    rejected: state.code !== null,
    batch: state.state === null ? null : { state: state.state, attempts: state.attempts ?? 0 },
    tagged: membership === 'tag' && tagsInside === false ? state.tagged : null,
  });
  if (state.code !== null) return [{ fate, ...about(state.code, state.detail) }];
  // Accepted, and missing when it was read back: only the ledger knows.
  const lost = fate === 'accepted' && held?.runId === run.id && held.state === 'unknown';
  return [{ fate: lost ? 'unknown' : fate }];
}

function untagIn(run: PlannedRun, traces: Traces, states: States): Said[] {
  const planned = traces.untags.find(({ file }) => file === run.plan.files.untags);
  if (planned === undefined) return [];
  return [{ fate: fateOfUntag(planned.tags, states.untags.get(run.id)?.state ?? null) }];
}

function rejection({ code, detail }: Traces['rejections'][number]): Said {
  const unusable = code.startsWith('email') && Object.hasOwn(rejectionCodes, code);
  return { fate: unusable ? 'invalid' : 'rejected', ...about(code, detail) };
}

function about(code: string, detail: string | null): Pick<Said, 'code' | 'reason' | 'detail'> {
  return { code, reason: reasonOf(code), ...(detail === null ? {} : { detail }) };
}
