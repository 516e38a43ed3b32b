// Telling people: within the transaction that ends or holds something, so that there is a notice if and only if that
// has happened. Sending it is deliver-notices.ts, later.
import type { Context } from '../context.ts';
import { errorCodes } from '../contract/error-codes.ts';
import type { UserId, WebhookId } from '../contract/ids.ts';
import type { NoticeFacts } from '../contract/notices.ts';
import type { Counts, Status } from '../contract/runs.ts';
import { masked } from '../core/audit-chain.ts';
import { type Happening, newsOf, rejectionLimit, type Told, turnedDownIn } from '../core/notices.ts';
import { readList } from '../lake/run-lists.ts';
import type { Tx } from '../store/db.ts';
import { insertDeliveries, type NewDelivery } from '../store/deliveries.ts';
import {
  findTellable,
  holdTold,
  insertNotice,
  type StoredNotice,
  setTold,
  type Tellable,
  usersToTell,
  webhooksToTell,
} from '../store/notices.ts';
import { getRun, type RunRow } from '../store/runs.ts';

/** A task about a source or a segment that has ended, or an export that could not even start. */
export async function tellOfTask(
  ctx: Context,
  tx: Tx,
  target: Tellable,
  end: { taskId: string; status: Status; code?: string },
): Promise<void> {
  const happening = happeningOf(end.status, end.code, () => ({ turnedDown: 0, members: 0 }));
  if (happening === null) return;
  const facts = { taskId: end.taskId, ...factsOfError(end.code) };
  await tell(ctx, tx, target, facts, () => Promise.resolve(happening));
}

/** A run that has ended or is held. */
export async function tellOfRun(
  ctx: Context,
  tx: Tx,
  run: Pick<RunRow, 'id' | 'export_id' | 'mode'>,
  end: { status: Status; counts: Counts; code?: string },
): Promise<void> {
  // The export whose tags were taken back is on its way out: nothing of it recovers.
  if (run.mode === 'takeBack' && end.status === 'successful') return;
  const { counts } = end;
  const turnedDown = turnedDownIn(counts);
  const happening = happeningOf(end.status, end.code, () => ({ turnedDown, members: counts.members }));
  if (happening === null) return;
  const numbers = { rejected: turnedDown, members: counts.members };
  const facts = { runId: run.id, ...factsOfError(end.code), ...(end.status === 'successful' ? numbers : {}) };
  await tell(ctx, tx, { kind: 'export', id: run.export_id }, facts, async ({ state }) => {
    if (happening.status !== 'successful' || state !== 'rejections') return happening;
    const before = await stillTurnedDown(ctx, tx, run, counts.members);
    return { ...happening, turnedDown: counts.rejected + before };
  });
}

/** Null for what never is news. */
function happeningOf(
  status: Status,
  code: string | undefined,
  numbers: () => { turnedDown: number; members: number },
): Happening | null {
  switch (status) {
    case 'successful':
      return { status, ...numbers(), limit: null };
    case 'held':
      return { status };
    case 'failedPermanently':
      return { status, code: code ?? 'internal' };
    case 'failed':
    case 'canceled':
    case 'skipped':
    case 'notStarted':
    case 'queued':
    case 'processing':
      return null;
  }
}

/** The fixed words of the code: the particulars may hold values of somebody's data, and stay in the house. */
function factsOfError(code: string | undefined): NoticeFacts {
  if (code === undefined) return {};
  const known = Object.hasOwn(errorCodes, code) ? errorCodes[code as keyof typeof errorCodes] : undefined;
  return { code, ...(known === undefined ? {} : { title: known.title, action: known.action }) };
}

/**
 * Members without a usable address, and those that earlier runs saw turned down and this one did not send again: an
 * export has not recovered because the same contacts were left out quietly.
 */
async function stillTurnedDown(ctx: Context, tx: Tx, run: { id: string }, members: number): Promise<number> {
  const { plan } = await getRun(tx, run.id);
  if (plan === null) return 0;
  try {
    const first = { limit: 1, offset: 0 };
    return (await readList(ctx.lake, ctx.storage, plan.files, 'rejections', [], first)).total;
  } catch (error) {
    // A run does not fail for what is told of it: until the next one it counts as not recovered.
    ctx.logger.warn({ run: run.id, err: error }, 'the list of rejections could not be counted');
    return members;
  }
}

async function tell(
  ctx: Context,
  tx: Tx,
  target: Tellable,
  facts: NoticeFacts,
  happens: (told: Told) => Promise<Happening>,
): Promise<void> {
  const found = await findTellable(tx, target);
  // It was removed in the meantime: there is nothing left to act on.
  if (found === undefined) return;
  const now = ctx.clock.now();
  const told = await holdTold(tx, target, now);
  const happening = await happens(told);
  const limit = rejectionLimit(found.rejectionsOver);
  const news = newsOf(told, happening.status === 'successful' ? { ...happening, limit } : happening);
  if (news.state !== told.state) await setTold(tx, target, news.state, now);
  if (news.kind === null) return;
  const notice: StoredNotice = {
    id: ctx.newId(),
    kind: news.kind,
    // Nobody's address belongs in somebody else's mail, not even as a part of a name.
    target: { ...target, name: masked(found.name) },
    facts,
    createdAt: now,
  };
  await insertNotice(tx, notice);
  const users = ctx.mail === null ? [] : await usersToTell(tx, news.kind);
  await deliverTo(ctx, tx, notice, { users, webhooks: await webhooksToTell(tx, news.kind) });
}

async function deliverTo(
  ctx: Context,
  tx: Tx,
  notice: StoredNotice,
  to: { users: UserId[]; webhooks: WebhookId[] },
): Promise<void> {
  const deliveries: NewDelivery[] = [
    ...to.users.map((userId) => ({ id: ctx.newId(), userId })),
    ...to.webhooks.map((webhookId) => ({ id: ctx.newId(), webhookId })),
  ];
  if (deliveries.length === 0) return;
  await insertDeliveries(tx, notice.id, deliveries, notice.createdAt);
  await ctx.queue.enqueue(tx, { name: 'notify', payload: {} });
}

/** A notice that says nothing but that it arrives; kick the queue `notify` once that is committed. */
export async function tryWebhook(
  ctx: Context,
  tx: Tx,
  webhook: { id: WebhookId; name: string; kinds: StoredNotice['kind'][] },
): Promise<void> {
  const { id, name, kinds } = webhook;
  const notice: StoredNotice = {
    id: ctx.newId(),
    kind: kinds[0] ?? 'recovered',
    target: { kind: 'webhook', id, name },
    facts: {},
    createdAt: ctx.clock.now(),
  };
  await insertNotice(tx, notice);
  await deliverTo(ctx, tx, notice, { users: [], webhooks: [id] });
}
