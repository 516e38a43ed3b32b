-- What the migrations amount to. Made and compared by src/store/migrate.test.ts.

CREATE TABLE apply_lease (
  only_one boolean NOT NULL DEFAULT true,
  id uuid NOT NULL,
  held_by uuid,
  held_by_name text NOT NULL,
  since timestamp with time zone NOT NULL,
  until timestamp with time zone NOT NULL,
  CONSTRAINT apply_lease_only_one_check CHECK (only_one),
  CONSTRAINT apply_lease_pkey PRIMARY KEY (only_one)
);

CREATE TABLE audit (
  number bigint NOT NULL,
  at timestamp with time zone NOT NULL,
  actor_kind text NOT NULL,
  actor_id uuid,
  actor_name text,
  action text NOT NULL,
  target_kind text NOT NULL,
  target_id text,
  target_name text,
  before jsonb,
  after jsonb,
  address text,
  hash text NOT NULL,
  CONSTRAINT audit_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['session'::text, 'token'::text, 'operator'::text, 'system'::text, 'nobody'::text]))),
  CONSTRAINT audit_pkey PRIMARY KEY (number)
);
CREATE INDEX audit_by_actor ON public.audit USING btree (actor_id, number);
CREATE INDEX audit_by_target ON public.audit USING btree (target_id, number);

CREATE TABLE audit_head (
  only_one boolean NOT NULL DEFAULT true,
  entries bigint NOT NULL,
  hash text NOT NULL,
  CONSTRAINT audit_head_only_one_check CHECK (only_one),
  CONSTRAINT audit_head_pkey PRIMARY KEY (only_one)
);

CREATE TABLE batches (
  run_id uuid NOT NULL,
  number integer NOT NULL,
  first_row bigint NOT NULL,
  last_row bigint NOT NULL,
  only_rows jsonb,
  state text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  omnisend_id text,
  sent_at timestamp with time zone,
  finished_at timestamp with time zone,
  CONSTRAINT batches_pkey PRIMARY KEY (run_id, number),
  CONSTRAINT batches_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) ON DELETE CASCADE,
  CONSTRAINT batches_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'sent'::text, 'finished'::text, 'replaced'::text])))
);

CREATE TABLE brand_usage (
  brand_id text NOT NULL,
  minute timestamp with time zone NOT NULL,
  requests integer NOT NULL,
  throttled integer NOT NULL,
  CONSTRAINT brand_usage_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id) ON DELETE CASCADE,
  CONSTRAINT brand_usage_pkey PRIMARY KEY (brand_id, minute)
);

CREATE TABLE brands (
  id text NOT NULL,
  name text NOT NULL,
  website text,
  tags_on_upsert text,
  tags_found_at timestamp with time zone,
  properties_on_upsert text,
  properties_found_at timestamp with time zone,
  probe jsonb,
  CONSTRAINT brands_pkey PRIMARY KEY (id),
  CONSTRAINT brands_properties_on_upsert_check CHECK ((properties_on_upsert = ANY (ARRAY['added'::text, 'replaced'::text]))),
  CONSTRAINT brands_tags_on_upsert_check CHECK ((tags_on_upsert = ANY (ARRAY['added'::text, 'replaced'::text])))
);

CREATE TABLE clocks (
  brand_id text NOT NULL,
  budget text NOT NULL,
  next_at timestamp with time zone NOT NULL,
  slowness double precision NOT NULL DEFAULT 1,
  refused_at timestamp with time zone,
  CONSTRAINT clocks_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id) ON DELETE CASCADE,
  CONSTRAINT clocks_budget_check CHECK ((budget = ANY (ARRAY['all'::text, 'tags'::text]))),
  CONSTRAINT clocks_pkey PRIMARY KEY (brand_id, budget)
);

