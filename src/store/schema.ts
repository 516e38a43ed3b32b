// The control database as TypeScript sees it; migrations/ is the truth, and a test compares the two.
import type { Generated, ColumnType as Stored } from 'kysely';
import type { AuditActorKind } from '../contract/audit.ts';
import type { Column } from '../contract/columns.ts';
import type { Limits } from '../contract/connections.ts';
import type { Guards } from '../contract/guards.ts';
import type {
  ConnectionId,
  ExportId,
  RunId,
  SegmentId,
  SourceId,
  TaskId,
  TokenId,
  UserId,
  WebhookId,
} from '../contract/ids.ts';
import type { Mapping, Membership } from '../contract/mapping.ts';
import type { NoticeFacts, NoticeKind, TellableKind, ToldState } from '../contract/notices.ts';
import type { Rule } from '../contract/rules.ts';
import type {
  Counts,
  Estimate,
  Hold,
  RunError,
  RunMode,
  RunPhase,
  RunTrigger,
  Status,
} from '../contract/runs.ts';
import type { Schedule, SystemSchedule } from '../contract/schedule.ts';
import type { Table } from '../contract/sources.ts';
import type { Language } from '../contract/users.ts';

export type Role = 'administrator' | 'contributor' | 'viewer';

/** JSON goes in as text and comes out parsed. */
type Json<T> = Stored<T, string, string>;
type GeneratedJson<T> = Stored<T, string | undefined, string>;
type NullableJson<T> = Stored<T | null, string | null, string | null>;
type Big = Stored<number, number, number>;

