// Branded ids: a string becomes one only by passing its check [atproto `syntax`].
import { z } from 'zod';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const id = <B extends string>(what: B) => z.string().regex(uuid, `not an id of a ${what}`).brand<B>();

export const UserId = id('user');
export const TokenId = id('token');
export const SourceId = id('source');
export const SegmentId = id('segment');
export const ConnectionId = id('connection');
export const ExportId = id('export');
export const RunId = id('run');
export const TaskId = id('task');
export const WebhookId = id('webhook');

export type UserId = z.infer<typeof UserId>;
export type TokenId = z.infer<typeof TokenId>;
export type SourceId = z.infer<typeof SourceId>;
export type SegmentId = z.infer<typeof SegmentId>;
export type ConnectionId = z.infer<typeof ConnectionId>;
export type ExportId = z.infer<typeof ExportId>;
export type RunId = z.infer<typeof RunId>;
export type TaskId = z.infer<typeof TaskId>;
export type WebhookId = z.infer<typeof WebhookId>;