CREATE TABLE connections (
  id uuid NOT NULL,
  type text NOT NULL,
  display_name text NOT NULL,
  brand_id text NOT NULL,
  api_key_sealed text,
  shared_with_contributors boolean NOT NULL,
  export_user_id uuid,
  consent_by uuid,
  consent_by_name text NOT NULL,
  consent_at timestamp with time zone NOT NULL,
  limits jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  api_key_reference text,
  consent_version text NOT NULL DEFAULT '2026-11'::text,
  CONSTRAINT connections_brand_id_fkey FOREIGN KEY (brand_id) REFERENCES brands(id),
  CONSTRAINT connections_export_user_id_fkey FOREIGN KEY (export_user_id) REFERENCES users(id) ON DELETE SET NULL,
  CONSTRAINT connections_one_key CHECK (((api_key_sealed IS NULL) <> (api_key_reference IS NULL))),
  CONSTRAINT connections_pkey PRIMARY KEY (id),
  CONSTRAINT connections_type_check CHECK ((type = 'omnisend'::text))
);
CREATE UNIQUE INDEX connections_display_name ON public.connections USING btree (lower(display_name));

CREATE TABLE consents (
  id uuid NOT NULL,
  connection_id uuid NOT NULL,
  connection_name text NOT NULL,
  brand_id text NOT NULL,
  brand_name text NOT NULL,
  version text NOT NULL,
  accepted_by uuid,
  accepted_by_name text NOT NULL,
  accepted_at timestamp with time zone NOT NULL,
  withdrawn_by_name text,
  withdrawn_at timestamp with time zone,
  CONSTRAINT consents_pkey PRIMARY KEY (id)
);
CREATE INDEX consents_by_connection ON public.consents USING btree (connection_id);

CREATE TABLE deliveries (
  id uuid NOT NULL,
  notice_id uuid NOT NULL,
  user_id uuid,
  webhook_id uuid,
  state text NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamp with time zone NOT NULL,
  problem text,
  delivered_at timestamp with time zone,
  CONSTRAINT deliveries_check CHECK (((user_id IS NULL) <> (webhook_id IS NULL))),
  CONSTRAINT deliveries_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES notices(id) ON DELETE CASCADE,
  CONSTRAINT deliveries_pkey PRIMARY KEY (id),
  CONSTRAINT deliveries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'delivered'::text, 'failed'::text]))),
  CONSTRAINT deliveries_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  CONSTRAINT deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES webhooks(id) ON DELETE CASCADE
);
CREATE INDEX deliveries_waiting ON public.deliveries USING btree (next_at) WHERE (state = 'waiting'::text);

