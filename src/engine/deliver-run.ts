// Delivery: the planned batches go out in their order, at the brand's pace, several under way at a time. A batch that
// Omnisend refuses as a whole is halved until the contacts at fault stand alone. Everything a batch goes through is a
// row in the database, so that another process can go on from there (store/batches.ts).
import { setMaxListeners } from 'node:events';
import { SegueError } from '../errors.ts';
import { readBatches, readRows } from '../lake/plan-reader.ts';
import { limits } from '../omnisend/client.ts';
import { OmnisendProblem } from '../omnisend/problems.ts';
import {
  type Batch,
  halveBatch,
  markDoubtful,
  markSent,
  plannedBatches,
  rowsOf,
  type Sent,
  sentBatches,
  settleBatch,
  sizeOf,
} from '../store/batches.ts';
import type { StoredPlan } from '../store/runs.ts';
import { recordVerdicts } from '../store/verdicts.ts';
import { Stopped } from './brand-line.ts';
import type { RunSession } from './run-session.ts';
import { openVerifier, type Verifier } from './verify-run.ts';

/** Batches read from the plan at once: 50 × 100 contacts are a few megabytes. */
const readAhead = 50;
/** How long ids of sent batches are gathered before they are stored together. */
const gatherMilliseconds = 25;
/** So many contacts refused, and not one accepted, is no fault of the contacts. */
const hopeless = 300;

/**
 * Sends what is planned and verifies what was sent, until both are done or the run is cancelled.
 * @param end the row before which it ends for now; null for all of them
 */
export async function deliverRun(
  session: RunSession,
  plan: StoredPlan,
  tagsInside: boolean,
  end: number | null,
): Promise<void> {
  const verifier = openVerifier(session, plan, tagsInside);
  for (const batch of await sentBatches(session.ctx.db, session.run.id)) {
    if (batch.omnisend_id !== null && batch.sent_at !== null)
      verifier.note(batch, batch.omnisend_id, batch.sent_at);
  }
  let after = -1;
  for (;;) {
    session.enter('sending');
    after = await sendAndWatch(session, { plan, tagsInside, end }, verifier, after);
    session.enter('verifying');
    await verifier.settle();
    if (session.cancel.aborted) return;
    const [more] = await plannedBatches(session.ctx.db, session.run.id, -1, 1, end);
    if (more === undefined) return;
    after = more.number - 1;
  }
}

type Work = { plan: StoredPlan; tagsInside: boolean; end: number | null };

/** Sends while the verifier watches; a failure of either ends both. @returns the last batch number taken. */
async function sendAndWatch(
  session: RunSession,
  work: Work,
  verifier: Verifier,
  after: number,
): Promise<number> {
  const halt = new AbortController();
  const waiting = AbortSignal.any([session.cancel, halt.signal]);
  setMaxListeners(0, waiting);
  const watching = verifier.watch(halt.signal).catch((error: unknown) => {
    halt.abort();
    throw error;
  });
  watching.catch(() => undefined);
  try {
    return await sendPlanned(session, work, verifier, after, waiting);
  } catch (error) {
    if (!(error instanceof Stopped) || session.stop.aborted) throw error;
    return after;
  } finally {
    halt.abort();
    await watching;
  }
}

async function sendPlanned(
  session: RunSession,
  work: Work,
  verifier: Verifier,
  start: number,
  waiting: AbortSignal,
): Promise<number> {
  const { ctx } = session;
  const underWay = new Set<Promise<void>>();
  const writer = openSentWriter(session, verifier);
  let after = start;
  let failure: { error: unknown } | undefined;
  const most = ctx.config.tuning.omnisendConnections;
  const stopped = () => waiting.aborted || failure !== undefined;

  for (let chunk = await readChunk(session, work, after); chunk.length > 0 && !stopped(); ) {
    after = chunk.at(-1)?.batch.number ?? after;
    const next = readChunk(session, work, after);
    next.catch(() => undefined);
    for (const { batch, items } of chunk) {
      while (underWay.size >= most && !stopped()) await Promise.race(underWay);
      if (stopped()) break;
      const sending: Promise<void> = sendBatch(session, batch, items, writer, waiting)
        .catch((error: unknown) => {
          failure ??= { error };
        })
        .finally(() => underWay.delete(sending));
      underWay.add(sending);
    }
    chunk = await next;
    if (chunk.length === 0) {
      // Halves of a refused batch are planned while it is under way.
      await Promise.all(underWay);
      chunk = await readChunk(session, work, after);
    }
  }
  await Promise.all(underWay);
  await writer.flush();
  if (failure !== undefined) throw failure.error;
  return after;
}

type ReadyBatch = { batch: Batch; items: string };