export type Schema = {
  users: {
    id: UserId;
    email: string;
    name: string;
    role: Role;
    password_hash: string | null;
    created_at: Date;
    updated_at: Date;
    disabled_at: Date | null;
    subject: string | null;
    language: Language | null;
    tells: GeneratedJson<NoticeKind[]>;
  };
  sessions: {
    hash: string;
    user_id: UserId;
    created_at: Date;
    expires_at: Date;
    rotated_at: Date | null;
  };
  sign_in_failures: { account: string; failures: number; last_at: Date; locked_until: Date | null };
  tokens: {
    id: TokenId;
    name: string;
    hash: string;
    user_id: UserId;
    created_at: Date;
    last_used_at: Date | null;
    expires_at: Date | null;
  };
  sources: {
    id: SourceId;
    name: string;
    type: 'file';
    tables: Json<Table[]>;
    created_at: Date;
    updated_at: Date;
    refreshed_at: Date | null;
  };
  tables: {
    name: string;
    source_id: SourceId;
    kind: 'profiles' | 'related';
    file: string;
    id_column: string;
    columns: Json<Column[]>;
    rows: Big;
    bad_lines: Big;
    bad_lines_file: string | null;
    refreshed_at: Date;
  };
  segments: {
    id: SegmentId;
    name: string;
    description: string;
    type: 'dynamic' | 'static';
    rules: Json<Rule[]>;
    active: boolean;
    rules_changed_at: Date;
    members: number | null;
    members_file: string | null;
    refreshed_at: Date | null;
    created_at: Date;
    updated_at: Date;
    tags: GeneratedJson<string[]>;
  };
  member_counts: { segment_id: SegmentId; at: Date; members: Big };
  brands: {
    id: string;
    name: string;
    website: string | null;
    tags_on_upsert: 'added' | 'replaced' | null;
    tags_found_at: Date | null;
    properties_on_upsert: 'added' | 'replaced' | null;
    properties_found_at: Date | null;
    probe: NullableJson<Record<string, unknown>>;
  };
  clocks: {
    brand_id: string;
    budget: 'all' | 'tags';
    next_at: Date;
    slowness: Generated<number>;
    refused_at: Date | null;
  };
  connections: {
    id: ConnectionId;
    type: 'omnisend';
    display_name: string;
    brand_id: string;
    api_key_sealed: string | null;
    api_key_reference: string | null;
    shared_with_contributors: boolean;
    export_user_id: UserId | null;
    consent_by: UserId | null;
    consent_by_name: string;
    consent_at: Date;
    limits: Json<Limits>;
    created_at: Date;
    updated_at: Date;
    consent_version: Generated<string>;
  };
  consents: {
    id: string;
    connection_id: ConnectionId;
    connection_name: string;
    brand_id: string;
    brand_name: string;
    version: string;
    accepted_by: UserId | null;
    accepted_by_name: string;
    accepted_at: Date;
    withdrawn_by_name: string | null;
    withdrawn_at: Date | null;
  };
  brand_usage: { brand_id: string; minute: Date; requests: number; throttled: number };
  apply_lease: {
    only_one: Generated<boolean>;
    id: string;
    held_by: UserId | null;
    held_by_name: string;
    since: Date;
    until: Date;
  };
  exports: {
    id: ExportId;
    name: string;
    connection_id: ConnectionId | null;
    segment_ids: Json<SegmentId[]>;
    mapping: Json<Mapping>;
    schedule: Json<Schedule>;
    membership: Json<Membership>;
    send_welcome_message: boolean;
    ledger_file: string | null;
    ledger_brand_id: string | null;
    created_at: Date;
    updated_at: Date;
    next_run_at: Date | null;
    guards: GeneratedJson<Guards>;
    quiet_start: Generated<boolean>;
    removing_at: Date | null;
    removed_at: Date | null;
  };
  runs: {
    id: RunId;
    export_id: ExportId;
    connection_id: ConnectionId | null;
    brand_id: string | null;
    mode: RunMode;
    trigger: RunTrigger;
    status: Status;
    phase: RunPhase;
    counts: Json<Counts>;
    estimate: NullableJson<Estimate>;
    error: NullableJson<RunError>;
    plan: NullableJson<Record<string, unknown>>;
    requested_by: UserId | null;
    cancel_requested_at: Date | null;
    owner: string | null;
    lease_until: Date | null;
    starts: Generated<number>;
    created_at: Date;
    started_at: Date | null;
    ended_at: Date | null;
    hold: NullableJson<Hold>;
    resumed_at: Date | null;
    resumed_done: Generated<number>;
    most_per_minute: number | null;
  };
  batches: {
    run_id: RunId;
    number: number;
    first_row: Big;
    last_row: Big;
    only_rows: NullableJson<number[]>;
    state: 'planned' | 'sent' | 'finished' | 'replaced';
    attempts: Generated<number>;
    omnisend_id: string | null;
    sent_at: Date | null;
    finished_at: Date | null;
  };
  verdicts: { run_id: RunId; row: Big; kind: 'rejection' | 'warning'; code: string; detail: string | null };
  tag_calls: {
    run_id: RunId;
    number: number;
    action: 'add' | 'remove';
    rows: Json<number[]>;
    tags: Json<string[]>;
    state: 'planned' | 'sent' | 'done';
    sent_at: Date | null;
  };
  tasks: {
    id: TaskId;
    kind: 'source' | 'segment' | 'export' | 'refresh';
    name: string;
    target_id: string | null;
    status: Status;
    progress: NullableJson<{ done: number; total: number }>;
    error: NullableJson<RunError>;
    owner: string | null;
    lease_until: Date | null;
    starts: Generated<number>;
    created_at: Date;
    started_at: Date | null;
    ended_at: Date | null;
    refresh_id: TaskId | null;
    tries: Generated<number>;
    shared_only: Generated<boolean>;
  };
  system_schedule: { only_one: Generated<boolean>; schedule: Json<SystemSchedule>; next_at: Date | null };
  audit: {
    number: Big;
    at: Date;
    actor_kind: AuditActorKind;
    actor_id: UserId | null;
    actor_name: string | null;
    action: string;
    target_kind: string;
    target_id: string | null;
    target_name: string | null;
    before: NullableJson<Record<string, unknown>>;
    after: NullableJson<Record<string, unknown>>;
    address: string | null;
    hash: string;
  };
  webhooks: {
    id: WebhookId;
    name: string;
    url_sealed: string;
    host: string;
    secret_sealed: string;
    kinds: Json<NoticeKind[]>;
    active: boolean;
    created_at: Date;
    updated_at: Date;
  };
  told_states: { target_kind: TellableKind; target_id: string; state: ToldState; since: Date };
  notices: {
    id: string;
    kind: NoticeKind;
    /** `webhook`: a test of that one, which nobody else hears of. */
    target_kind: TellableKind | 'webhook';
    target_id: string;
    target_name: string;
    facts: Json<NoticeFacts>;
    created_at: Date;
  };
  deliveries: {
    id: string;
    notice_id: string;
    user_id: UserId | null;
    webhook_id: WebhookId | null;
    state: 'waiting' | 'delivered' | 'failed';
    attempts: Generated<number>;
    next_at: Date;
    problem: string | null;
    delivered_at: Date | null;
  };
  audit_head: { only_one: Generated<boolean>; entries: Big; hash: string };
};