CREATE TABLE exports (
  id uuid NOT NULL,
  name text NOT NULL,
  connection_id uuid,
  segment_ids jsonb NOT NULL,
  mapping jsonb NOT NULL,
  schedule jsonb NOT NULL,
  membership jsonb NOT NULL,
  send_welcome_message boolean NOT NULL,
  ledger_file text,
  ledger_brand_id text,
  created_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  next_run_at timestamp with time zone,
  guards jsonb NOT NULL DEFAULT '{}'::jsonb,
  quiet_start boolean NOT NULL DEFAULT false,
  removing_at timestamp with time zone,
  removed_at timestamp with time zone,
  CONSTRAINT exports_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES connections(id) ON DELETE SET NULL,
  CONSTRAINT exports_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX exports_name ON public.exports USING btree (lower(name)) WHERE (removed_at IS NULL);

CREATE TABLE member_counts (
  segment_id uuid NOT NULL,
  at timestamp with time zone NOT NULL,
  members bigint NOT NULL,
  CONSTRAINT member_counts_pkey PRIMARY KEY (segment_id, at),
  CONSTRAINT member_counts_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segments(id) ON DELETE CASCADE
);

CREATE TABLE migrations (
  name text NOT NULL,
  checksum text NOT NULL,
  applied_at timestamp with time zone NOT NULL,
  CONSTRAINT migrations_pkey PRIMARY KEY (name)
);

CREATE TABLE notices (
  id uuid NOT NULL,
  kind text NOT NULL,
  target_kind text NOT NULL,
  target_id uuid NOT NULL,
  target_name text NOT NULL,
  facts jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT notices_kind_check CHECK ((kind = ANY (ARRAY['failedPermanently'::text, 'held'::text, 'rejections'::text, 'recovered'::text]))),
  CONSTRAINT notices_pkey PRIMARY KEY (id)
);
CREATE INDEX notices_by_time ON public.notices USING btree (created_at DESC);

CREATE TABLE runs (
  id uuid NOT NULL,
  export_id uuid NOT NULL,
  connection_id uuid,
  brand_id text,
  mode text NOT NULL,
  trigger text NOT NULL,
  status text NOT NULL,
  phase text NOT NULL,
  counts jsonb NOT NULL,
  estimate jsonb,
  error jsonb,
  plan jsonb,
  requested_by uuid,
  cancel_requested_at timestamp with time zone,
  owner text,
  lease_until timestamp with time zone,
  starts integer NOT NULL DEFAULT 0,
  created_at timestamp with time zone NOT NULL,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  hold jsonb,
  resumed_at timestamp with time zone,
  resumed_done integer NOT NULL DEFAULT 0,
  most_per_minute integer,
  CONSTRAINT runs_export_id_fkey FOREIGN KEY (export_id) REFERENCES exports(id) ON DELETE CASCADE,
  CONSTRAINT runs_mode_check CHECK ((mode = ANY (ARRAY['incremental'::text, 'full'::text, 'takeBack'::text]))),
  CONSTRAINT runs_pkey PRIMARY KEY (id),
  CONSTRAINT runs_trigger_check CHECK ((trigger = ANY (ARRAY['manual'::text, 'refresh'::text, 'schedule'::text, 'api'::text])))
);
CREATE INDEX runs_by_brand ON public.runs USING btree (brand_id) WHERE (status = ANY (ARRAY['notStarted'::text, 'queued'::text, 'processing'::text, 'held'::text]));
CREATE INDEX runs_by_export ON public.runs USING btree (export_id, created_at DESC);
CREATE UNIQUE INDEX runs_one_active ON public.runs USING btree (export_id) WHERE (status = ANY (ARRAY['notStarted'::text, 'queued'::text, 'processing'::text, 'held'::text]));

CREATE TABLE segments (
  id uuid NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  type text NOT NULL,
  rules jsonb NOT NULL,
  active boolean NOT NULL,
  rules_changed_at timestamp with time zone NOT NULL,
  members bigint,
  members_file text,
  refreshed_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  tags jsonb NOT NULL DEFAULT '[]'::jsonb,
  CONSTRAINT segments_pkey PRIMARY KEY (id),
  CONSTRAINT segments_type_check CHECK ((type = ANY (ARRAY['dynamic'::text, 'static'::text])))
);
CREATE UNIQUE INDEX segments_name ON public.segments USING btree (lower(name));

CREATE TABLE sessions (
  hash text NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  rotated_at timestamp with time zone,
  CONSTRAINT sessions_pkey PRIMARY KEY (hash),
  CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE TABLE sign_in_failures (
  account text NOT NULL,
  failures integer NOT NULL,
  last_at timestamp with time zone NOT NULL,
  locked_until timestamp with time zone,
  CONSTRAINT sign_in_failures_pkey PRIMARY KEY (account)
);

CREATE TABLE sources (
  id uuid NOT NULL,
  name text NOT NULL,
  type text NOT NULL,
  tables jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  refreshed_at timestamp with time zone,
  CONSTRAINT sources_pkey PRIMARY KEY (id),
  CONSTRAINT sources_type_check CHECK ((type = 'file'::text))
);
CREATE UNIQUE INDEX sources_name ON public.sources USING btree (lower(name));

CREATE TABLE system_schedule (
  only_one boolean NOT NULL DEFAULT true,
  schedule jsonb NOT NULL,
  next_at timestamp with time zone,
  CONSTRAINT system_schedule_only_one_check CHECK (only_one),
  CONSTRAINT system_schedule_pkey PRIMARY KEY (only_one)
);

CREATE TABLE tables (
  name text NOT NULL,
  source_id uuid NOT NULL,
  kind text NOT NULL,
  file text NOT NULL,
  id_column text NOT NULL,
  columns jsonb NOT NULL,
  rows bigint NOT NULL,
  bad_lines bigint NOT NULL,
  bad_lines_file text,
  refreshed_at timestamp with time zone NOT NULL,
  CONSTRAINT tables_kind_check CHECK ((kind = ANY (ARRAY['profiles'::text, 'related'::text]))),
  CONSTRAINT tables_pkey PRIMARY KEY (name),
  CONSTRAINT tables_source_id_fkey FOREIGN KEY (source_id) REFERENCES sources(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX tables_one_of_profiles ON public.tables USING btree (kind) WHERE (kind = 'profiles'::text);

CREATE TABLE tag_calls (
  run_id uuid NOT NULL,
  number integer NOT NULL,
  action text NOT NULL,
  rows jsonb NOT NULL,
  tags jsonb NOT NULL,
  state text NOT NULL,
  sent_at timestamp with time zone,
  CONSTRAINT tag_calls_action_check CHECK ((action = ANY (ARRAY['add'::text, 'remove'::text]))),
  CONSTRAINT tag_calls_pkey PRIMARY KEY (run_id, action, number),
  CONSTRAINT tag_calls_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) ON DELETE CASCADE,
  CONSTRAINT tag_calls_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'sent'::text, 'done'::text])))
);

