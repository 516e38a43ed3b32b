import type { Context } from '../context.ts';
import { WebhookId } from '../contract/ids.ts';
import { pageOf, pageQuery } from '../contract/lists.ts';
import { NewWebhook, Webhook, WebhookInput, WebhookPatch } from '../contract/notices.ts';
import { namesPrivateHost } from '../core/public-address.ts';
import { tryWebhook } from '../engine/tell.ts';
import { secretPurpose, urlPurpose } from '../engine/webhook-secrets.ts';
import { SegueError } from '../errors.ts';
import {
  deleteWebhook,
  findWebhook,
  holdWebhook,
  insertWebhook,
  listWebhooks,
  updateWebhook,
  type WebhookFacts,
} from '../store/webhooks.ts';
import { answer, noContent } from './answers.ts';
import type { App } from './app.ts';
import { requireUnchanged } from './entity-tag.ts';
import { found, idParams } from './params.ts';
import { type Change, record, replaced, target } from './record.ts';
import { newSecret } from './secrets.ts';

const tags = ['Webhooks'];
const params = idParams(WebhookId);

export function webhookRoutes(app: App, ctx: Context): void {
  app.get(
    '/api/webhooks',
    {
      config: { call: 'webhooks.list' },
      schema: {
        tags,
        summary: 'List webhooks',
        querystring: pageQuery(['name', 'createdAt']),
        response: answer(200, pageOf(Webhook)),
      },
    },
    ({ query }) => listWebhooks(ctx.db, query),
  );

  app.get(
    '/api/webhooks/:id',
    {
      config: { call: 'webhooks.get', tagged: true },
      schema: { tags, summary: 'Read a webhook', params, response: answer(200, Webhook, 'notFound') },
    },
    async ({ params: { id } }) => found(await findWebhook(ctx.db, id), 'webhook', id),
  );

  app.post(
    '/api/webhooks',
    {
      config: { call: 'webhooks.create' },
      schema: {
        tags,
        summary: 'Add a webhook',
        description:
          'Notices are posted there as JSON `{id, kind, target, facts, createdAt}`. `Segue-Signature` is `v1=` and the hex HMAC-SHA256 of `Segue-Timestamp`, a full stop and the body, made with the secret, which is shown this once.',
        body: WebhookInput,
        response: answer(201, NewWebhook, 'conflict', 'webhookPrivate'),
      },
    },
    async (request, reply) => {
      const id = WebhookId.parse(ctx.newId());
      const { name, url, kinds, active = true } = request.body;
      const secret = newSecret('whsec_');
      const sealedSecret = ctx.secrets.seal(secret, secretPurpose(id));
      const address = sealedAddress(ctx, id, url);
      await ctx.db.transaction().execute(async (tx) => {
        await insertWebhook(tx, id, { name, kinds, active, sealedSecret, ...address }, ctx.clock.now());
        const after = { name, host: address.host, kinds, active };
        await record(ctx, tx, request, { target: target('webhook', { id, name }), after });
      });
      return reply.code(201).send({ ...found(await findWebhook(ctx.db, id), 'webhook', id), secret });
    },
  );

  changingRoutes(app, ctx);
}

function changingRoutes(app: App, ctx: Context): void {
  app.patch(
    '/api/webhooks/:id',
    {
      config: { call: 'webhooks.update', tagged: true },
      schema: {
        tags,
        summary: 'Change a webhook',
        description: 'Its secret stays; for another one, make another webhook.',
        params,
        body: WebhookPatch,
        response: answer(200, Webhook, 'notFound', 'conflict', 'changedMeanwhile', 'webhookPrivate'),
      },
    },
    async (request) => {
      const { id } = request.params;
      const { url, name, kinds, active } = request.body;
      const change: Partial<WebhookFacts> = {
        ...(name === undefined ? {} : { name }),
        ...(kinds === undefined ? {} : { kinds }),
        ...(active === undefined ? {} : { active }),
        ...(url === undefined ? {} : sealedAddress(ctx, id, url)),
      };
      await ctx.db.transaction().execute(async (tx) => {
        await holdWebhook(tx, id);
        const webhook = found(await findWebhook(tx, id), 'webhook', id);
        requireUnchanged(request, webhook);
        await updateWebhook(tx, id, change, ctx.clock.now());
        await record(ctx, tx, request, { target: target('webhook', webhook), ...changes(webhook, change) });
      });
      return found(await findWebhook(ctx.db, id), 'webhook', id);
    },
  );

  app.delete(
    '/api/webhooks/:id',
    {
      config: { call: 'webhooks.delete' },
      schema: {
        tags,
        summary: 'Remove a webhook, with what was still to go there',
        params,
        response: noContent('notFound', 'changedMeanwhile'),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await ctx.db.transaction().execute(async (tx) => {
        await holdWebhook(tx, id);
        const webhook = found(await findWebhook(tx, id), 'webhook', id);
        requireUnchanged(request, webhook);
        await deleteWebhook(tx, id);
        await record(ctx, tx, request, { target: target('webhook', webhook) });
      });
      return reply.code(204).send();
    },
  );

  app.post(
    '/api/webhooks/:id/test',
    {
      config: { call: 'webhooks.test' },
      schema: {
        tags,
        summary: 'Post a message of kind "test" there',
        description: 'How it went shows as `lastDelivery` a moment later.',
        params,
        response: answer(202, Webhook, 'notFound'),
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await ctx.db.transaction().execute(async (tx) => {
        const webhook = found(await findWebhook(tx, id), 'webhook', id);
        await tryWebhook(ctx, tx, webhook);
        await record(ctx, tx, request, { target: target('webhook', webhook) });
      });
      ctx.queue.kick('notify');
      return reply.code(202).send(found(await findWebhook(ctx.db, id), 'webhook', id));
    },
  );
}

/** What a name leads to is looked at whenever something is sent; an address that says so itself is refused here. */
function sealedAddress(ctx: Context, id: WebhookId, url: string): Pick<WebhookFacts, 'sealedUrl' | 'host'> {
  const parsed = new URL(url);
  if (ctx.config.webhooks.privateAddresses === 'refuse' && namesPrivateHost(parsed)) {
    throw new SegueError('webhookPrivate', {
      detail: 'The address names this machine or its own network. Nothing was changed.',
      fields: [{ field: 'url', message: 'not on the internet' }],
    });
  }
  return { sealedUrl: ctx.secrets.seal(url, urlPurpose(id)), host: parsed.host };
}

function changes(webhook: Webhook, change: Partial<WebhookFacts>): Pick<Change, 'before' | 'after'> {
  const { name, host, kinds, active } = webhook;
  const { sealedUrl, ...plain } = change;
  const before = { name, host, kinds, active };
  return { before, after: { ...before, ...plain, ...(sealedUrl === undefined ? {} : { url: replaced }) } };
}
