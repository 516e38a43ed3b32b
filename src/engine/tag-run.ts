// Tags by /contacts/tags: taking away what Segue put on contacts that left a segment, and, for a brand whose upserts
// replace tags, giving them. The calls answer before they work and ignore unknown addresses, so each is checked on one
// of its contacts; one that shows no effect is sent again, and if it never does, the ledger goes on saying so.
import { readTagAdditions, readTagCallEmails, readUntags } from '../lake/plan-tags.ts';
import type { OmnisendClient } from '../omnisend/client.ts';
import { otherLedgers } from '../store/run-inputs.ts';
import { activePlansOfBrand, type StoredPlan } from '../store/runs.ts';
import {
  planTagCalls,
  readTagCalls,
  setTagCallState,
  type TagAction,
  type TagCall,
} from '../store/tag-calls.ts';
import { readVerdicts } from '../store/verdicts.ts';
import { Stopped } from './brand-line.ts';
import type { RunSession } from './run-session.ts';

/** How often a call without effect is sent, and how often its contact is read each time. */
const mostSendings = 3;
const mostReadings = 8;

const requests: Record<
  TagAction,
  (emails: string[], tags: string[]) => (omnisend: OmnisendClient) => Promise<void>
> = {
  add: (emails, tags) => (omnisend) => omnisend.addTags(emails, tags),
  remove: (emails, tags) => (omnisend) => omnisend.removeTags(emails, tags),
};

export async function removeTags(session: RunSession, plan: StoredPlan): Promise<void> {
  if (plan.untagRows === 0) return;
  session.enter('untagging');
  const { ctx, run } = session;
  if ((await readTagCalls(ctx.db, run.id, 'remove')).length === 0) {
    // Another export may have come to give a tag since the plan was made: its ledger, or what it is sending now.
    const brandId = session.inputs.connection.brandId;
    const sending = await activePlansOfBrand(ctx.db, brandId, run.id);
    const keepers = [
      ...(await otherLedgers(ctx.db, brandId, run.export_id)),
      ...sending.map((other) => other.files.upserts),
    ];
    const calls = await readUntags(ctx.lake, ctx.storage, plan.files, keepers);
    await ctx.db.transaction().execute((tx) => planTagCalls(tx, run.id, 'remove', calls));
  }
  await work(session, plan, 'remove');
}

export async function addTags(session: RunSession, plan: StoredPlan): Promise<void> {
  if (plan.upsertRows === 0) return;
  session.enter('untagging');
  const { ctx, run } = session;
  if ((await readTagCalls(ctx.db, run.id, 'add')).length === 0) {
    const rejected = new Set((await readVerdicts(ctx.db, run.id, 'rejection')).map(({ row }) => row));
    const additions = await readTagAdditions(ctx.lake, ctx.storage, plan.files, 0, plan.upsertRows - 1);
    const calls = additions
      .map(({ rows, tags }) => ({ tags, rows: rows.filter((row) => !rejected.has(row)) }))
      .filter(({ rows }) => rows.length > 0);
    await ctx.db.transaction().execute((tx) => planTagCalls(tx, run.id, 'add', calls));
  }
  await work(session, plan, 'add');
}

async function work(session: RunSession, plan: StoredPlan, action: TagAction): Promise<void> {
  for (let sending = 1; sending <= mostSendings; sending++) {
    const open = (await readTagCalls(session.ctx.db, session.run.id, action)).filter(
      ({ state }) => state !== 'done',
    );
    for (const call of open) {
      if (session.cancel.aborted) return;
      if (call.state === 'planned' || sending > 1) await send(session, plan, call);
    }
    for (const call of open) await check(session, plan, call);
    if (open.length === 0) return;
  }
  const { logger } = session.ctx;
  logger.warn({ run: session.run.id, action }, 'some tag calls had no effect: the next run tries them again');
}

async function emailsOf(session: RunSession, plan: StoredPlan, call: TagCall): Promise<string[]> {
  const file = call.action === 'remove' ? plan.files.untags : plan.files.upserts;
  return readTagCallEmails(session.ctx.lake, session.ctx.storage, file, call.rows);
}

async function send(session: RunSession, plan: StoredPlan, call: TagCall): Promise<void> {
  const { ctx, line, run } = session;
  const emails = await emailsOf(session, plan, call);
  // Marked beforehand: a call whose answer nobody hears may have worked.
  await setTagCallState(ctx.db, run.id, call, 'sent', ctx.clock.now());
  try {
    await line.call(['all', 'tags'], requests[call.action](emails, call.tags), session.cancel);
  } catch (error) {
    // Cancelled while it waited for its turn: the run ends in order, with this call in doubt.
    if (!(error instanceof Stopped) || session.stop.aborted) throw error;
  }
  session.progressed();
}

async function check(session: RunSession, plan: StoredPlan, call: TagCall): Promise<void> {
  const { ctx, line, run } = session;
  const email = (await emailsOf(session, plan, call)).at(-1);
  if (email === undefined) return;
  let pause = ctx.config.tuning.verifyMilliseconds / 2;
  for (let reading = 1; reading <= mostReadings; reading++) {
    const held = await line.call(['all'], (omnisend) => omnisend.contactByEmail(email));
    const tags = new Set(held?.tags ?? []);
    const works =
      call.action === 'add'
        ? call.tags.every((tag) => tags.has(tag))
        : !call.tags.some((tag) => tags.has(tag));
    if (works) {
      await setTagCallState(ctx.db, run.id, call, 'done', ctx.clock.now());
      session.progressed();
      return;
    }
    await ctx.clock.pause(pause, session.stop);
    pause *= 1.6;
  }
}
