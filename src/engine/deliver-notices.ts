// Sending what is due. A delivery is claimed before it is sent and settled afterwards, each in a transaction: whoever
// dies in between has sent it twice at the most, and nothing is ever lost.
import type { Context } from '../context.ts';
import type { WebhookMessage } from '../contract/notices.ts';
import { type DeliveryFailure, pauseBeforeNext } from '../core/delivery.ts';
import { mailOf } from '../core/notice-mail.ts';
import { MailProblem } from '../mail/mail.ts';
import {
  anyDelivery,
  type Claimed,
  claimDeliveries,
  type DeliveryEnd,
  endDelivery,
} from '../store/deliveries.ts';
import type { StoredNotice } from '../store/notices.ts';
import { WebhookProblem } from '../webhook/webhook.ts';
import { secretPurpose, urlPurpose } from './webhook-secrets.ts';

/** Longer than any try takes: what is not settled by then is sent again. */
const claimMilliseconds = 120_000;
const atOnce = 10;

/** Wakes a worker for deliveries that are due, such as another try. */
export async function wakeDeliveries(ctx: Context): Promise<void> {
  if (!(await anyDelivery(ctx.db, ctx.clock.now()))) return;
  await ctx.db.transaction().execute((tx) => ctx.queue.enqueue(tx, { name: 'notify', payload: {} }));
  ctx.queue.kick('notify');
}

/** Tries everything that is due, once. Safe to call at any time, in any process. */
export async function deliverNotices(ctx: Context, shutdown: AbortSignal): Promise<void> {
  while (!shutdown.aborted) {
    const due = ctx.clock.now();
    const again = new Date(due.getTime() + claimMilliseconds);
    const claimed = await ctx.db.transaction().execute((tx) => claimDeliveries(tx, { due, again }, atOnce));
    if (claimed.length === 0) return;
    await Promise.all(claimed.map((delivery) => deliver(ctx, delivery)));
  }
}

async function deliver(ctx: Context, delivery: Claimed): Promise<void> {
  const failure = await failureOf(ctx, delivery);
  const now = ctx.clock.now();
  const pause = failure === null ? null : pauseBeforeNext(failure.kind, delivery.attempts, ctx.random());
  const end: DeliveryEnd =
    failure === null
      ? { state: 'delivered' }
      : { state: pause === null ? 'failed' : 'waiting', problem: failure.problem };
  const at = new Date(now.getTime() + (pause ?? 0) * ctx.config.tuning.retryScale);
  await ctx.db.transaction().execute((tx) => endDelivery(tx, delivery.id, end, at));
  const way = 'user' in delivery ? 'mail' : 'webhook';
  ctx.metrics.deliveries.inc({ way, outcome: end.state });
  if (failure !== null) {
    const { attempts, notice } = delivery;
    ctx.logger.warn({ notice: notice.id, way, attempts, ...failure }, 'a notice was not delivered');
  }
}

type Failure = { kind: DeliveryFailure; problem: string };

/** Null when it was delivered. */
async function failureOf(ctx: Context, delivery: Claimed): Promise<Failure | null> {
  try {
    return 'user' in delivery ? await send(ctx, delivery) : await post(ctx, delivery);
  } catch (thrown) {
    if (thrown instanceof MailProblem || thrown instanceof WebhookProblem) {
      return { kind: thrown.kind, problem: thrown.message };
    }
    ctx.logger.error({ err: thrown }, 'a notice could not be delivered');
    return { kind: 'passing', problem: 'Something failed that Segue did not foresee: see the log.' };
  }
}

async function send(
  ctx: Context,
  { id, user, notice }: Extract<Claimed, { user: object }>,
): Promise<Failure | null> {
  if (user.isDisabled) return { kind: 'refused', problem: 'The user is disabled.' };
  if (ctx.mail === null) return { kind: 'passing', problem: 'SEGUE_SMTP_URL is not set.' };
  const words = mailOf(notice, user.language, ctx.config.publicUrl);
  await ctx.mail.send({ ...words, to: user.email, id });
  return null;
}

async function post(
  ctx: Context,
  { webhook, notice }: Extract<Claimed, { webhook: object }>,
): Promise<Failure | null> {
  // A test goes out whether or not the webhook has been turned on.
  const isTest = notice.target.kind === 'webhook';
  if (!webhook.isActive && !isTest) return { kind: 'refused', problem: 'The webhook was turned off.' };
  await ctx.webhooks.post({
    url: ctx.secrets.open(webhook.sealedUrl, urlPurpose(webhook.id)),
    secret: ctx.secrets.open(webhook.sealedSecret, secretPurpose(webhook.id)),
    body: JSON.stringify(messageOf(notice)),
    at: ctx.clock.now(),
  });
  return null;
}

function messageOf({ id, kind, target, facts, createdAt }: StoredNotice): WebhookMessage {
  const told = target.kind === 'webhook' ? 'test' : kind;
  return { id, kind: told, target, facts, createdAt: createdAt.toISOString() };
}
