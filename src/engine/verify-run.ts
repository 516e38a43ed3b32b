// Verification: every contact of every sent batch gets a verdict. The lists of finished batches (250 an answer) say
// which had errors; only those are looked into. Batches that do not show up there are asked for one by one, and one
// that stays pending is answered by reading its contacts back.
//
// Not documented: in which order the lists come. It is found out from the dates on a page; until then, and where dates
// are missing, the newest are taken to come first. Either way a batch that the lists miss is asked for by its id.
import { allAccepted, reconcile, type Verdicts } from '../core/reconcile.ts';
import { SegueError } from '../errors.ts';
import { readRows } from '../lake/plan-reader.ts';
import type { BatchAnswer } from '../omnisend/answers.ts';
import { limits } from '../omnisend/client.ts';
import { OmnisendProblem } from '../omnisend/problems.ts';
import { type Batch, markFinished, rowsOf, settleBatch, sizeOf } from '../store/batches.ts';
import type { StoredPlan } from '../store/runs.ts';
import { recordVerdicts } from '../store/verdicts.ts';
import { readBack } from './read-back.ts';
import type { RunSession } from './run-session.ts';

/** A batch that Omnisend has taken and about which nothing is known yet. */
type Open = { batch: Batch; id: string; sentAt: number; lookAt: number; looks: number };

export type Verifier = {
  /** A batch was sent; its verdict is awaited. */
  note(batch: Batch, id: string, sentAt: Date): void;
  /** Looks at the lists whenever a page full of batches is open; ends when `until` is aborted. */
  watch(until: AbortSignal): Promise<void>;
  /** Looks until no batch is open, or, in a cancelled run, until nothing has been heard for a while. */
  settle(): Promise<void>;
};

/** How often a contact without a verdict is sent again before the run gives up on it. */
const mostAttempts = 8;
const dayMilliseconds = 24 * 3_600_000;
/** Single look-ups between two looks at the lists. */
const looksAtOnce = 5;

