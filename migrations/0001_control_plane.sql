-- The control plane: small and transactional. Large data (profiles, members, plans, ledgers) lies in Parquet files;
-- this database holds pointers to them.

CREATE TABLE users (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('administrator', 'contributor', 'viewer')),
  password_hash text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX users_email ON users (lower(email));

-- Sessions and tokens are known by a hash only: whoever reads this database cannot sign in with what it holds.
CREATE TABLE sessions (
  hash text PRIMARY KEY,
  user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);

CREATE TABLE tokens (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  hash text NOT NULL UNIQUE,
  user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz
);

CREATE TABLE sources (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  type text NOT NULL CHECK (type = 'file'),
  tables jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  refreshed_at timestamptz
);
CREATE UNIQUE INDEX sources_name ON sources (lower(name));

-- The current snapshot of each ingested table; a refresh moves `file` in one statement.
CREATE TABLE tables (
  name text PRIMARY KEY,
  source_id uuid NOT NULL REFERENCES sources ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('profiles', 'related')),
  file text NOT NULL,
  id_column text NOT NULL,
  columns jsonb NOT NULL,
  rows bigint NOT NULL,
  bad_lines bigint NOT NULL,
  bad_lines_file text,
  refreshed_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX tables_one_of_profiles ON tables (kind) WHERE kind = 'profiles';

CREATE TABLE segments (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  description text NOT NULL,
  type text NOT NULL CHECK (type IN ('dynamic', 'static')),
  rules jsonb NOT NULL,
  active boolean NOT NULL,
  rules_changed_at timestamptz NOT NULL,
  members bigint,
  members_file text,
  refreshed_at timestamptz,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX segments_name ON segments (lower(name));

-- One Omnisend account, and what Segue has found out about it. `probe` remembers a check that is under way, so that
-- whatever it may have disturbed is put right even if the process dies in the middle of it.
CREATE TABLE brands (
  id text PRIMARY KEY,
  name text NOT NULL,
  website text,
  tags_on_upsert text CHECK (tags_on_upsert IN ('added', 'replaced')),
  tags_found_at timestamptz,
  properties_on_upsert text CHECK (properties_on_upsert IN ('added', 'replaced')),
  properties_found_at timestamptz,
  probe jsonb
);

-- The pace of a brand, shared by every process: when its next request may go (GCRA's theoretical arrival time).
CREATE TABLE clocks (
  brand_id text NOT NULL REFERENCES brands ON DELETE CASCADE,
  budget text NOT NULL CHECK (budget IN ('all', 'tags')),
  next_at timestamptz NOT NULL,
  slowness double precision NOT NULL DEFAULT 1,
  refused_at timestamptz,
  PRIMARY KEY (brand_id, budget)
);

CREATE TABLE connections (
  id uuid PRIMARY KEY,
  type text NOT NULL CHECK (type = 'omnisend'),
  display_name text NOT NULL,
  brand_id text NOT NULL REFERENCES brands,
  api_key_sealed text NOT NULL,
  shared_with_contributors boolean NOT NULL,
  export_user_id uuid REFERENCES users ON DELETE SET NULL,
  consent_by uuid,
  consent_by_name text NOT NULL,
  consent_at timestamptz NOT NULL,
  limits jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX connections_display_name ON connections (lower(display_name));

CREATE TABLE exports (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  connection_id uuid REFERENCES connections ON DELETE SET NULL,
  segment_ids jsonb NOT NULL,
  mapping jsonb NOT NULL,
  schedule jsonb NOT NULL,
  membership jsonb NOT NULL,
  send_welcome_message boolean NOT NULL,
  ledger_file text,
  ledger_brand_id text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX exports_name ON exports (lower(name));

CREATE TABLE runs (
  id uuid PRIMARY KEY,
  export_id uuid NOT NULL REFERENCES exports ON DELETE CASCADE,
  connection_id uuid,
  brand_id text,
  mode text NOT NULL CHECK (mode IN ('incremental', 'full')),
  trigger text NOT NULL CHECK (trigger IN ('manual', 'refresh', 'schedule', 'api')),
  status text NOT NULL,
  phase text NOT NULL,
  counts jsonb NOT NULL,
  estimate jsonb,
  error jsonb,
  -- What the run works from: the files of its plan, once written.
  plan jsonb,
  requested_by uuid,
  cancel_requested_at timestamptz,
  -- Who executes it, until when that holds, and how often it was taken up.
  owner text,
  lease_until timestamptz,
  starts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  ended_at timestamptz
);
-- Two runs of one export never overlap.
CREATE UNIQUE INDEX runs_one_active ON runs (export_id)
  WHERE status IN ('notStarted', 'queued', 'processing', 'held');
CREATE INDEX runs_by_export ON runs (export_id, created_at DESC);
CREATE INDEX runs_by_brand ON runs (brand_id) WHERE status IN ('notStarted', 'queued', 'processing', 'held');

CREATE TABLE batches (
  run_id uuid NOT NULL REFERENCES runs ON DELETE CASCADE,
  number integer NOT NULL,
  first_row bigint NOT NULL,
  last_row bigint NOT NULL,
  -- Rows of that range that this batch is about; all of them when null.
  only_rows jsonb,
  state text NOT NULL CHECK (state IN ('planned', 'sent', 'finished', 'replaced')),
  attempts integer NOT NULL DEFAULT 0,
  omnisend_id text,
  sent_at timestamptz,
  finished_at timestamptz,
  PRIMARY KEY (run_id, number)
) WITH (fillfactor = 40);
-- No index on what changes: a batch moves twice within seconds, and without one its row is rewritten in place.

-- Rows of the plan about which there is something to say: turned down by Omnisend in this run, or (a warning)
-- accepted but not found as sent when it was read back.
CREATE TABLE verdicts (
  run_id uuid NOT NULL REFERENCES runs ON DELETE CASCADE,
  row bigint NOT NULL,
  kind text NOT NULL CHECK (kind IN ('rejection', 'warning')),
  code text NOT NULL,
  detail text,
  PRIMARY KEY (run_id, row, kind)
);

-- Calls to /contacts/tags: the rows are those of the plan's untags (remove) or upserts (add).
CREATE TABLE tag_calls (
  run_id uuid NOT NULL REFERENCES runs ON DELETE CASCADE,
  number integer NOT NULL,
  action text NOT NULL CHECK (action IN ('add', 'remove')),
  rows jsonb NOT NULL,
  tags jsonb NOT NULL,
  state text NOT NULL CHECK (state IN ('planned', 'sent', 'done')),
  sent_at timestamptz,
  PRIMARY KEY (run_id, action, number)
);

CREATE TABLE tasks (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('source', 'segment', 'export', 'refresh')),
  name text NOT NULL,
  target_id uuid,
  status text NOT NULL,
  progress jsonb,
  error jsonb,
  owner text,
  lease_until timestamptz,
  starts integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  started_at timestamptz,
  ended_at timestamptz
);
CREATE INDEX tasks_by_time ON tasks (created_at DESC);
