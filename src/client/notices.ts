// What people are told, what each of them wants to hear of, and where else it goes.
import type { ListQuery, Page } from '../contract/lists.ts';
import type {
  NewWebhook,
  Notice,
  Preferences,
  PreferencesInput,
  Webhook,
  WebhookInput,
  WebhookPatch,
} from '../contract/notices.ts';
import type { Transport } from './transport.ts';

export function noticeCalls(transport: Transport) {
  return {
    list: (query: ListQuery = {}) => transport.call<Page<Notice>>('GET', '/api/notices', { query }),
  };
}

export function preferenceCalls(transport: Transport) {
  return {
    get: () => transport.call<Preferences>('GET', '/api/preferences'),
    set: (input: PreferencesInput) => transport.call<Preferences>('PUT', '/api/preferences', { body: input }),
  };
}

export function webhookCalls(transport: Transport) {
  const path = (id: string) => `/api/webhooks/${encodeURIComponent(id)}`;
  return {
    list: (query: ListQuery = {}) => transport.call<Page<Webhook>>('GET', '/api/webhooks', { query }),
    get: (id: string) => transport.call<Webhook>('GET', path(id)),
    /** The answer has the secret that signs; no other does. */
    create: (input: WebhookInput) => transport.call<NewWebhook>('POST', '/api/webhooks', { body: input }),
    update: (id: string, patch: WebhookPatch) => transport.call<Webhook>('PATCH', path(id), { body: patch }),
    delete: (id: string) => transport.call<void>('DELETE', path(id)),
    /** How it went shows as `lastDelivery` a moment later. */
    test: (id: string) => transport.call<Webhook>('POST', `${path(id)}/test`),
  };
}