/** The next planned batches with the JSON of their contacts; regular neighbours are read in one sweep of the file. */
async function readChunk(
  session: RunSession,
  { plan, tagsInside, end }: Work,
  after: number,
): Promise<ReadyBatch[]> {
  const { ctx, run } = session;
  const batches = await plannedBatches(ctx.db, run.id, after, readAhead, end);
  const regular = batches.filter((batch) => batch.only_rows === null && batch.first_row % limits.batch === 0);
  const items = new Map<number, string>();
  const [first, last] = [regular[0], regular.at(-1)];
  if (
    first !== undefined &&
    last !== undefined &&
    last.last_row - first.first_row < 2 * readAhead * limits.batch
  ) {
    const range = { firstRow: first.first_row, lastRow: last.last_row, size: limits.batch, tagsInside };
    for (const read of await readBatches(ctx.lake, ctx.storage, plan.files, range)) {
      const batch = regular.find((one) => one.first_row === read.firstRow && one.last_row === read.lastRow);
      if (batch !== undefined) items.set(batch.number, String(read.items));
    }
  }
  const ready: ReadyBatch[] = [];
  for (const batch of batches) {
    const text = items.get(batch.number) ?? (await readRowsOf(session, plan, tagsInside, batch));
    ready.push({ batch, items: text });
  }
  return ready;
}

async function readRowsOf(
  session: RunSession,
  plan: StoredPlan,
  tagsInside: boolean,
  batch: Batch,
): Promise<string> {
  const { ctx } = session;
  const rows = await readRows(ctx.lake, ctx.storage, plan.files, rowsOf(batch), tagsInside);
  if (rows.length !== sizeOf(batch)) {
    throw new SegueError('planCorrupt', { detail: `Batch ${batch.number} of the plan has lost rows.` });
  }
  return `[${rows.map((row) => row.body).join(',')}]`;
}

async function sendBatch(
  session: RunSession,
  batch: Batch,
  items: string,
  writer: SentWriter,
  waiting: AbortSignal,
): Promise<void> {
  const { ctx, run, line, counts } = session;
  try {
    const id = await line.call(['all'], (omnisend) => omnisend.createBatch(items), waiting);
    writer.add(batch, { number: batch.number, id, at: ctx.clock.now() });
  } catch (problem) {
    if (!(problem instanceof OmnisendProblem) || problem.kind !== 'invalid') {
      // Whether it arrived is not known: should the run end here, the ledger must say so.
      await markDoubtful(ctx.db, run.id, batch.number);
      throw problem;
    }
    if (problem.status === 404 || problem.status === 405) throw refusedCall(problem);
    if (sizeOf(batch) > 1) {
      await ctx.db.transaction().execute((tx) => halveBatch(tx, run.id, batch));
      return;
    }
    await ctx.db.transaction().execute(async (tx) => {
      const verdict = { row: batch.first_row, code: 'batchRejected', detail: problem.detail };
      await recordVerdicts(tx, run.id, 'rejection', [verdict]);
      await settleBatch(tx, run.id, batch, [], ctx.clock.now());
    });
    counts.rejected++;
    if (counts.rejected >= hopeless && counts.accepted === 0) throw refusedCall(problem);
  }
}

function refusedCall(problem: OmnisendProblem): SegueError {
  return new SegueError('omnisendRefused', {
    detail: `Omnisend refuses every batch (${problem.status}${problem.instance ? `, ${problem.instance}` : ''}). Nothing more was sent.`,
    action: 'Look at the rejections of this run for its words; check OMNISEND_API_URL; update Segue.',
    cause: problem,
  });
}

type SentWriter = { add(batch: Batch, sent: Sent): void; flush(): Promise<void> };

/** Stores ids of sent batches in groups: whatever piles up while one group is written is the next. */
function openSentWriter(session: RunSession, verifier: Verifier): SentWriter {
  const { ctx, run } = session;
  let waiting: { batch: Batch; sent: Sent }[] = [];
  let writing: Promise<void> | undefined;
  const store = async (group: typeof waiting) => {
    try {
      await markSent(
        ctx.db,
        run.id,
        group.map(({ sent }) => sent),
      );
    } catch (error) {
      waiting = [...group, ...waiting];
      throw error;
    }
  };
  const write = async () => {
    while (waiting.length > 0) {
      await ctx.clock.pause(gatherMilliseconds);
      const group = waiting;
      waiting = [];
      await store(group);
      for (const { batch, sent } of group) verifier.note(batch, sent.id, sent.at);
      session.progressed();
    }
  };
  const start = () => {
    writing ??= write().finally(() => {
      writing = undefined;
    });
    return writing;
  };
  return {
    add(batch, sent) {
      waiting.push({ batch, sent });
      start().catch(() => undefined);
    },
    async flush() {
      while (writing !== undefined || waiting.length > 0) await start();
    },
  };
}