export function openVerifier(session: RunSession, plan: StoredPlan, tagsInside: boolean): Verifier {
  const { ctx, line, run, counts } = session;
  const { tuning } = ctx.config;
  const open = new Map<string, Open>();
  const lists = openBatchLists(session);
  let sinceLook = 0;
  let wake = () => {};

  async function look(): Promise<number> {
    sinceLook = 0;
    const before = open.size;
    const finished: Open[] = [];
    const toRead: Open[] = [];
    await lists.walk(open, (entry, answer) => {
      open.delete(entry.id);
      (allAccepted(sizeOf(entry.batch), answer) ? finished : toRead).push(entry);
    });
    await finish(finished);
    for (const entry of toRead) await readOne(entry);
    await lookUpLate();
    return before - open.size;
  }

  async function finish(entries: Open[]): Promise<void> {
    if (entries.length === 0) return;
    const numbers = entries.map((entry) => entry.batch.number);
    await markFinished(ctx.db, run.id, numbers, ctx.clock.now());
    for (const entry of entries) counts.accepted += sizeOf(entry.batch);
    session.progressed();
  }

  /** The batch by its id, and if that leaves something open, item by item. */
  async function readOne(entry: Open): Promise<void> {
    const sent = await sentRows(entry.batch);
    const answer = await line.call(['all'], (omnisend) => omnisend.batch(entry.id));
    const facts = { ...answer, errors: answer.errors ?? [] };
    let verdicts = reconcile(sent, { ...facts, items: undefined });
    if (verdicts.needsItems) {
      const whole = await line.call(['all'], (omnisend) => omnisend.batchItems(entry.id));
      verdicts = reconcile(sent, { ...facts, items: whole.responses ?? whole.errors ?? [] });
    }
    await settle(entry, verdicts);
  }

  async function settle(entry: Open, verdicts: Verdicts): Promise<void> {
    open.delete(entry.id);
    const rejections = verdicts.rejected.map(({ row, detail }) => ({ row, code: 'itemRejected', detail }));
    if (verdicts.unknown.length > 0 && entry.batch.attempts + 1 >= mostAttempts) {
      throw new SegueError('verifyIncomplete', {
        detail: `Omnisend gave no answer about ${verdicts.unknown.length} contacts after ${mostAttempts} attempts.`,
      });
    }
    await ctx.db.transaction().execute(async (tx) => {
      await recordVerdicts(tx, run.id, 'rejection', rejections);
      await settleBatch(tx, run.id, entry.batch, verdicts.unknown, ctx.clock.now());
    });
    counts.accepted += verdicts.accepted.length;
    counts.rejected += verdicts.rejected.length;
    if (verdicts.unknown.length > 0) {
      ctx.logger.warn(
        { run: run.id, batch: entry.batch.number, contacts: verdicts.unknown.length },
        'sending again',
      );
    }
    session.progressed();
  }

  const sentRows = async (batch: Batch) =>
    readRows(ctx.lake, ctx.storage, plan.files, rowsOf(batch), tagsInside);

  /** Batches that the lists do not show: stopped, gone, stuck, or only slow. */
  async function lookUpLate(): Promise<void> {
    const now = ctx.clock.monotonic();
    const late = [...open.values()].filter((entry) => entry.lookAt <= now).slice(0, looksAtOnce);
    for (const entry of late) await lookUp(entry);
  }

  async function lookUp(entry: Open): Promise<void> {
    const answer = await line
      .call(['all'], (omnisend) => omnisend.batch(entry.id))
      .catch((problem: unknown) => {
        if (problem instanceof OmnisendProblem && problem.kind === 'missing') return undefined;
        throw problem;
      });
    if (answer === undefined || answer.status === 'stopped') {
      return settle(entry, { accepted: [], rejected: [], unknown: rowsOf(entry.batch), needsItems: false });
    }
    if (answer.status === 'finished') return readOne(entry);
    if (ctx.clock.now().getTime() - entry.sentAt > tuning.stuckAfterMilliseconds) {
      const found = await readBack(session, await sentRows(entry.batch));
      return settle(entry, {
        accepted: found.arrived,
        rejected: [],
        unknown: found.missing,
        needsItems: false,
      });
    }
    entry.looks++;
    entry.lookAt = ctx.clock.monotonic() + tuning.lookAfterMilliseconds * Math.min(8, 2 ** entry.looks);
  }

  return {
    note(batch, id, sentAt) {
      const lookAt = ctx.clock.monotonic() + tuning.lookAfterMilliseconds;
      open.set(id, { batch, id, sentAt: sentAt.getTime(), lookAt, looks: 0 });
      if (++sinceLook >= limits.page) wake();
    },
    async watch(until) {
      until.addEventListener('abort', () => wake(), { once: true });
      while (!until.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (sinceLook >= limits.page || until.aborted) resolve();
        });
        if (!until.aborted) await look();
      }
    },
    async settle() {
      let pause = tuning.verifyMilliseconds;
      let lastNews = ctx.clock.monotonic();
      while (open.size > 0) {
        const settled = await look();
        if (open.size === 0) return;
        if (settled > 0) lastNews = ctx.clock.monotonic();
        // Who cancels does not want to wait for a queue of Omnisend's: what is open then is known to be unknown.
        else if (session.cancel.aborted && ctx.clock.monotonic() - lastNews > tuning.lookAfterMilliseconds)
          return;
        pause = settled > 0 ? tuning.verifyMilliseconds : Math.min(30_000, pause * 1.6);
        await ctx.clock.pause(pause, session.stop);
      }
    },
  };
}

type BatchLists = {
  walk(open: Map<string, Open>, found: (entry: Open, answer: BatchAnswer) => void): Promise<void>;
};

/** Pages through the lists of finished batches as far as open ones may still be found. */
function openBatchLists({ line }: RunSession): BatchLists {
  let order: 'newestFirst' | 'oldestFirst' = 'newestFirst';
  /** With the oldest first, everything before this offset has been seen. */
  let seen = 0;
  return {
    async walk(open, found) {
      if (open.size === 0) return;
      const oldest = Math.min(...[...open.values()].map((entry) => entry.sentAt));
      // Their dates may be in another time zone than ours.
      const dateFrom = new Date(oldest - dayMilliseconds).toISOString().slice(0, 10);
      const mostPages = Math.ceil(open.size / limits.page) + 1;
      let offset = order === 'oldestFirst' ? seen : 0;
      for (let page = 1; open.size > 0; page++) {
        const from = offset;
        const batches = await line.call(['all'], (omnisend) =>
          omnisend.listBatches({ status: 'finished', dateFrom, offset: from }),
        );
        for (const answer of batches) {
          const entry = open.get(answer.batchID);
          if (entry !== undefined) found(entry, answer);
        }
        order = orderOf(batches) ?? order;
        if (order === 'oldestFirst') seen = offset;
        if (batches.length < limits.page) return;
        if (order === 'newestFirst' && page >= mostPages) return;
        offset += batches.length;
      }
    },
  };
}

function orderOf(batches: BatchAnswer[]): 'newestFirst' | 'oldestFirst' | undefined {
  const dates = batches.flatMap(({ createdAt }) => (createdAt === undefined ? [] : [Date.parse(createdAt)]));
  const [first, last] = [dates[0], dates.at(-1)];
  if (first === undefined || last === undefined || !(Math.abs(first - last) > 0)) return undefined;
  return first > last ? 'newestFirst' : 'oldestFirst';
}
