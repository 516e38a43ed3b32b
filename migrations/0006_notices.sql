-- Telling people: one notice for each change of state, delivered by e-mail and by webhook.

CREATE TABLE webhooks (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  url_sealed text NOT NULL,
  host text NOT NULL,
  secret_sealed text NOT NULL,
  kinds jsonb NOT NULL,
  active boolean NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX webhooks_name ON webhooks (lower(name));

-- What was last told of an export or a source.
CREATE TABLE told_states (
  target_kind text NOT NULL CHECK (target_kind IN ('export', 'source', 'segment')),
  target_id uuid NOT NULL,
  state text NOT NULL CHECK (state IN ('fine', 'failedPermanently', 'held', 'rejections')),
  since timestamptz NOT NULL,
  PRIMARY KEY (target_kind, target_id)
);

CREATE TABLE notices (
  id uuid PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('failedPermanently', 'held', 'rejections', 'recovered')),
  target_kind text NOT NULL,
  target_id uuid NOT NULL,
  target_name text NOT NULL,
  facts jsonb NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE INDEX notices_by_time ON notices (created_at DESC);

CREATE TABLE deliveries (
  id uuid PRIMARY KEY,
  notice_id uuid NOT NULL REFERENCES notices ON DELETE CASCADE,
  user_id uuid REFERENCES users ON DELETE CASCADE,
  webhook_id uuid REFERENCES webhooks ON DELETE CASCADE,
  state text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL,
  problem text,
  delivered_at timestamptz,
  CHECK ((user_id IS NULL) <> (webhook_id IS NULL))
);
CREATE INDEX deliveries_waiting ON deliveries (next_at) WHERE state = 'waiting';