CREATE TABLE tasks (
  id uuid NOT NULL,
  kind text NOT NULL,
  name text NOT NULL,
  target_id uuid,
  status text NOT NULL,
  progress jsonb,
  error jsonb,
  owner text,
  lease_until timestamp with time zone,
  starts integer NOT NULL DEFAULT 0,
  created_at timestamp with time zone NOT NULL,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  refresh_id uuid,
  tries integer NOT NULL DEFAULT 0,
  shared_only boolean NOT NULL DEFAULT false,
  CONSTRAINT tasks_kind_check CHECK ((kind = ANY (ARRAY['source'::text, 'segment'::text, 'export'::text, 'refresh'::text]))),
  CONSTRAINT tasks_pkey PRIMARY KEY (id)
);
CREATE INDEX tasks_by_refresh ON public.tasks USING btree (refresh_id);
CREATE INDEX tasks_by_time ON public.tasks USING btree (created_at DESC);

CREATE TABLE tokens (
  id uuid NOT NULL,
  name text NOT NULL,
  hash text NOT NULL,
  user_id uuid NOT NULL,
  created_at timestamp with time zone NOT NULL,
  last_used_at timestamp with time zone,
  expires_at timestamp with time zone,
  CONSTRAINT tokens_hash_key UNIQUE (hash),
  CONSTRAINT tokens_pkey PRIMARY KEY (id),
  CONSTRAINT tokens_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

CREATE TABLE told_states (
  target_kind text NOT NULL,
  target_id uuid NOT NULL,
  state text NOT NULL,
  since timestamp with time zone NOT NULL,
  CONSTRAINT told_states_pkey PRIMARY KEY (target_kind, target_id),
  CONSTRAINT told_states_state_check CHECK ((state = ANY (ARRAY['fine'::text, 'failedPermanently'::text, 'held'::text, 'rejections'::text]))),
  CONSTRAINT told_states_target_kind_check CHECK ((target_kind = ANY (ARRAY['export'::text, 'source'::text, 'segment'::text])))
);

CREATE TABLE users (
  id uuid NOT NULL,
  email text NOT NULL,
  name text NOT NULL,
  role text NOT NULL,
  password_hash text,
  created_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  disabled_at timestamp with time zone,
  subject text,
  language text,
  tells jsonb NOT NULL DEFAULT '["failedPermanently", "held", "rejections", "recovered"]'::jsonb,
  CONSTRAINT users_language_check CHECK ((language = ANY (ARRAY['en'::text, 'sv'::text]))),
  CONSTRAINT users_pkey PRIMARY KEY (id),
  CONSTRAINT users_role_check CHECK ((role = ANY (ARRAY['administrator'::text, 'contributor'::text, 'viewer'::text])))
);
CREATE UNIQUE INDEX users_email ON public.users USING btree (lower(email));
CREATE UNIQUE INDEX users_subject ON public.users USING btree (subject) WHERE (subject IS NOT NULL);

CREATE TABLE verdicts (
  run_id uuid NOT NULL,
  row bigint NOT NULL,
  kind text NOT NULL,
  code text NOT NULL,
  detail text,
  CONSTRAINT verdicts_kind_check CHECK ((kind = ANY (ARRAY['rejection'::text, 'warning'::text]))),
  CONSTRAINT verdicts_pkey PRIMARY KEY (run_id, "row", kind),
  CONSTRAINT verdicts_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) ON DELETE CASCADE
);

CREATE TABLE webhooks (
  id uuid NOT NULL,
  name text NOT NULL,
  url_sealed text NOT NULL,
  host text NOT NULL,
  secret_sealed text NOT NULL,
  kinds jsonb NOT NULL,
  active boolean NOT NULL,
  created_at timestamp with time zone NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  CONSTRAINT webhooks_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX webhooks_name ON public.webhooks USING btree (lower(name));
