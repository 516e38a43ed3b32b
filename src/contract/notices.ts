// What people are told, and where it goes.
import { z } from 'zod';
import { WebhookId } from './ids.ts';

export const noticeKinds = ['failedPermanently', 'held', 'rejections', 'recovered'] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export const toldStates = ['fine', 'failedPermanently', 'held', 'rejections'] as const;
export type ToldState = (typeof toldStates)[number];

export const tellableKinds = ['export', 'source', 'segment'] as const;
export type TellableKind = (typeof tellableKinds)[number];

/** Numbers and codes only: a notice leaves the house, and carries no personal data. */
export const NoticeFacts = z.object({
  runId: z.string().optional(),
  taskId: z.string().optional(),
  code: z.string().optional(),
  title: z.string().optional(),
  detail: z.string().optional(),
  action: z.string().optional(),
  rejected: z.int().optional(),
  members: z.int().optional(),
});
export type NoticeFacts = z.infer<typeof NoticeFacts>;

export const Notice = z.object({
  id: z.string(),
  kind: z.enum(noticeKinds),
  target: z.object({ kind: z.enum(tellableKinds), id: z.string(), name: z.string() }),
  facts: NoticeFacts,
  createdAt: z.iso.datetime(),
});
export type Notice = z.infer<typeof Notice>;

/** By e-mail; each person chooses for themselves. */
export const PreferencesInput = z.strictObject({ email: z.array(z.enum(noticeKinds)) });
export type PreferencesInput = z.infer<typeof PreferencesInput>;
export const Preferences = z.object({
  email: z.array(z.enum(noticeKinds)),
  /** False: nobody gets mail, whatever they chose. */
  mailConfigured: z.boolean(),
});
export type Preferences = z.infer<typeof Preferences>;

const webhook = {
  name: z.string().trim().min(1).max(200),
  url: z.url({ protocol: /^https?$/, error: 'an http or https address' }).max(2000),
  kinds: z.array(z.enum(noticeKinds)).min(1),
  active: z.boolean().optional(),
};
export const WebhookInput = z.strictObject(webhook);
export type WebhookInput = z.infer<typeof WebhookInput>;
export const WebhookPatch = WebhookInput.partial();
export type WebhookPatch = z.infer<typeof WebhookPatch>;

/** The path and query of the address may be a secret: only its host is shown. */
export const Webhook = z.object({
  id: WebhookId,
  name: z.string(),
  host: z.string(),
  kinds: z.array(z.enum(noticeKinds)),
  active: z.boolean(),
  createdAt: z.iso.datetime(),
  lastDelivery: z
    .object({
      state: z.enum(['waiting', 'delivered', 'failed']),
      at: z.iso.datetime(),
      problem: z.string().nullable(),
    })
    .nullable(),
});
export type Webhook = z.infer<typeof Webhook>;

/** What is posted to a webhook; `test` is sent when somebody asks for a try. */
export type WebhookMessage = {
  id: string;
  kind: NoticeKind | 'test';
  target: { kind: TellableKind | 'webhook'; id: string; name: string };
  facts: NoticeFacts;
  createdAt: string;
};

/** The secret that signs is in this answer and nowhere else. */
export const NewWebhook = Webhook.extend({ secret: z.string() });
export type NewWebhook = z.infer<typeof NewWebhook>;
